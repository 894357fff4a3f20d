/** The list that a scanner fills: shelves and what goes to them, doubles left out, unknown codes kept to be seen. */

export interface Named {
  readonly kind: "artifact" | "location" | "site";
  readonly number: string;
  readonly title: string;
  readonly place: string;
  readonly picture: string;
  readonly isOpen: boolean;
}

/** `named` is null while nothing is known; `state` says why. */
export interface Entry {
  readonly text: string;
  readonly named: Named | null;
  readonly state: "looking" | "known" | "unknown" | "offline";
}

export type Verdict = "added" | "placed" | "double" | "placeFirst" | "unknown" | "notThing" | "closed" | "offline";

const KINDS = ["artifact", "location", "site"] as const;
const CODE = /\/q\/([0-9bcghkmnpqt]{16})\/?$/i;

/** What makes two scans the same before anything is known of them: the code in an address, else the text. */
export function keyOf(text: string): string {
  return (CODE.exec(text.trim())?.[1] ?? text.trim()).toUpperCase();
}

/** Reads the answer of `/codes`; null when it is something else. */
export function parseNamed(body: unknown, lang: "vi" | "en"): Named | null {
  if (typeof body !== "object" || body === null) return null;
  const source = body as Readonly<Record<string, unknown>>;
  const kind = KINDS.find((name) => name === source["kind"]);
  if (kind === undefined || typeof source["number"] !== "string") return null;
  return {
    kind,
    number: source["number"],
    title: titleOf(source["title"], lang),
    place: textOf(source["place"]),
    picture: textOf(source["picture"]),
    isOpen: source["is_open"] !== false,
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function titleOf(title: unknown, lang: "vi" | "en"): string {
  if (typeof title !== "object" || title === null) return "";
  const words = title as Readonly<Record<string, unknown>>;
  return textOf(words[lang]) || textOf(words["vi"]);
}

/** Whether the text is on the list already; a location may come again, but not twice in a row. */
export function isDouble(entries: readonly Entry[], text: string, named: Named | null): boolean {
  if (named?.kind === "location") return lastPlace(entries)?.number === named.number;
  const key = keyOf(text);
  return entries.some((entry) => (named !== null && entry.named?.number === named.number && entry.named.kind === named.kind) || (entry.named?.kind !== "location" && keyOf(entry.text) === key));
}

/** The location that the next artifact goes to. */
export function lastPlace(entries: readonly Entry[]): Named | null {
  for (let at = entries.length - 1; at >= 0; at -= 1) {
    const named = entries[at]?.named;
    if (named?.kind === "location" && named.isOpen) return named;
  }
  return null;
}

/** What a scan means for the list as it stands. */
export function judge(entries: readonly Entry[], entry: Entry): Verdict {
  if (entry.state === "offline") return "offline";
  const named = entry.named;
  if (named === null) return "unknown";
  if (named.kind === "site") return "notThing";
  if (named.kind === "location") return named.isOpen ? "placed" : "closed";
  return lastPlace(entries) === null ? "placeFirst" : "added";
}

/** The lines that are sent: everything that was scanned, as it was scanned. */
export function linesOf(entries: readonly Entry[]): string {
  return entries.map((entry) => entry.text).join("\n");
}

/** How many artifacts are on the list. */
export function countThings(entries: readonly Entry[]): number {
  return entries.filter((entry) => entry.named?.kind === "artifact").length;
}
