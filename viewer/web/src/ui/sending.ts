/** One file on its way to the server by tus: resumable, with plain failures. */

import { DetailedError, Upload, type HttpResponse } from "tus-js-client";

import { parseProblemText, type Problem } from "../core/problem";
import type { Language } from "../core/scene";
import { say } from "../core/strings";
import { API, writeHeaders } from "./api";

const CHUNK = 8 * 1024 * 1024;

/** What the server says of a finished upload. */
export interface Received {
  readonly sha256: string;
  readonly jobId: string;
}

export interface SendingEvents {
  progress(done: number, total: number): void;
  received(what: Received): void;
  failed(problem: Problem): void;
}

function readReceived(response: HttpResponse): Received {
  const header = (name: string) => response.getHeader(name) ?? "";
  return { sha256: header("Cuudinh-Sha256"), jobId: header("Cuudinh-Job") };
}

function asProblem(error: Error, file: string, lang: Language): Problem {
  const body = error instanceof DetailedError ? (error.originalResponse?.getBody() ?? "") : "";
  return parseProblemText(body) ?? { title: say(lang, "uploadNetwork", { file }), detail: "", remedy: "" };
}

/** Whether trying again by itself can help: the network, a busy server, or a lock; never a refusal. */
function isPassing(error: DetailedError): boolean {
  const status = error.originalResponse?.getStatus() ?? 0;
  return status === 0 || status === 423 || status === 429 || status >= 500;
}

export function makeUpload(file: File, metadata: Readonly<Record<string, string>>, lang: Language, events: SendingEvents): Upload {
  const upload = new Upload(file, {
    endpoint: `${API}/uploads`,
    chunkSize: CHUNK,
    retryDelays: [0, 1000, 3000, 5000],
    removeFingerprintOnSuccess: true,
    headers: writeHeaders(lang),
    metadata: { filename: file.name.normalize("NFC"), filetype: file.type, ...metadata },
    onShouldRetry: (error) => isPassing(error),
    onProgress: (done, total) => events.progress(done, total),
    onSuccess: ({ lastResponse }) => events.received(readReceived(lastResponse)),
    onError: (error) => {
      if (error instanceof DetailedError && !isPassing(error)) void forget(upload);
      events.failed(asProblem(error, file.name, lang));
    },
  });
  return upload;
}

/** A refused file is no half-sent one. */
async function forget(upload: Upload): Promise<void> {
  for (const kept of await upload.findPreviousUploads()) await upload.options.urlStorage?.removeUpload(kept.urlStorageKey);
}

/** Goes on where an earlier visit stopped, if the server still has it; else begins. */
export async function begin(upload: Upload): Promise<void> {
  const earlier = await upload.findPreviousUploads();
  const last = earlier.sort((a, b) => b.creationTime.localeCompare(a.creationTime))[0];
  if (last) upload.resumeFromPreviousUpload(last);
  upload.start();
}

/** Names of files that an earlier visit left half sent on this machine. */
export async function halfSent(): Promise<readonly string[]> {
  const probe = new Upload(new Blob([]), { endpoint: `${API}/uploads` });
  const stored = await probe.options.urlStorage?.findAllUploads();
  return (stored ?? []).map((upload) => upload.metadata["filename"] ?? "").filter(Boolean);
}
