/** `<cd-scan>`: the form with a text of codes becomes a scanner with camera, sound and a list of what was scanned. */

import { sayScan } from "../core/procedure-strings";
import { countThings, type Entry, isDouble, judge, linesOf, parseNamed, type Verdict } from "../core/scan-list";
import type { Language } from "../core/scene";
import { ask } from "./api";
import { button, make, toggle } from "./dom";
import { Camera } from "./scan-camera";
import { scanRows } from "./scan-rows";
import { feel } from "./scan-sound";

const KEPT = "cuudinh-scan";
const GOOD: readonly Verdict[] = ["added", "placed", "offline"];
const WEDGE_MS = 1000; // slow radio scanners too: keys outside of a field mean nothing else

export class ScanElement extends HTMLElement {
  private entries: Entry[] = [];
  private area: HTMLTextAreaElement | null = null;
  private readonly rows = make("ol", { class: "scan-rows" });
  private readonly said = make("p", { class: "scan-said", role: "status", "aria-live": "assertive" });
  private readonly total = make("p", { class: "number" });
  private readonly view = make("video", { class: "scan-view", playsinline: "", muted: "", hidden: "" });
  private readonly camera = new Camera(this.view, (text) => void this.take(text));
  private readonly clear = this.clearButton();
  private typed = "";
  private typedAt = 0;
  private readonly waiting: string[] = [];
  private queue: Promise<void> = Promise.resolve();

