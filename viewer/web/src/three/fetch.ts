import { FetchError, fileName } from "../core/problem";

export type Progress = (done: number, total: number) => void;

/** Downloads a file while counting its bytes; throws FetchError, or AbortError when `signal` fires. */
export async function download(url: string, expected: number, progress: Progress, signal: AbortSignal): Promise<ArrayBuffer> {
  const response = await ask(url, signal);
  if (!response.ok || !response.body) throw new FetchError(fileName(url), response.status);
  const reader = response.body.getReader();
  const parts: Uint8Array[] = [];
  let done = 0;
  for (;;) {
    const chunk = await next(reader, url, signal);
    if (!chunk) break;
    parts.push(chunk);
    done += chunk.byteLength;
    progress(done, Math.max(expected, done));
  }
  return joined(parts, done);
}

async function ask(url: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { signal });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new FetchError(fileName(url), 0);
  }
}

async function next(reader: ReadableStreamDefaultReader<Uint8Array>, url: string, signal: AbortSignal): Promise<Uint8Array | null> {
  try {
    const { done, value } = await reader.read();
    return done ? null : value;
  } catch (error) {
    if (signal.aborted) throw error;
    throw new FetchError(fileName(url), 0);
  }
}

function joined(parts: readonly Uint8Array[], length: number): ArrayBuffer {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole.buffer;
}
