/** <cd-compare document-url poster lang device>: poster first, then two surveys in 3D, then a headset. */

import { decodeCompare, encodeCompare, homeState, within, type CompareState } from "../core/compare-state";
import { regionAfter, type ComparisonDocument } from "../core/comparison";
import { sayCompare } from "../core/compare-strings";
import { formatReading, sayReading, type Reading } from "../core/deviation";
import { fileName, GraphicsLostError, sentence, XrError } from "../core/problem";
import { DocumentError, type Language } from "../core/scene";
import { decodeState, encodeState, HOME, type ViewerState } from "../core/state";
import { languageOf, say } from "../core/strings";
import type { CompareStage, Picked } from "../three/compare-stage";
import type { CompareVisit } from "../xr/compare-visit";
import { makeCompareParts, type CompareParts } from "./compare-parts";
import { listenKeys } from "./compare-keys";
import { Crosshair, listenDivider, listenTaps } from "./compare-point";
import { askSession, readComparison } from "./compare-session";
import { Follower } from "./compare-follow";
import { failureText, showDocument, showNotice, showProgress, showState, showStep, showXr, type Step } from "./compare-show";
import { spokenRegion } from "./compare-words";
import { currentDevice, supportsXr } from "./device";
import { make, toggle } from "./dom";
import { spokenView } from "./spoken";

const MOST_LOSSES = 3; // then the device really has not the memory
const TOP_OF_LIMIT = 2; // the colour scale may end at twice the stated limit

export class CompareElement extends HTMLElement {
  #lang: Language = "vi";
  #parts: CompareParts | null = null;
  #shown: ComparisonDocument | null = null;
  #compare: CompareStage | null = null;
  #visit: CompareVisit | null = null;
  #state: CompareState = homeState(1);
  #cross: Crosshair | null = null;
  #stop = new AbortController();
  #starting: Promise<CompareStage> | null = null;
  #speaking = 0;
  #linking = 0;
  #losses = 0;
  readonly #follower = new Follower(() => this.#compare, () => this.#swap());

  connectedCallback(): void {
    if (this.#parts) return;
    this.#lang = languageOf(this);
    this.#stop = new AbortController();
    this.#build();
    this.#stage = "poster";
    void this.#offer(this.getAttribute("document-url") ?? "");
  }

  disconnectedCallback(): void {
    this.#stop.abort();
    this.#follower.stop();
    this.#visit?.leave();
    this.#drop();
    this.#parts = null;
    this.replaceChildren(...this.querySelectorAll("img.cd-poster"));
  }

  /** The reading at the measured vertex nearest to a place (mm, earlier survey's frame); null before 3D. */
  valueAt(place: readonly [number, number, number]): Reading | null {
    return this.#compare?.valueAt(place) ?? null;
  }

  /** Reads the place under a point of the picture, CSS pixels from its top left, and tells it. */
  pickAt(x: number, y: number): Picked | null {
    const picked = this.#compare?.pick(x, y) ?? null;
    this.#tell(picked);
    return picked;
  }

  async start(): Promise<void> {
    await this.#ensureStarted().catch((error: unknown) => this.#fail(error));
  }

  set #stage(state: Step) {
    this.dataset["state"] = state;
    if (this.#parts) showStep(this.#parts, state);
  }

  #build(): void {
    const parts = makeCompareParts(this.#lang, {
      start: () => void this.start().then(() => this.#parts?.view.focus({ preventScroll: true })),
      enterVr: () => void this.#enterVr(),
      retry: () => void this.#retry(),
      mode: (mode) => this.#change({ mode }),
      threshold: (threshold) => this.#change({ threshold }),
      limit: (limit) => this.#change({ limit }),
      mix: (mix) => this.#change({ mix }),
      split: (split) => this.#change({ split }),
      lod: (lod) => this.#change({ lod }),
      proven: (proven) => this.#change({ proven }),
      heat: (heat) => this.#change({ heat }),
      swap: () => this.#swap(),
      run: (on) => this.#follower.blink(on),
      crosshair: () => this.#toggleCross(),
      step: (by) => this.#stepRegion(by),
      series: (index) => void this.#openSeries(index),
    });
    this.#parts = parts;
    const poster = this.querySelector("img") ?? make("img", { src: this.getAttribute("poster") ?? "", alt: "", decoding: "async" });
    poster.classList.add("cd-poster");
    parts.frame.prepend(poster);
    this.append(parts.frame, parts.side, parts.live);
    this.#cross = new Crosshair(parts.crosshair);
    listenTaps(parts.view, (x, y) => this.pickAt(x, y));
    listenDivider(parts.divider, parts.frame, () => this.#state.split, (split) => this.#change({ split }));
    listenKeys(parts.view, {
      view: () => this.#compare?.stage.state ?? null,
      cross: () => this.#cross,
      turn: (view) => this.#follower.jump(view),
      mode: (mode) => this.#change({ mode }),
      pick: () => this.#pickCross(),
      toggleCross: () => this.#toggleCross(),
      commands: this.#commands,
    });
  }

  async #offer(url: string): Promise<void> {
    try {
      const shown = await readComparison(url, this.#stop.signal);
      this.#adopt(shown, location.hash);
      const linked = decodeCompare(location.hash).comparison;
      const step = shown.series.find((item) => item.id === linked && item.id !== shown.id);
      if (step) this.#adopt(await readComparison(step.url, this.#stop.signal), location.hash);
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#fail(error);
      return;
    }
    const vr = await supportsXr("immersive-vr");
    if (this.#parts) showXr(this.#parts, vr, this.#lang);
    this.dataset["xr"] = vr ? "vr" : "none";
  }

  /** Takes a document over; the view is what the address says, else the one that stands. */
  #adopt(shown: ComparisonDocument, fragment: string): void {
    const fresh = this.#shown === null;
    this.#shown = shown;
    this.dataset["comparison"] = shown.id;
    const base = fresh ? homeState(shown.limit) : { ...this.#state, region: null };
    this.#state = within({ ...base, ...decodeCompare(fragment).state }, shown.limit * TOP_OF_LIMIT);
    if (this.#parts) showDocument(this.#parts, shown, this.#lang, (id) => this.#goTo(id));
    this.#show();
  }

  #ensureStarted(): Promise<CompareStage> {
    this.#starting ??= this.#load().catch((error: unknown) => {
      this.#starting = null;
      throw error;
    });
    return this.#starting;
  }