  connectedCallback(): void {
    this.area = this.querySelector("textarea");
    if (!this.area || this.dataset["state"]) return;
    if (this.hasAttribute("fresh")) this.begin();
    const lines = (this.area.value.trim() || (localStorage.getItem(KEPT) ?? "")).split("\n");
    this.build(this.area);
    for (const line of lines) void this.take(line, true);
    this.show();
    document.addEventListener("keydown", this.onKey);
    this.dataset["state"] = "ready";
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.onKey);
    this.camera.stop();
  }

  /** Looks one code up and puts it on the list, one after the other in the order of scanning. */
  take(text: string, quiet = false): Promise<void> {
    const line = text.trim();
    if (!line) return this.queue;
    this.waiting.push(line);
    this.queue = this.queue.then(() => this.look(this.waiting.shift() ?? line, quiet));
    return this.queue;
  }

  /** The last list was carried out: forget it, once; a later reload must not forget the next one. */
  private begin(): void {
    localStorage.removeItem(KEPT);
    history.replaceState(null, "", location.pathname);
  }

  private get language(): Language {
    return this.lang === "en" ? "en" : "vi";
  }

  private async look(text: string, quiet: boolean): Promise<void> {
    if (isDouble(this.entries, text, null)) {
      this.tell("double", text, quiet);
      return;
    }
    const looking: Entry = { text, named: null, state: "looking" };
    this.entries = [...this.entries, looking];
    this.show();
    const entry = await this.found(text);
    this.entries = this.entries.filter((other) => other !== looking);
    const number = entry.named?.number ?? text;
    const isTwice = entry.named !== null && isDouble(this.entries, text, entry.named);
    const verdict = isTwice ? "double" : judge(this.entries, entry);
    if (!isTwice) this.entries = [...this.entries, entry];
    this.show();
    this.tell(verdict, number, quiet, entry.named?.title);
  }

  private async found(text: string): Promise<Entry> {
    const answer = await ask(`/codes?text=${encodeURIComponent(text)}`, this.language);
    const named = answer.ok ? parseNamed(answer.body, this.language) : null;
    return { text, named, state: named ? "known" : answer.status === 404 ? "unknown" : "offline" };
  }

  private tell(verdict: Verdict, text: string, quiet: boolean, title = ""): void {
    this.said.textContent = sayScan(this.language, verdict, { number: text, text, title });
    this.said.dataset["good"] = String(GOOD.includes(verdict));
    if (!quiet) feel(GOOD.includes(verdict));
  }

  private show(): void {
    this.rows.replaceChildren(...scanRows(this.entries, this.language, (at) => this.takeOff(at)));
    toggle(this.clear, this.entries.length > 0);
    this.total.textContent = this.entries.length ? sayScan(this.language, "count", { count: countThings(this.entries) }) : sayScan(this.language, "empty");
    const lines = [linesOf(this.entries), ...this.waiting].filter(Boolean).join("\n");
    if (this.area) this.area.value = lines;
    if (lines) localStorage.setItem(KEPT, lines);
    else localStorage.removeItem(KEPT);
  }

  private takeOff(at: number): void {
    const gone = this.entries[at];
    this.entries = this.entries.filter((_, place) => place !== at);
    this.show();
    this.said.textContent = gone ? sayScan(this.language, "removed", { text: gone.named?.number ?? gone.text }) : "";
    this.querySelector<HTMLInputElement>("#scan-entry")?.focus();
  }

  private build(area: HTMLTextAreaElement): void {
    const lang = this.language;
    const field = area.closest(".field");
    const form = area.form; // asked for before the field is taken out of it for a moment
    const entry = make("input", { id: "scan-entry", type: "text", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", enterkeyhint: "done" });
    const add = (): void => {
      const lines = entry.value.split("\n");
      entry.value = "";
      for (const line of lines) void this.take(line);
      entry.focus();
    };
    entry.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      add();
    });
    const plus = button("add", sayScan(lang, "add"), add);
    plus.className = "button";
    const line = make("div", { class: "scan-entry" }, make("label", { for: "scan-entry" }, sayScan(lang, "entry")), entry, plus);
    const text = make("details", { class: "scan-text" }, make("summary", {}, sayScan(lang, "asText")));
    if (field) text.append(field);
    this.view.setAttribute("aria-label", sayScan(lang, "cameraView"));
    this.view.muted = true;
    const list = make("section", { class: "scan-list", "aria-label": sayScan(lang, "list") }, this.total, this.rows, this.clear);
    this.prepend(this.cameraButton(), this.view, line, this.said, list);
    form?.prepend(text);
    area.addEventListener("change", () => this.reread(area.value));
  }

  /** The text was edited by hand: the list follows it. */
  private reread(text: string): void {
    this.entries = [];
    for (const line of text.split("\n")) void this.take(line, true);
    this.show();
  }

  private cameraButton(): HTMLButtonElement {
    const lang = this.language;
    const press = button("camera", sayScan(lang, "camera"), () => {
      if (this.view.hidden) void this.startCamera(press);
      else this.stopCamera(press);
    });
    press.className = "button primary scan-camera";
    return press;
  }

  private async startCamera(press: HTMLButtonElement): Promise<void> {
    toggle(this.view, true);
    try {
      await this.camera.start();
      press.textContent = sayScan(this.language, "cameraStop");
      this.said.textContent = sayScan(this.language, "cameraOn");
    } catch (error) {
      this.stopCamera(press);
      const isRefused = error instanceof DOMException && (error.name === "NotAllowedError" || error.name === "SecurityError");
      this.said.textContent = sayScan(this.language, isRefused ? "cameraRefused" : "cameraNone");
      this.said.dataset["good"] = "false";
    }
  }

  private stopCamera(press: HTMLButtonElement): void {
    this.camera.stop();
    toggle(this.view, false);
    press.textContent = sayScan(this.language, "camera");
  }

  /** Emptying asks twice on the same button: no dialog that a gloved thumb could miss. */
  private clearButton(): HTMLButtonElement {
    const lang = this.language;
    const press = button("clear", sayScan(lang, "clear"), () => {
      if (press.dataset["sure"] !== "yes") {
        press.dataset["sure"] = "yes";
        press.textContent = sayScan(lang, "sure");
        return;
      }
      delete press.dataset["sure"];
      press.textContent = sayScan(lang, "clear");
      this.entries = [];
      this.show();
      this.said.textContent = sayScan(lang, "cleared");
    });
    press.className = "button small";
    return press;
  }

  /** A hand scanner types fast and ends with Enter, wherever the focus is. */
  private readonly onKey = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (target.matches("input, textarea, select") || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.timeStamp - this.typedAt > WEDGE_MS) this.typed = "";
    this.typedAt = event.timeStamp;
    if (event.key === "Enter" && this.typed.length >= 3) {
      event.preventDefault();
      void this.take(this.typed);
      this.typed = "";
    } else if (event.key.length === 1) {
      this.typed += event.key;
    }
  };
}

export function defineScan(): void {
  if (!customElements.get("cd-scan")) customElements.define("cd-scan", ScanElement);
}
