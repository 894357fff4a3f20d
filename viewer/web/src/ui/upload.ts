/** <cd-upload artifact="NUMBER" | site="CODE" lang>: several files at once, dropped anywhere on it, resumable. */

import type { Language } from "../core/scene";
import { languageOf, say } from "../core/strings";
import { button, make, toggle } from "./dom";

const TARGETS = ["artifact", "site", "kind", "unit", "captured_at"] as const;

export class UploadElement extends HTMLElement {
  #lang: Language = "vi";
  #rows: HTMLElement | null = null;
  #notice: HTMLElement | null = null;

  connectedCallback(): void {
    if (this.#rows) return;
    this.#lang = languageOf(this);
    const input = make("input", { type: "file", multiple: "", hidden: "", "aria-label": say(this.#lang, "upload") });
    input.addEventListener("change", () => {
      void this.add([...(input.files ?? [])]);
      input.value = "";
    });
    this.#rows = make("ul", { class: "cd-rows" });
    this.#notice = make("p", { class: "cd-upload-notice", hidden: "" });
    const choose = button("choose-files", say(this.#lang, "upload"), () => input.click());
    choose.classList.add("cd-upload-choose");
    this.replaceChildren(
      make("div", { class: "cd-drop" }, make("p", {}, say(this.#lang, "uploadDrop")), choose, make("p", { class: "cd-hint" }, say(this.#lang, "uploadHint")), input),
      this.#notice,
      this.#rows,
    );
    this.#listen();
    void this.#rememberHalfSent();
  }

  /** Sends these files; each has its own line. */
  async add(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    const { UploadRow } = await import("./upload-row");
    for (const file of files) {
      const row = new UploadRow(file, this.#metadata(), this.#lang);
      this.#rows?.prepend(row.element);
      void row.start();
    }
    if (this.#notice) toggle(this.#notice, false);
  }

  #metadata(): Record<string, string> {
    const stated = TARGETS.map((name) => [name, this.getAttribute(name.replace("_", "-"))] as const);
    return Object.fromEntries(stated.filter((pair): pair is [(typeof TARGETS)[number], string] => Boolean(pair[1])));
  }

  #listen(): void {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      this.dataset["drop"] = "over";
    };
    this.addEventListener("dragenter", over);
    this.addEventListener("dragover", over);
    this.addEventListener("dragleave", (event) => {
      if (!(event.relatedTarget instanceof Node && this.contains(event.relatedTarget))) delete this.dataset["drop"];
    });
    this.addEventListener("drop", (event) => {
      event.preventDefault();
      delete this.dataset["drop"];
      void this.add([...(event.dataTransfer?.files ?? [])]);
    });
  }

  async #rememberHalfSent(): Promise<void> {
    const stored = Object.keys(localStorage).some((key) => key.startsWith("tus::"));
    if (!stored) return;
    const names = await (await import("./sending")).halfSent();
    if (!this.#notice || names.length === 0) return;
    this.#notice.textContent = say(this.#lang, "uploadResume", { count: names.length, names: names.join(", ") });
    toggle(this.#notice, true);
  }
}

export function defineUpload(): void {
  if (!customElements.get("cd-upload")) customElements.define("cd-upload", UploadElement);
}
