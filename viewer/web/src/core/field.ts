/** Entries of the field kit: what a phone keeps, what is missing, what two writers changed. Knows no browser. */

export type Kind = "artifact" | "site";
export type Values = Readonly<Record<string, string>>;
/** waiting: to be sent; sent: the museum has it; refused: a field must be mended; conflict: someone saved first. */
export type EntryState = "waiting" | "sent" | "refused" | "conflict";

export interface Place {
  readonly latitude: number;
  readonly longitude: number;
  readonly accuracy_m: number;
}

export interface Entry {
  readonly uid: string;
  readonly kind: Kind;
  readonly values: Values;
  /** The values that were taken along; empty for a new record. */
  readonly base: Values;
  readonly baseVersion: number | null;
  readonly notedAt: string;
  readonly place: Place | null;
  readonly state: EntryState;
  /** Field name to a sentence of the server; "" holds one about the whole entry. */
  readonly faults: Values;
  /** The museum's values where someone saved first. */
  readonly theirs: Values;
  readonly theirVersion: number | null;
}

export interface FieldRecord {
  readonly uid: string;
  readonly kind: Kind;
  readonly number: string;
  readonly version: number;
  readonly values: Values;
}

export interface Kit {
  readonly madeAt: string;
  readonly recorder: string;
  readonly site: string;
  readonly isCut: boolean;
  readonly sites: readonly FieldRecord[];
  readonly artifacts: readonly FieldRecord[];
  readonly lists: Readonly<Record<string, readonly string[]>>;
}

/** One line of the choice between two versions. */
export interface Difference {
  readonly field: string;
  readonly mine: string;
  readonly theirs: string;
  readonly base: string;
}

export const FIELDS: Readonly<Record<Kind, readonly string[]>> = {
  artifact: [
    "accession_number", "title_vi", "object_type", "count", "description_vi", "site", "location", "recorder", "recorded_on",
    "condition_text", "materials", "date_text", "height_mm", "width_mm", "depth_mm", "inscription", "title_en",
  ],
  site: ["code", "title_vi", "address", "latitude", "longitude", "description_vi", "title_en"],
};
const NEEDED: Readonly<Record<Kind, readonly string[]>> = { artifact: ["accession_number", "title_vi"], site: ["code", "title_vi"] };

/** Fields without which the museum can't save the entry. */
export function missing(kind: Kind, values: Values): readonly string[] {
  return NEEDED[kind].filter((name) => !values[name]?.trim());
}

export function newEntry(kind: Kind, uid: string, now: Date, values: Values): Entry {
  return {
    uid, kind, values, base: {}, baseVersion: null, notedAt: now.toISOString(), place: null, state: "waiting", faults: {}, theirs: {}, theirVersion: null,
  };
}

/** An entry that changes a record taken along. */
export function entryOf(record: FieldRecord, now: Date): Entry {
  return { ...newEntry(record.kind, record.uid, now, record.values), base: record.values, baseVersion: record.version };
}

/** What is sent: all of a new record, only what changed of one taken along. */
export function changes(entry: Entry): Values {
  const all = Object.entries(entry.values).map(([name, value]) => [name, value.trim()] as const);
  const kept = entry.baseVersion === null ? all.filter(([, value]) => value !== "") : all.filter(([name, value]) => value !== (entry.base[name] ?? ""));
  return Object.fromEntries(kept);
}

/** Fields that both sides changed to different values; what only one side changed needs no question. */
export function differences(entry: Entry): readonly Difference[] {
  return FIELDS[entry.kind]
    .map((field) => ({ field, mine: entry.values[field]?.trim() ?? "", theirs: entry.theirs[field] ?? "", base: entry.base[field] ?? "" }))
    .filter((row) => row.mine !== row.theirs && row.mine !== row.base && (row.theirs !== row.base || entry.baseVersion === null));
}

/** The entry after the choice: fields in `keepTheirs` take the museum's value; what only they changed is taken over. */
export function settle(entry: Entry, keepTheirs: ReadonlySet<string>): Entry {
  const values = Object.fromEntries(
    FIELDS[entry.kind].map((field) => {
      const mine = entry.values[field]?.trim() ?? "";
      const isMine = mine !== (entry.base[field] ?? "") && !keepTheirs.has(field);
      return [field, isMine ? mine : (entry.theirs[field] ?? "")];
    }),
  );
  return { ...entry, values, base: entry.theirs, baseVersion: entry.theirVersion, theirs: {}, theirVersion: null, faults: {}, state: "waiting" };
}

/** A short name for lists: number and title, whichever there is. */
export function nameOf(entry: Entry): string {
  const number = entry.values[entry.kind === "artifact" ? "accession_number" : "code"];
  return [number, entry.values["title_vi"]].filter(Boolean).join(" · ");
}

/** Order of the list: what needs a person first, then what waits, then what is sent; newest first in each. */
export function inOrder(entries: readonly Entry[]): readonly Entry[] {
  const rank: Readonly<Record<EntryState, number>> = { conflict: 0, refused: 0, waiting: 1, sent: 2 };
  return [...entries].sort((a, b) => rank[a.state] - rank[b.state] || b.notedAt.localeCompare(a.notedAt));
}