  async #load(): Promise<CompareStage> {
    this.#stage = "loading";
    const shown = this.#shown ?? (await readComparison(this.getAttribute("document-url") ?? "", this.#stop.signal));
    const [{ Stage }, { CompareStage }] = await Promise.all([import("../three/stage"), import("../three/compare-stage")]);
    if (!this.#parts) throw new DocumentError("");
    toggle(this.#parts.view, true);
    const compare = (this.#compare ??= new CompareStage(
      new Stage(this.#parts.view, currentDevice(this.getAttribute("device")), {
        onFrame: (count) => (this.dataset["frames"] = String(count)),
        onView: (view) => this.#moved(view),
        onLost: () => this.#lost(),
      }),
    ));
    await this.#fill(compare, shown);
    if (compare !== this.#compare) return this.#ensureStarted(); // lost on the way, and begun anew
    this.#ready(shown, compare);
    return compare;
  }

  async #fill(compare: CompareStage, shown: ComparisonDocument): Promise<void> {
    await compare.show(shown, (done, total) => this.#parts && showProgress(this.#parts, done, total, this.#lang), this.#stop.signal);
    this.dataset["triangles"] = String(shown.earlier.triangles + shown.later.triangles);
    const text = compare.measured ? "" : sayCompare(this.#lang, "noDeviations", { file: fileName(shown.later.url) });
    this.#notify(text);
    if (this.#parts) toggle(this.#parts.proven.box, compare.knowsRegions);
    compare.apply(this.#state);
  }

  #ready(shown: ComparisonDocument, compare: CompareStage): void {
    this.#stage = "ready";
    const linked = decodeState(location.hash);
    if (this.#state.region !== null) this.#follower.jump(compare.viewOf(this.#state.region));
    compare.stage.state = linked ?? { ...compare.stage.state, light: "even" };
    this.#show();
    const names = { earlier: shown.earlier.label, later: shown.later.label };
    this.#say(sayCompare(this.#lang, "ready", { ...names, title: shown.title[this.#lang] }));
    this.dispatchEvent(new CustomEvent("cd-ready", { bubbles: true }));
  }

  #fail(error: unknown): void {
    if (this.#stop.signal.aborted || !this.#parts) return;
    this.#parts.errorText.textContent = failureText(error, this.#lang);
    this.#drop();
    toggle(this.#parts.view, false);
    this.#stage = "error";
    this.dataset["problem"] = error instanceof Error ? error.constructor.name : "Error";
  }

  #drop(): void {
    this.#compare?.dispose();
    this.#compare = null;
    this.#starting = null;
  }

  /** The graphics memory is gone: said plainly, and built anew when the device gives it back. */
  #lost(): void {
    this.#visit?.leave();
    this.#follower.stop();
    this.#losses += 1;
    const compare = this.#compare;
    if (!compare || !this.#parts || this.#losses > MOST_LOSSES) { this.#fail(new GraphicsLostError()); return; }
    this.#parts.errorText.textContent = sayCompare(this.#lang, "lost");
    this.#stage = "lost";
    this.#show();
    compare.stage.renderer.domElement.addEventListener("webglcontextrestored", () => compare === this.#compare && void this.#recover(), { once: true });
  }

  async #recover(): Promise<void> {
    const { state = null, focus = null } = this.#compare?.stage ?? {};
    this.#drop();
    await this.start();
    if (!this.#compare || this.dataset["state"] !== "ready") return;
    this.#compare.stage.focus = focus;
    this.#follower.jump(state);
    this.dataset["recoveries"] = String(this.#losses);
    this.#say(sayCompare(this.#lang, "lostBack"));
  }

  async #retry(): Promise<void> {
    if (this.dataset["state"] === "lost") { await this.#recover(); return; }
    this.#losses = 0;
    this.#stage = "poster";
    if (!this.#shown) await this.#offer(this.getAttribute("document-url") ?? "");
    if (this.#shown) await this.start();
  }

  #change(part: Partial<CompareState>): void {
    if (!this.#shown) return;
    // The map lies on the later survey; the other one is shown by asking for it.
    const turned = part.mode === "heat" ? { ...part, epoch: "later" as const } : part;
    this.#state = within({ ...this.#state, ...turned }, this.#shown.limit * TOP_OF_LIMIT);
    if (part.mode) this.#follower.blink(part.mode === "blink" && !this.#follower.still);
    this.#show();
    this.#compare?.apply(this.#state);
    this.#link();
  }

  #show(): void {
    if (!this.#parts || !this.#shown) return;
    showState(this.#parts, this.#shown, this.#state, { lang: this.#lang, ready: this.dataset["state"] === "ready", running: this.#follower.blinking });
    this.dataset["mode"] = this.#state.mode;
    this.dataset["epoch"] = this.#state.epoch;
    this.dataset["region"] = this.#state.region === null ? "" : String(this.#state.region);
  }

  #swap(): void {
    this.#change({ epoch: this.#state.epoch === "later" ? "earlier" : "later" });
    const shown = this.#shown;
    if (shown && !this.#follower.blinking) this.#say(sayCompare(this.#lang, "showing", { epoch: shown[this.#state.epoch].label }));
  }

  #goTo(id: number): void {
    const region = this.#shown?.regions.find((item) => item.id === id);
    if (!region) return;
    this.#change({ region: id });
    const view = this.#compare?.viewOf(id) ?? null;
    if (this.#compare && !view) this.#notify(sayCompare(this.#lang, "regionUnplaced", { id }));
    this.#follower.fly(view);
    this.#parts?.frame.scrollIntoView({ block: "nearest" });
    this.#say(spokenRegion(region, this.#lang));
  }

  #stepRegion(by: number): void {
    const next = regionAfter(this.#shown?.regions ?? [], this.#state.region, by);
    if (next) this.#goTo(next.id);
  }

  async #openSeries(index: number): Promise<void> {
    const step = this.#shown?.series[index];
    if (!step || step.id === this.#shown?.id) return;
    try {
      const shown = await readComparison(step.url, this.#stop.signal);
      if (this.#compare) await this.#fill(this.#compare, shown);
      this.#adopt(shown, "");
      this.#compare?.apply(this.#state);
      this.#link();
      this.#say(sayCompare(this.#lang, "seriesNow", { date: step.date, title: step.title[this.#lang] }));
    } catch {
      this.#notify(sayCompare(this.#lang, "seriesFailed", { date: step.date }));
      this.#show();
    }
  }

  #toggleCross(): void {
    const on = !this.#cross?.shown;
    this.#cross?.show(on);
    this.#parts?.crossButton.setAttribute("aria-pressed", String(on));
    if (on) this.#parts?.view.focus({ preventScroll: true });
    this.#say(sayCompare(this.#lang, on ? "crosshairOn" : "crosshairOff"));
  }

  #pickCross(): void {
    const { view } = this.#parts ?? {};
    if (view && this.#cross) this.pickAt(this.#cross.x * view.clientWidth, this.#cross.y * view.clientHeight);
  }

  #tell(picked: Picked | null): void {
    const shown = this.#shown;
    if (!shown || !this.#parts) return;
    const text = picked ? sayReading(picked, this.#lang, [shown.earlier.label, shown.later.label]) : sayCompare(this.#lang, "pickedNothing");
    this.#parts.picked.textContent = text;
    this.dataset["picked"] = picked ? [picked.mm, picked.lod, picked.valid ? 1 : 0, ...picked.place].map((value) => String(Number(value.toFixed(6)))).join(",") : "";
    this.dataset["value"] = picked?.valid ? formatReading(picked, this.#lang) : "";
    this.#say(text);
  }

  readonly #commands: Readonly<Record<string, () => unknown>> = {
    Home: () => this.#home(),
    c: () => this.#toggleCross(),
    n: () => this.#stepRegion(1),
    p: () => this.#stepRegion(-1),
    z: () => this.#change({ lod: !this.#state.lod }),
    r: () => this.#change({ proven: !this.#state.proven }),
    b: () => this.#swap(),
    Escape: () => this.#parts?.view.blur(),
  };

  #home(): void {
    const stage = this.#compare?.stage;
    if (!stage) return;
    stage.focus = null;
    this.#change({ region: null });
    stage.state = { ...HOME, light: "even" };
  }

  #moved(view: ViewerState): void {
    this.dataset["view"] = [view.azimuth, view.elevation, view.zoom].map((value) => value.toFixed(2)).join(",");
    this.#link();
    window.clearTimeout(this.#speaking);
    if (this.#follower.blinking || this.#visit) return;
    this.#speaking = window.setTimeout(() => {
      const stage = this.#compare?.stage;
      if (stage && this.#state.region === null) this.#say(spokenView(view, stage.viewDistance, this.#lang));
    }, 900);
  }

  /** Keeps the address on what is seen, without a step in the history. */
  #link(): void {
    window.clearTimeout(this.#linking);
    this.#linking = window.setTimeout(() => {
      const stage = this.#compare?.stage;
      if (!stage || !this.#shown || this.#visit) return;
      history.replaceState(history.state, "", `#${encodeCompare(this.#state, this.#shown.id)}&${encodeState(stage.state)}`);
    }, 250);
  }

  async #enterVr(): Promise<void> {
    if (this.#visit) { this.#visit.leave(); return; }
    this.#notify("");
    let session: XRSession | null = null;
    try {
      session = await askSession();
      const compare = await this.#ensureStarted();
      const { CompareVisit } = await import("../xr/compare-visit");
      if (!this.#shown) return;
      this.#follower.stop();
      this.#visit = await CompareVisit.enter(compare, session, { shown: this.#shown, state: this.#state, lang: this.#lang, hook: this.dataset, onChange: (part) => this.#change(part), onEnd: () => this.#left() });
      this.dataset["xr"] = "immersive-vr";
      this.#parts?.vr.querySelector("span")?.replaceChildren(say(this.#lang, "leaveVr"));
    } catch (error) {
      if (session) await session.end().catch(() => undefined); // it may have ended by itself, which is the error then
      if (this.#compare || error instanceof XrError) this.#notify(sentence(error, this.#lang));
      else this.#fail(error);
    }
  }

  #left(): void {
    this.#visit = null;
    this.dataset["xr"] = "vr";
    this.#compare?.apply(this.#state);
    this.#parts?.vr.querySelector("span")?.replaceChildren(say(this.#lang, "enterVr"));
    this.#say(say(this.#lang, "leftVr"));
  }

  #notify(text: string): void {
    if (this.#parts) showNotice(this.#parts, text);
  }

  #say(text: string): void {
    if (this.#parts) this.#parts.live.textContent = text;
  }
}

export function defineCompare(): void {
  if (!customElements.get("cd-compare")) customElements.define("cd-compare", CompareElement);
}

