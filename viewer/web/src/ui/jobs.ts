/** <cd-jobs artifact="NUMBER" | site="CODE" lang>: the tray of a record's jobs, or of all; new ones appear by themselves. */

import { isOver, parseJob, type Job } from "../core/job";
import type { Language } from "../core/scene";
import { languageOf, say } from "../core/strings";
import { ask } from "./api";
import { button, make } from "./dom";
import { defineJob } from "./job";

const REFRESH_MS = 10_000;
const LISTED = 20;

export class JobsElement extends HTMLElement {
  #timer = 0;
  #known: Set<string> | null = null;
  #offered = false;
  readonly #ended = (event: Event) => this.#end((event as CustomEvent<Job>).detail);

  connectedCallback(): void {
    document.addEventListener("cd-job", this.#ended);
    void this.#refresh();
  }

  disconnectedCallback(): void {
    document.removeEventListener("cd-job", this.#ended);
    window.clearTimeout(this.#timer);
  }

  get #query(): string {
    const owner = (["artifact", "site"] as const).map((name) => [name, this.getAttribute(name) ?? ""]).filter((pair) => pair[1]);
    return new URLSearchParams([...owner, ["limit", String(LISTED)]]).toString();
  }

  /** Adds jobs that began since the page was made; a job that is over stays, so that its result can be read. */
  async #refresh(): Promise<void> {
    window.clearTimeout(this.#timer);
    const lang = languageOf(this);
    const answer = await ask(`/jobs?${this.#query}`, lang);
    const jobs = answer.ok ? readItems(answer.body, lang) : [];
    const known = (this.#known ??= new Set(jobs.filter(isOver).map((job) => job.id)));
    for (const job of [...jobs].reverse()) if (!known.has(job.id)) this.#add(job, known);
    if (this.isConnected) this.#timer = window.setTimeout(() => void this.#refresh(), REFRESH_MS);
  }

  #add(job: Job, known: Set<string>): void {
    known.add(job.id);
    if (document.querySelector(`cd-job[job-id="${CSS.escape(job.id)}"]`)) return;
    this.querySelector(".jobs-empty")?.remove();
    this.prepend(make("cd-job" as "div", { "job-id": job.id, lang: languageOf(this) }));
  }

  /** A job that ended may have others behind it; what they made is on the page when it is opened anew. */
  #end(job: Job): void {
    if (job.state !== "done") return;
    void this.#refresh();
    if (this.#offered || job.kind === "" || job.kind === "accept") return;
    this.#offered = true;
    const again = button("show-results", say(languageOf(this), "showResults"), () => location.reload());
    this.prepend(make("p", { role: "status" }, again));
  }
}

function readItems(body: unknown, lang: Language): readonly Job[] {
  const items = typeof body === "object" && body !== null ? (body as Readonly<Record<string, unknown>>)["items"] : null;
  return Array.isArray(items) ? items.map((item) => parseJob(item, lang)).filter((job) => job !== null) : [];
}

export function defineJobs(): void {
  defineJob();
  if (!customElements.get("cd-jobs")) customElements.define("cd-jobs", JobsElement);
}
