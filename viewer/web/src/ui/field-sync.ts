/** Sends the field kit's entries and photos: one by one, resumable, nothing leaves the device before the museum has it. */

import { changes, type Entry, type FieldRecord, type Kind, type Kit } from "../core/field";
import { parseProblem } from "../core/problem";
import type { Language } from "../core/scene";
import { API } from "./api";
import type { FieldStore, Photo } from "./field-store";

/** No answer came. */
export class OfflineError extends Error {}
/** The login has ended, or may not write. */
export class LoginError extends Error {}

export interface SyncEvents {
  sending(entry: Entry): void;
  sendingPhoto(entry: Entry, done: number, total: number): void;
  photoFailed(photo: Photo, reason: string): void;
}

interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export class FieldSync {
  #token = "";

  constructor(
    private readonly store: FieldStore,
    private readonly lang: Language,
    private readonly events: SyncEvents,
  ) {}

  /** Asks who we are; the answer's token opens the following writes. */
  async signIn(): Promise<void> {
    const { body } = await this.#ask("/session", "GET");
    const may: unknown = body["may"];
    if (!Array.isArray(may) || !may.includes("write_records")) throw new LoginError();
    this.#token = typeof body["csrf_token"] === "string" ? body["csrf_token"] : "";
    const meta = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]');
    if (meta) meta.content = this.#token; // uploads read it there
  }

  /** Records for the road. */
  async fetchKit(site: string): Promise<Kit> {
    const { body } = await this.#ask(`/field/kit${site ? `?site=${encodeURIComponent(site)}` : ""}`, "GET");
    return {
      madeAt: String(body["made_at"]),
      recorder: String(body["recorder"]),
      site,
      isCut: body["is_cut"] === true,
      sites: body["sites"] as readonly FieldRecord[],
      artifacts: body["artifacts"] as readonly FieldRecord[],
      lists: body["lists"] as Kit["lists"],
    };
  }

  /** Sends one entry and then its photos; gives the entry as it stands afterwards. */
  async send(entry: Entry): Promise<Entry> {
    const saved = entry.state === "sent" ? entry : await this.#sendFacts(entry);
    await this.store.putEntry(saved);
    if (saved.state === "sent") await this.#sendPhotos(saved);
    return saved;
  }

  async #sendFacts(entry: Entry): Promise<Entry> {
    this.events.sending(entry);
    const order = { base_version: entry.baseVersion, values: changes(entry), noted_at: entry.notedAt, ...(entry.place ?? {}) };
    const { status, body } = await this.#ask(`/field/${entry.kind}s/${entry.uid}`, "PUT", order);
    if (status < 300) {
      const values = body["values"] as Entry["values"];
      return { ...entry, values, base: values, baseVersion: Number(body["version"]), state: "sent", faults: {}, theirs: {}, theirVersion: null };
    }
    if (body["code"] === "stale") return this.#conflict(entry);
    return { ...entry, state: "refused", faults: faultsOf(body, entry.kind) };
  }

  async #conflict(entry: Entry): Promise<Entry> {
    const { status, body } = await this.#ask(`/field/records/${entry.uid}`, "GET");
    if (status >= 300) return { ...entry, state: "refused", faults: faultsOf(body, entry.kind) };
    return { ...entry, state: "conflict", faults: {}, theirs: body["values"] as Entry["theirs"], theirVersion: Number(body["version"]) };
  }

  async #sendPhotos(entry: Entry): Promise<void> {
    const waiting = (await this.store.photos(entry.uid)).filter((photo) => !photo.isSent);
    for (const [index, photo] of waiting.entries()) {
      this.events.sendingPhoto(entry, index + 1, waiting.length);
      const reason = await this.#sendPhoto(entry, photo);
      if (reason === null) await this.store.putPhoto({ ...photo, isSent: true });
      else this.events.photoFailed(photo, reason);
    }
  }

  /** Null when the museum has the photo, else why not. */
  async #sendPhoto(entry: Entry, photo: Photo): Promise<string | null> {
    const { begin, makeUpload } = await import("./sending");
    const number = entry.values[entry.kind === "artifact" ? "accession_number" : "code"] ?? "";
    const file = new File([photo.blob], photo.name, { type: photo.blob.type });
    return new Promise((resolve) => {
      const upload = makeUpload(file, { [entry.kind]: number, kind: "photo" }, this.lang, {
        progress: () => undefined,
        received: () => resolve(null),
        failed: (problem) => resolve([problem.title, problem.remedy].filter(Boolean).join(" ")),
      });
      void begin(upload);
    });
  }

  async #ask(path: string, method: "GET" | "PUT", order?: unknown): Promise<Reply> {
    const headers: Record<string, string> = { Accept: "application/json, application/problem+json", "Accept-Language": this.lang };
    if (method === "PUT") Object.assign(headers, { "Content-Type": "application/json", "X-CSRFToken": this.#token });
    let response: Response;
    try {
      response = await fetch(API + path, { method, headers, credentials: "same-origin", cache: "no-store", ...(order ? { body: JSON.stringify(order) } : {}) });
    } catch (error) {
      throw new OfflineError("no answer", { cause: error });
    }
    if (response.status === 401 || response.status === 403) throw new LoginError();
    if (response.status >= 500) throw new OfflineError(`${response.status}`);
    const body: unknown = await response.json().catch(() => null);
    return { status: response.status, body: typeof body === "object" && body !== null ? (body as Reply["body"]) : {} };
  }
}

/** The server's sentences by field; "" holds what is about the whole entry. */
function faultsOf(body: Reply["body"], kind: Kind): Readonly<Record<string, string>> {
  const fields = body["fields"];
  if (typeof fields === "object" && fields !== null) {
    return Object.fromEntries(Object.entries(fields).map(([name, fault]) => [name.replace(/_id$/, ""), sentenceOf(fault)]));
  }
  const problem = parseProblem(body);
  const words = problem ? [problem.title, problem.detail, problem.remedy].filter(Boolean).join(". ").replaceAll("..", ".") : "?";
  const taken = body["code"] === `${kind}_taken`;
  return { [taken ? (kind === "artifact" ? "accession_number" : "code") : ""]: words };
}

function sentenceOf(fault: unknown): string {
  if (typeof fault !== "object" || fault === null) return String(fault);
  const { detail, remedy } = fault as Readonly<Record<string, unknown>>;
  return [detail, remedy].filter((text) => typeof text === "string").join(" ");
}
