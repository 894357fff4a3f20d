/** Calls to /api/v1: same origin, with the page's CSRF token; failures come back as problems in the page's language. */

import { parseProblem, type Problem } from "../core/problem";
import type { Language } from "../core/scene";

export const API = "/api/v1";

/** Headers that every write needs. */
export function writeHeaders(lang: Language): Record<string, string> {
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
  return { "Accept-Language": lang, ...(token ? { "X-CSRFToken": token } : {}) };
}

export interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly body: unknown;
  readonly problem: Problem | null;
}

const UNREACHED: Answer = { ok: false, status: 0, body: null, problem: null };

/** Asks and reads JSON; status 0 when no answer came. */
export async function ask(path: string, lang: Language, method: "GET" | "POST" | "DELETE" = "GET"): Promise<Answer> {
  try {
    const headers = { Accept: "application/json, application/problem+json", "Accept-Language": lang, ...(method === "GET" ? {} : writeHeaders(lang)) };
    const response = await fetch(`${API}${path}`, { method, headers, credentials: "same-origin" });
    const body: unknown = await response.json().catch(() => null);
    return { ok: response.ok, status: response.status, body, problem: response.ok ? null : parseProblem(body) };
  } catch {
    return UNREACHED;
  }
}
