/** Following a job live: by server-sent events for a few jobs of a page, by polling for the others. */

import { isOver, parseJob, type Job } from "../core/job";
import type { Language } from "../core/scene";
import { API, ask } from "./api";

const EVENTS = ["message", "progress", "job", "state", "done"] as const;
const POLL_MS = 2500;
/** Browsers open six connections to a host and every stream holds one, of this page and of every other tab. */
const MAX_STREAMS = 2;

export interface Follower {
  stop(): void;
}

/** Calls `seen` with every state of the job until it is over; `lost` when neither events nor polling get an answer. */
export function followJob(id: string, lang: Language, seen: (job: Job) => void, lost: () => void): Follower {
  return new Following(id, lang, seen, lost);
}

const followings = new Set<Following>();
let streams = 0;

class Following implements Follower {
  #timer = 0;
  #source: EventSource | null = null;

  constructor(
    private readonly id: string,
    private readonly lang: Language,
    private readonly seen: (job: Job) => void,
    private readonly lost: () => void,
  ) {
    followings.add(this);
    this.resume();
  }

  stop(): void {
    followings.delete(this);
    this.pause();
  }

  /** Lets go of connection and timer; `resume` takes the job up again. */
  pause(): void {
    window.clearTimeout(this.#timer);
    if (!this.#source) return;
    this.#source.close();
    this.#source = null;
    streams -= 1;
  }

  resume(): void {
    if (streams < MAX_STREAMS) this.#listen();
    else void this.#poll();
  }

  #listen(): void {
    const source = new EventSource(`${API}/jobs/${encodeURIComponent(this.id)}/events?lang=${this.lang}`);
    this.#source = source;
    streams += 1;
    for (const name of EVENTS) source.addEventListener(name, (event: MessageEvent<string>) => this.#take(readEvent(event.data)));
    source.addEventListener("error", () => {
      if (source.readyState !== EventSource.CLOSED) return; // the browser reconnects by itself
      this.pause();
      if (followings.has(this)) void this.#poll(); // refused: too many streams, or events are blocked on the way
    });
  }

  async #poll(): Promise<void> {
    const answer = await ask(`/jobs/${encodeURIComponent(this.id)}`, this.lang);
    if (!followings.has(this)) return;
    if (answer.ok) this.#take(answer.body);
    else this.lost();
    if (followings.has(this)) this.#timer = window.setTimeout(() => void this.#poll(), POLL_MS);
  }

  #take(body: unknown): void {
    const job = parseJob(body, this.lang);
    if (!job) return;
    if (isOver(job)) this.stop();
    this.seen(job);
  }
}

// A page kept for the back button holds no connection meanwhile.
window.addEventListener("pagehide", () => { for (const following of followings) following.pause(); });
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const following of followings) following.resume();
});

function readEvent(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
