/** <cd-job job-id lang>: one job, live, with its buttons. What the server wrote in it as `data-static` gives way. */

import { isOver, kindName, parseJob, type Job } from "../core/job";
import type { Language } from "../core/scene";
import { languageOf, say } from "../core/strings";
import { ask } from "./api";
import { button, make, problemParts, toggle } from "./dom";
import { followJob, type Follower } from "./follow";

interface JobParts {
  readonly title: HTMLElement;
  readonly state: HTMLElement;
  readonly bar: HTMLProgressElement;
  readonly problem: HTMLElement;
  readonly cancel: HTMLButtonElement;
  readonly retry: HTMLButtonElement;
  readonly result: HTMLAnchorElement;
}

export class JobElement extends HTMLElement {
  #lang: Language = "vi";
  #parts: JobParts | null = null;
  #follower: Follower | null = null;

  connectedCallback(): void {
    if (this.#parts) return;
    this.#lang = languageOf(this);
    this.#parts = this.#build();
    const state = this.dataset["state"];
    if (state === "done" || state === "cancelled") { this.#show(this.#given(state)); return; }
    if (state === "failed") { this.#show(this.#given(state)); return; }
    this.#follow();
  }

  disconnectedCallback(): void {
    this.#follower?.stop();
    this.#follower = null;
  }

  get #id(): string {
    return this.getAttribute("job-id") ?? "";
  }

  #given(state: Job["state"]): Job {
    return { id: this.#id, kind: "", state, progress: state === "done" ? 1 : 0, step: "", problem: null, resultUrl: "", file: "" };
  }

  #build(): JobParts {
    const written = this.querySelector<HTMLElement>(".cd-job-title");
    const parts: JobParts = {
      title: written ?? make("p", { class: "cd-job-title" }),
      state: make("p", { class: "cd-job-state", "aria-live": "polite" }),
      bar: make("progress", { max: "1", value: "0", "aria-label": say(this.#lang, "job_running") }),
      problem: make("div", { class: "cd-job-problem", role: "alert", hidden: "" }),
      cancel: button("cancel-job", say(this.#lang, "cancel"), () => void this.#act("cancel")),
      retry: button("retry-job", say(this.#lang, "retry"), () => void this.#act("retry")),
      result: make("a", { hidden: "" }, say(this.#lang, "openResult")),
    };
    toggle(parts.retry, false);
    const actions = make("div", { class: "cd-job-actions" }, parts.cancel, parts.retry, parts.result);
    if (!written) this.append(parts.title);
    this.append(make("div", { class: "cd-job-live" }, parts.state, parts.bar, parts.problem, actions));
    return parts;
  }

  #follow(): void {
    this.#follower?.stop();
    for (const old of this.querySelectorAll<HTMLElement>('[data-static="problem"]')) toggle(old, false);
    this.#follower = followJob(
      this.#id,
      this.#lang,
      (job) => this.#show(job),
      () => this.#parts?.state.replaceChildren(say(this.#lang, "jobUnknown")),
    );
  }

  #show(job: Job): void {
    const parts = this.#parts;
    if (!parts) return;
    const before = this.dataset["state"];
    this.dataset["state"] = job.state;
    const percent = job.state === "running" ? `${Math.round(job.progress * 100)} %` : "";
    const step = isOver(job) ? "" : job.step;
    for (const old of this.querySelectorAll<HTMLElement>('[data-static="state"]')) toggle(old, false);
    if (parts.title.textContent === "") parts.title.textContent = [kindName(job.kind, this.#lang), job.file].filter(Boolean).join(" · ");
    const words = [say(this.#lang, `job_${job.state}`), step, percent];
    parts.state.textContent = words.filter(Boolean).join(" · ");
    parts.bar.value = job.progress;
    toggle(parts.bar, !isOver(job));
    toggle(parts.cancel, !isOver(job));
    toggle(parts.retry, job.state === "failed" || job.state === "cancelled");
    this.#showProblem(parts, job);
    if (job.resultUrl) parts.result.href = job.resultUrl;
    toggle(parts.result, job.state === "done" && job.resultUrl !== "");
    if (before !== job.state) this.dispatchEvent(new CustomEvent("cd-job", { bubbles: true, detail: job }));
  }

  #showProblem(parts: JobParts, job: Job): void {
    toggle(parts.problem, job.problem !== null);
    if (job.problem) parts.problem.replaceChildren(...problemParts(job.problem, this.#lang));
  }

  async #act(verb: "cancel" | "retry"): Promise<void> {
    const answer = await ask(`/jobs/${encodeURIComponent(this.#id)}/${verb}`, this.#lang, "POST");
    const job = parseJob(answer.body, this.#lang);
    if (answer.ok && job && job.id !== this.#id) this.setAttribute("job-id", job.id);
    if (answer.problem && this.#parts) this.#showProblem(this.#parts, { ...this.#given("failed"), problem: answer.problem });
    else if (answer.ok) this.#follow();
    else this.#parts?.state.replaceChildren(say(this.#lang, "jobUnknown"));
  }
}

export function defineJob(): void {
  if (!customElements.get("cd-job")) customElements.define("cd-job", JobElement);
}
