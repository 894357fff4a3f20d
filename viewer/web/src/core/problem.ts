/** Failures as plain sentences: what the server said (RFC 9457), or what we know ourselves. */

import { DocumentError, type Language } from "./scene";
import { say } from "./strings";

export interface Problem {
  readonly title: string;
  readonly detail: string;
  readonly remedy: string;
  /** Where the remedy is carried out, such as the first copy of a duplicate. */
  readonly link?: string;
}

/** A file could not be fetched: `status` 0 means that no answer came. */
export class FetchError extends Error {
  constructor(
    readonly file: string,
    readonly status: number,
  ) {
    super(`${file}: ${status}`);
  }
}

/** The bytes arrived but hold no model that we can read. */
export class ModelError extends Error {
  constructor(
    readonly file: string,
    readonly reason: string,
  ) {
    super(`${file}: ${reason}`);
  }
}

export class NoWebglError extends Error {}
export class NoModelError extends Error {}
export class XrError extends Error {}
/** The device took its graphics memory back again and again. */
export class GraphicsLostError extends Error {}

/** The name of the file behind an address, without query. */
export function fileName(url: string): string {
  const path = url.split(/[?#]/)[0] ?? url;
  return decodeURIComponent(path.split("/").pop() ?? path);
}

/** One sentence in the reader's language for anything that went wrong on the stage. */
export function sentence(error: unknown, lang: Language): string {
  if (error instanceof NoWebglError) return say(lang, "noWebgl");
  if (error instanceof NoModelError) return say(lang, "noModel");
  if (error instanceof GraphicsLostError) return say(lang, "graphicsGone");
  if (error instanceof XrError) return say(lang, "xrRefused", { reason: error.message });
  if (error instanceof DocumentError) return say(lang, "badScene", { path: error.path || "/" });
  if (error instanceof FetchError) return notFetched(error, lang);
  if (error instanceof ModelError) return say(lang, "broken", { file: error.file });
  return say(lang, "broken", { file: error instanceof Error ? error.name : "?" });
}

function notFetched(error: FetchError, lang: Language): string {
  return error.status === 0 ? say(lang, "offline") : say(lang, "missing", { file: error.file, status: error.status });
}

/** Reads an application/problem+json body; null when it is something else. */
export function parseProblem(body: unknown): Problem | null {
  if (typeof body !== "object" || body === null) return null;
  const source = body as Readonly<Record<string, unknown>>;
  if (typeof source["title"] !== "string") return null;
  const optional = (value: unknown) => (typeof value === "string" ? value : "");
  const links = source["links"];
  const first = typeof links === "object" && links !== null ? (links as Readonly<Record<string, unknown>>)["first"] : "";
  return { title: source["title"], detail: optional(source["detail"]), remedy: optional(source["remedy"]), link: optional(first) };
}

export function parseProblemText(body: string): Problem | null {
  try {
    return parseProblem(JSON.parse(body));
  } catch {
    return null;
  }
}
