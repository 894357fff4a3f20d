/** SHA-256 of a file on this machine, in a worker of its own. */
export function hashFile(file: File, progress: (done: number) => void, signal: AbortSignal): Promise<string> {
  const worker = new Worker(new URL("./hash-worker.ts", import.meta.url), { type: "module" });
  return new Promise<string>((resolve, reject) => {
    signal.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")), { once: true });
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = (event: MessageEvent<{ done?: number; sha256?: string }>) => {
      if (event.data.sha256 !== undefined) resolve(event.data.sha256);
      else progress(event.data.done ?? 0);
    };
    worker.postMessage(file);
  }).finally(() => worker.terminate());
}
