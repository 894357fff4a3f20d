/** One line of <cd-upload>: name, progress, both checksums, buttons, and the job that follows. */

import type { Upload } from "tus-js-client";

import { formatBytes } from "../core/measure";
import type { Problem } from "../core/problem";
import type { Language } from "../core/scene";
import { say } from "../core/strings";
import { button, make, problemParts, toggle } from "./dom";
import { hashFile } from "./hash";
import { begin, makeUpload, type Received } from "./sending";

export class UploadRow {
  readonly element: HTMLElement;
  readonly #status = make("p", { class: "cd-row-status", "aria-live": "polite" });
  readonly #bar: HTMLProgressElement;
  readonly #sums = make("dl", { class: "cd-sums" });
  readonly #problem = make("div", { class: "cd-job-problem", role: "alert", hidden: "" });
  readonly #pause: HTMLButtonElement;
  readonly #cancel: HTMLButtonElement;
  readonly #upload: Upload;
  readonly #stop = new AbortController();
  #done = 0;
  #local = "";
  #server = "";

  constructor(
    private readonly file: File,
    metadata: Readonly<Record<string, string>>,
    private readonly lang: Language,
  ) {
    this.#bar = make("progress", { max: String(Math.max(file.size, 1)), value: "0", "aria-label": file.name });
    this.#pause = button("pause-upload", say(lang, "pause"), () => void this.#toggle());
    this.#cancel = button("cancel-upload", say(lang, "cancel"), () => void this.#abandon());
    this.element = make(
      "li",
      { class: "cd-row", "data-state": "sending" },
      make("p", { class: "cd-row-name" }, make("strong", {}, file.name), ` · ${formatBytes(file.size, lang)}`),
      this.#status,
      this.#bar,
      this.#problem,
      this.#sums,
      make("div", { class: "cd-job-actions" }, this.#pause, this.#cancel),
    );
    this.#upload = makeUpload(file, metadata, lang, {
      progress: (done, total) => this.#progress(done, total),
      received: (what) => this.#received(what),
      failed: (problem) => this.#failed(problem),
    });
  }

  /** Sends and hashes at the same time. */
  async start(): Promise<void> {
    if (this.file.size === 0) {
      this.#failed({ title: say(this.lang, "uploadEmpty", { file: this.file.name }), detail: "", remedy: "" }); return;
    }
    void hashFile(this.file, () => undefined, this.#stop.signal).then(
      (sum) => this.#showSums((this.#local = sum), this.#server),
      () => undefined, // cancelled, or the file was taken away: the sending itself reports that
    );
    await begin(this.#upload);
  }

  set #state(state: string) {
    this.element.dataset["state"] = state;
    toggle(this.#bar, state === "sending" || state === "paused" || state === "failed");
    toggle(this.#pause, state !== "done");
    this.#pause.textContent = say(this.lang, state === "sending" ? "pause" : "resume");
    this.#cancel.textContent = say(this.lang, state === "done" ? "dismiss" : "cancel");
  }

  #amount(done: number, total: number) {
    return { done: formatBytes(done, this.lang), total: formatBytes(total, this.lang) };
  }

  #progress(done: number, total: number): void {
    this.#done = done;
    this.#bar.value = done;
    this.#status.textContent = say(this.lang, "uploadSending", this.#amount(done, total));
  }

  async #toggle(): Promise<void> {
    toggle(this.#problem, false);
    if (this.element.dataset["state"] !== "sending") {
      this.#state = "sending";
      return begin(this.#upload);
    }
    await this.#upload.abort();
    this.#state = "paused";
    this.#status.textContent = say(this.lang, "uploadPaused", this.#amount(this.#done, this.file.size));
  }

  async #abandon(): Promise<void> {
    const over = this.element.dataset["state"] === "done";
    this.#stop.abort();
    this.element.remove();
    if (!over) await this.#upload.abort(true).catch(() => undefined); // the server drops it by age where it can't be told now
  }

  #received(what: Received): void {
    this.#state = "done";
    this.#status.textContent = say(this.lang, "uploadDone", { total: formatBytes(this.file.size, this.lang) });
    this.#showSums(this.#local, (this.#server = what.sha256));
    if (what.jobId) this.element.append(make("cd-job" as "div", { "job-id": what.jobId, lang: this.lang }));
  }

  #failed(problem: Problem): void {
    this.#state = "failed";
    this.#problem.replaceChildren(...problemParts(problem, this.lang));
    toggle(this.#problem, true);
    toggle(this.#pause, this.file.size > 0);
  }

  #showSums(local: string, server: string): void {
    const line = (term: string, value: string) => (value ? [make("dt", {}, term), make("dd", {}, make("code", {}, value))] : []);
    const both = local && server;
    this.element.dataset["sums"] = both ? String(local === server) : "";
    this.#sums.replaceChildren(
      ...line(say(this.lang, "uploadLocal"), local),
      ...line(say(this.lang, "uploadServer"), server),
      ...(both ? [make("dd", { class: "cd-sums-verdict" }, say(this.lang, local === server ? "uploadSame" : "uploadDiffers"))] : []),
    );
  }
}
