/** What a record's form knows without a browser: how complete it is, words in a list, folding, drafts. */

export interface Lacks {
  readonly share: number;
  readonly needed: readonly string[];
  readonly useful: readonly string[];
}

/** How complete a form is; the server counts alike (catalogue/services/artifacts.py). */
export function lacksOf(needed: readonly string[], useful: readonly string[], isFilled: (name: string) => boolean): Lacks {
  const missing = needed.filter((name) => !isFilled(name));
  const wished = useful.filter((name) => !isFilled(name));
  const all = needed.length + useful.length;
  return { share: all ? (all - missing.length - wished.length) / all : 1, needed: missing, useful: wished };
}

/** Small letters without accents, đ as d, single spaces. */
export function foldWords(text: string): string {
  const bare = text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/đ/g, "d");
  return bare.replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/** The word that is being typed at the end of a field that may hold several. */
export function lastWord(text: string, many: boolean): string {
  return (many ? (text.split(/[,;]/).pop() ?? "") : text).trim();
}

/** The field's text after a suggestion was taken for its last word. */
export function takeWord(text: string, word: string, many: boolean): string {
  if (!many) return word;
  const before = text.split(/[,;]/).slice(0, -1).map((part) => part.trim()).filter(Boolean);
  return [...before, word].join(", ") + ", ";
}

/** The single words of a field. */
export function wordsIn(text: string, many: boolean): string[] {
  return (many ? text.split(/[,;]/) : [text]).map((part) => part.trim()).filter(Boolean);
}

export interface StoredDraft {
  readonly values: Readonly<Record<string, string>>;
  readonly version: number | null;
  readonly at: string;
}

/** Reads what a device kept of a form; null when it is nothing of ours. */
export function parseDraft(text: string | null): StoredDraft | null {
  if (!text) return null;
  try {
    const body = JSON.parse(text) as Partial<StoredDraft> | null;
    if (typeof body !== "object" || body === null || typeof body.values !== "object" || typeof body.at !== "string") return null;
    return { values: body.values, version: typeof body.version === "number" ? body.version : null, at: body.at };
  } catch {
    return null;
  }
}
