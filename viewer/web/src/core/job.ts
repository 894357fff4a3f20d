/** A job as the API and its event stream describe it. */

import { parseProblem, type Problem } from "./problem";
import { isKey, say } from "./strings";
import type { Language } from "./scene";

export const STATES = ["queued", "running", "done", "failed", "cancelled"] as const;
export type JobState = (typeof STATES)[number];

export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly state: JobState;
  readonly progress: number;
  readonly step: string;
  readonly problem: Problem | null;
  readonly resultUrl: string;
  /** The file that the job works on, where the server says so. */
  readonly file: string;
}

function isState(value: unknown): value is JobState {
  return typeof value === "string" && (STATES as readonly string[]).includes(value);
}

function stepText(value: unknown, lang: Language): string {
  if (typeof value === "string") {
    const key = `step_${value}`;
    return isKey(key) ? say(lang, key) : value;
  }
  if (typeof value !== "object" || value === null) return "";
  const spoken = (value as Readonly<Record<string, unknown>>)[lang];
  return typeof spoken === "string" ? spoken : "";
}

function resultOf(links: unknown): string {
  if (typeof links !== "object" || links === null) return "";
  const source = links as Readonly<Record<string, unknown>>;
  const result = source["page"] ?? source["result"];
  return typeof result === "string" ? result : "";
}

/** Reads a job; null when the body is not one. `step` may be a known name, a text, or `{vi, en}`. */
export function parseJob(body: unknown, lang: Language): Job | null {
  if (typeof body !== "object" || body === null) return null;
  const source = body as Readonly<Record<string, unknown>>;
  const { id, kind, state, progress } = source;
  if (typeof id !== "string" || !isState(state)) return null;
  return {
    id,
    kind: typeof kind === "string" ? kind : "",
    state,
    progress: typeof progress === "number" ? Math.min(Math.max(progress, 0), 1) : 0,
    step: stepText(source["step"], lang),
    problem: parseProblem(source["problem"]),
    resultUrl: resultOf(source["links"]),
    file: typeof source["file_name"] === "string" ? source["file_name"] : "",
  };
}

export function isOver(job: Job): boolean {
  return job.state === "done" || job.state === "failed" || job.state === "cancelled";
}

export function kindName(kind: string, lang: Language): string {
  const key = `kind_${kind}`;
  return isKey(key) ? say(lang, key) : kind;
}
