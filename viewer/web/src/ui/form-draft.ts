/** What is typed is kept: on the server every few seconds, on this device while there is no network or no session. */

import { parseDraft } from "../core/form-facts";
import { sayForm, type FormKey } from "../core/form-strings";
import type { Language } from "../core/scene";
import { API, writeHeaders } from "./api";
import { button, make } from "./dom";
import { fieldOf, partOf, typeInto, whenResting } from "./form-parts";

const REST_MS = 1500;
const NO_WORDS = new Set(["csrf_token", "keeper", "then", "version", "waiting_draft", "photo", "drop_photo"]);

export class DraftKeeper {
  readonly #name: string;
  readonly #key: string;
  readonly #isWaiting: boolean;
  #sent = "";
  #first: string;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly lang: Language,
  ) {
    this.#name = form.dataset["form"] ?? "artifact";
    this.#key = `draft:${this.#name}:${form.dataset["number"] ?? ""}`;
    this.#isWaiting = fieldOf(form, "waiting_draft") !== null;
    this.#first = JSON.stringify(this.#values());
    this.#offerLocal();
    const keep = whenResting(REST_MS, () => void this.keep());
    form.addEventListener("input", keep);
    form.addEventListener("focusout", keep);
    form.addEventListener("submit", () => localStorage.removeItem(this.#key));
    window.addEventListener("online", () => void this.keep());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") void this.keep();
    });
  }

  /** Keeps what stands in the form, where it differs from what was kept last. */
  async keep(): Promise<void> {
    const values = this.#values();
    const body = JSON.stringify(values);
    if (body === this.#sent || (this.#sent === "" && body === this.#first)) return;
    if (this.#isWaiting) {
      this.#keepHere(values, "draftWaiting");
      return;
    }
    const status = await this.#send(values);
    if (status === 200) {
      this.#sent = body;
      localStorage.removeItem(this.#key);
      this.#tell(sayForm(this.lang, "draftSaved", { time: clock(new Date(), this.lang) }));
    } else if (status === 0) {
      this.#keepHere(values, "draftLocal");
    } else if (status === 422) {
      this.#keepHere(values, null);
      this.#tell(sayForm(this.lang, "draftRefused", { reason: status }));
    } else if (await this.#renewToken()) {
      if ((await this.#send(values)) === 200) this.#sent = body;
    } else {
      this.#keepHere(values, "draftEnded");
      this.#offerLogin();
    }
  }

  #values(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string" && !NO_WORDS.has(name)) found[name] = value;
    }
    return found;
  }

  async #send(values: Record<string, string>): Promise<number> {
    const version = Number(fieldOf(this.form, "version")?.value) || null;
    const key = encodeURIComponent(this.form.dataset["number"] ?? "");
    try {
      const answer = await fetch(`${API}/drafts/${this.#name}?key=${key}`, {
        method: "PUT",
        headers: { "Content-Type": "application/json", Accept: "application/json", ...writeHeaders(this.lang) },
        body: JSON.stringify({ values, base_version: version }),
        credentials: "same-origin",
        keepalive: JSON.stringify(values).length < 60_000,
      });
      return answer.status;
    } catch {
      return 0;
    }
  }

  /** After a new login in another tab the page's token is old: the new one is taken. */
  async #renewToken(): Promise<boolean> {
    try {
      const answer = await fetch(`${API}/session`, { credentials: "same-origin", headers: { Accept: "application/json" } });
      const token = ((await answer.json()) as { csrf_token?: string | null }).csrf_token;
      if (!token) return false;
      document.querySelector('meta[name="csrf-token"]')?.setAttribute("content", token);
      for (const field of document.querySelectorAll<HTMLInputElement>('input[name="csrf_token"]')) field.value = token;
      return true;
    } catch {
      return false;
    }
  }

  #keepHere(values: Record<string, string>, key: FormKey | null): void {
    const version = Number(fieldOf(this.form, "version")?.value) || null;
    localStorage.setItem(this.#key, JSON.stringify({ values, version, at: new Date().toISOString() }));
    if (key) this.#tell(sayForm(this.lang, key));
  }

  #tell(text: string): void {
    const state = partOf(this.form, "draft-state");
    if (state) state.replaceChildren(text);
  }

  #offerLogin(): void {
    const link = make("a", { href: `/${this.lang}/login`, target: "_blank" }, sayForm(this.lang, "draftLogin"));
    partOf(this.form, "draft-state")?.append(" ", link);
  }

  #offerLocal(): void {
    const kept = parseDraft(localStorage.getItem(this.#key));
    if (!kept) return;
    const note = make("div", { class: "note draft", role: "status" }, make("p", {}, sayForm(this.lang, "localFound", { time: clock(new Date(kept.at), this.lang) })));
    const take = button("take-local", sayForm(this.lang, "localTake"), () => {
      for (const [name, text] of Object.entries(kept.values)) {
        const field = fieldOf(this.form, name);
        if (field && !(field instanceof HTMLInputElement && field.type === "file")) typeInto(field, text);
      }
      const version = fieldOf(this.form, "version");
      if (version && kept.version) version.value = String(kept.version);
      note.remove();
    });
    const drop = button("drop-local", sayForm(this.lang, "localDrop"), () => {
      localStorage.removeItem(this.#key);
      note.remove();
    });
    take.className = drop.className = "button small";
    note.append(make("div", { class: "button-row" }, take, drop));
    this.form.before(note);
  }
}

function clock(moment: Date, lang: Language): string {
  return moment.toLocaleTimeString(lang === "vi" ? "vi-VN" : "en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
}
