/** <cd-stage scene-url alt lang device>: poster first, then 3D, then a headset. */

import { pickDerivative, piecesOf, quickLook, stepDown, type Device } from "../core/budget";
import { formatBytes } from "../core/measure";
import { FetchError, fileName, GraphicsLostError, NoModelError, sentence, XrError } from "../core/problem";
import { parseScene, type Derivative, type Language, type MeasuredSize, type SceneDocument } from "../core/scene";
import { decodeState, HOME, LIGHTS, type Light, type ViewerState } from "../core/state";
import { languageOf, say } from "../core/strings";
import type { Stage } from "../three/stage";
import type { Visit } from "../xr/visit";
import { currentDevice, hasQuickLook, supportsXr } from "./device";
import { make, toggle } from "./dom";
import { describe, sizeParts, spokenView } from "./spoken";
import { makeParts, type StageParts } from "./stage-parts";

type State = "poster" | "loading" | "ready" | "error";

const TURN_DEGREES = 7.5;
const MAX_RECOVERIES = 2;
/** From here the dimension lines around the object are seen whole. */
const RULER_ZOOM = 0.8;

export class StageElement extends HTMLElement {
  #lang: Language = "vi";
  #device: Device = "desktop";
  #parts: StageParts | null = null;
  #scene: SceneDocument | null = null;
  #stage: Stage | null = null;
  #visit: Visit | null = null;
  #shown: Derivative | null = null;
  #stop = new AbortController();
  #starting: Promise<Stage> | null = null;
  #recoveries = 0;
  #speak = 0;

  connectedCallback(): void {
    if (this.#parts) return;
    this.#lang = languageOf(this);
    this.#device = currentDevice(this.getAttribute("device"));
    this.#build();
    this.#state = "poster";
    void this.#offer();
  }

  disconnectedCallback(): void {
    this.#stop.abort();
    this.#visit?.leave();
    this.#stage?.dispose();
    this.#stage = null;
    this.#starting = null;
    this.#parts = null;
    this.replaceChildren(...this.querySelectorAll("img.cd-poster"));
  }

  /** The view as it stands; setting it moves the camera (tours, deep links). */
  get viewState(): ViewerState {
    return this.#stage?.state ?? HOME;
  }

  set viewState(state: ViewerState) {
    if (this.#stage) this.#stage.state = state;
  }

  /** The running stage, for what lies over it; null while nothing stands there. */
  get stage(): Stage | null {
    return this.#stage;
  }

  /** Starts 3D as if its button had been pressed. */
  async start(): Promise<void> {
    await this.#ensureStarted().catch((error: unknown) => this.#fail(error));
  }

  set #state(state: State) {
    this.dataset["state"] = state;
    const parts = this.#parts;
    if (!parts) return;
    toggle(parts.start, state === "poster");
    toggle(parts.progress, state === "loading");
    toggle(parts.error, state === "error");
    toggle(parts.tools, state === "ready");
  }

  #build(): void {
    const alt = this.getAttribute("alt") ?? "";
    const parts = makeParts(this.#lang, alt, {
      start: () => void this.start().then(() => this.#parts?.view.focus({ preventScroll: true })),
      enterVr: () => void this.#enter("immersive-vr"),
      enterAr: () => void this.#enter("immersive-ar"),
      light: () => this.#nextLight(),
      reset: () => (this.viewState = { ...HOME, light: this.viewState.light }),
      zoom: (factor) => this.#change({ zoom: this.viewState.zoom * factor }),
      rulers: () => this.#toggleRulers(),
      fullScreen: () => void this.#toggleFullScreen(),
      retry: () => void this.#retry(),
      dismiss: () => this.#notify(""),
    });
    this.#parts = parts;
    const poster = this.querySelector("img") ?? make("img", { src: this.getAttribute("poster") ?? "", alt, decoding: "async" });
    poster.classList.add("cd-poster");
    const { view, entrance, tools, size, progress, error, notice, live, words } = parts;
    this.append(poster, view, size, tools, entrance, progress, error, notice, live, words);
    view.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("fullscreenchange", () => this.#markFullScreen());
    this.#stop = new AbortController();
  }

  /** Reads the scene document and offers what this device can do; the poster stays usable whatever happens. */
  async #offer(): Promise<void> {
    try {
      const scene = await this.#document();
      this.#describe(scene);
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#fail(error);
      return;
    }
    await this.#offerXr();
  }

  async #document(): Promise<SceneDocument> {
    if (this.#scene) return this.#scene;
    const url = this.getAttribute("scene-url") ?? "";
    const response = await fetch(url, { headers: { Accept: "application/json" }, signal: this.#stop.signal }).catch((error: unknown) => {
      throw this.#stop.signal.aborted ? error : new FetchError(fileName(url), 0);
    });
    if (!response.ok) throw new FetchError(fileName(url), response.status);
    this.#scene = parseScene(await response.json());
    return this.#scene;
  }

  #describe(scene: SceneDocument): void {
    const parts = this.#parts;
    if (!parts) return;
    parts.wordsBody.replaceChildren(...describe(scene, this.#lang));
    parts.view.setAttribute("aria-label", scene.title[this.#lang]);
    if (scene.size) this.#showSize(scene.size);
    const chosen = pickDerivative(scene, this.#device);
    if (chosen) parts.startLabel.textContent = say(this.#lang, "startBytes", { bytes: formatBytes(chosen.bytes, this.#lang) });
    const usdz = quickLook(scene);
    if (usdz && hasQuickLook()) {
      parts.arLink.href = usdz.url;
      // Quick Look opens only from a link whose first child is a picture.
      parts.arLink.append(make("img", { src: scene.poster ?? "", alt: "" }), say(this.#lang, "enterAr"));
      toggle(parts.arLink, true);
    }
  }

  async #offerXr(): Promise<void> {
    const [vr, ar] = await Promise.all([supportsXr("immersive-vr"), supportsXr("immersive-ar")]);
    const parts = this.#parts;
    if (!parts) return;
    parts.vr.disabled = !vr;
    parts.vr.title = vr ? "" : say(this.#lang, window.isSecureContext ? "noVr" : "needHttps");
    toggle(parts.ar, ar && parts.arLink.hidden !== false);
    this.dataset["xr"] = vr ? "vr" : "none";
  }

  #ensureStarted(): Promise<Stage> {
    this.#starting ??= this.#load().catch((error: unknown) => {
      this.#starting = null;
      throw error;
    });
    return this.#starting;
  }

  async #load(): Promise<Stage> {
    this.#state = "loading";
    const scene = await this.#document();
    const derivative = this.#shown ?? pickDerivative(scene, this.#device);
    if (!derivative || !this.#parts) throw new NoModelError();
    const { Stage } = await import("../three/stage");
    const view = this.#parts.view;
    toggle(view, true);
    this.#stage ??= new Stage(view, this.#device, {
      onFrame: (count) => {
        this.dataset["frames"] = String(count);
        this.dispatchEvent(new Event("cd-frame"));
      },
      onView: (state) => this.#speakView(state),
      onLost: () => void this.#recover(),
    });
    await this.#show(this.#stage, scene, derivative);
    this.#ready(scene, this.#stage);
    return this.#stage;
  }

  async #show(stage: Stage, scene: SceneDocument, derivative: Derivative): Promise<void> {
    const pieces = scene.models.length > 1 ? piecesOf(scene, derivative.usage) : [{ derivative, placement: scene.models[0]?.placement ?? null }];
    await stage.show(pieces, (done, total) => this.#progress(done, total), this.#stop.signal);
    this.#shown = derivative;
    this.dataset["usage"] = derivative.usage;
    this.dataset["triangles"] = String(pieces.reduce((sum, piece) => sum + piece.derivative.triangles, 0));
    this.dataset["models"] = String(pieces.length);
  }

  #ready(scene: SceneDocument, stage: Stage): void {
    this.#state = "ready";
    const linked = decodeState(this.getAttribute("view") ?? location.hash);
    if (linked) stage.state = linked;
    if (!scene.size) this.#showSize({ metres: stage.measured, source: "model" });
    this.#say(say(this.#lang, "ready", { title: scene.title[this.#lang] }));
    this.dispatchEvent(new CustomEvent("cd-ready", { bubbles: true }));
  }

  #progress(done: number, total: number): void {
    const parts = this.#parts;
    if (!parts) return;
    parts.bar.value = total > 0 ? done / total : 0;
    const [shown, whole] = [done, total].map((bytes) => formatBytes(bytes, this.#lang));
    parts.progressText.textContent =
      done < total ? say(this.#lang, "loading", { done: shown ?? "", total: whole ?? "" }) : say(this.#lang, "decoding");
  }

  #fail(error: unknown): void {
    if (this.#stop.signal.aborted || !this.#parts) return;
    this.#parts.errorText.textContent = sentence(error, this.#lang);
    if (!this.#shown) {
      this.#stage?.dispose();
      this.#stage = null;
      toggle(this.#parts.view, false);
    }
    this.#state = "error";
    this.dataset["problem"] = error instanceof Error ? error.constructor.name : "Error";
  }

  /** Something was refused while what is shown goes on working: said beside it, never in its place. */
  #notify(text: string): void {
    if (!this.#parts) return;
    this.#parts.noticeText.textContent = text;
    toggle(this.#parts.notice, text !== "");
  }

  async #retry(): Promise<void> {
    this.#state = "poster";
    this.#recoveries = 0;
    if (!this.#scene) await this.#offer();
    if (this.#scene) await this.start();
  }

  /** The graphics memory is gone: builds a new stage with a lighter derivative, a few times at most. */
  async #recover(): Promise<void> {
    const before = this.viewState;
    this.#stage?.dispose();
    this.#stage = null;
    this.#starting = null;
    this.#recoveries += 1;
    const lighter = this.#scene && this.#shown ? stepDown(this.#scene, this.#shown) : null;
    this.#shown = lighter ?? this.#shown;
    this.#say(say(this.#lang, "contextLost"));
    if (this.#recoveries > MAX_RECOVERIES) {
      this.#shown = null;
      this.#fail(new GraphicsLostError());
      return;
    }
    await this.start();
    this.viewState = before;
    this.dataset["recoveries"] = String(this.#recoveries);
  }

  async #enter(mode: "immersive-vr" | "immersive-ar"): Promise<void> {
    if (this.#visit) { this.#visit.leave(); return; }
    this.#notify("");
    let session: XRSession | null = null;
    try {
      session = await this.#session(mode); // first: the click's permission does not outlive a download
      await this.#visitIn(session, mode);
    } catch (error) {
      if (session) await session.end().catch(() => undefined); // it may have ended by itself, which is the error then
      if (this.#shown || error instanceof XrError) this.#notify(sentence(error, this.#lang));
      else this.#fail(error);
    }
  }

  async #visitIn(session: XRSession, mode: "immersive-vr" | "immersive-ar"): Promise<void> {
    const stage = await this.#ensureStarted();
    const { Visit } = await import("../xr/visit");
    const scene = await this.#document();
    this.#visit = await Visit.enter(stage, session, { scene, lang: this.#lang, mode, hook: this.dataset, onEnd: () => this.#left() });
    this.dataset["xr"] = mode;
    this.#parts?.vr.querySelector("span")?.replaceChildren(say(this.#lang, "leaveVr"));
    this.#say(say(this.#lang, "inVr"));
    await this.#swapFor(stage, scene, "headset");
  }

  async #session(mode: XRSessionMode): Promise<XRSession> {
    if (!navigator.xr) throw new XrError("WebXR");
    try {
      return await navigator.xr.requestSession(mode, { requiredFeatures: ["local-floor"], optionalFeatures: ["hand-tracking", "bounded-floor"] });
    } catch (error) {
      throw new XrError(error instanceof Error ? error.message : String(error));
    }
  }

  async #swapFor(stage: Stage, scene: SceneDocument, device: Device): Promise<void> {
    const wanted = pickDerivative(scene, device);
    if (!wanted || wanted.url === this.#shown?.url) return;
    await this.#show(stage, scene, wanted);
  }

  #left(): void {
    this.#visit = null;
    this.dataset["xr"] = "vr";
    this.#parts?.vr.querySelector("span")?.replaceChildren(say(this.#lang, "enterVr"));
    this.#say(say(this.#lang, "leftVr"));
    this.#parts?.view.focus({ preventScroll: true });
  }

  #showSize(size: MeasuredSize): void {
    if (!this.#parts) return;
    this.#parts.size.replaceChildren(...sizeParts(size, this.#lang));
    toggle(this.#parts.size, true);
  }

  #change(part: Partial<ViewerState>): void {
    this.viewState = { ...this.viewState, ...part };
  }

  #nextLight(): void {
    const next: Light = LIGHTS[(LIGHTS.indexOf(this.viewState.light) + 1) % LIGHTS.length] ?? "gallery";
    this.#change({ light: next });
    this.dataset["light"] = next;
    this.#say(say(this.#lang, "lightNow", { light: say(this.#lang, `light_${next}`) }));
  }

  #toggleRulers(): void {
    const rulers = this.#parts?.rulers;
    if (!rulers) return;
    const pressed = rulers.getAttribute("aria-pressed") !== "true";
    rulers.setAttribute("aria-pressed", String(pressed));
    this.#stage?.showRulers(pressed ? this.#knownSize() : null, this.#lang);
    if (pressed) this.#change({ zoom: Math.min(this.viewState.zoom, RULER_ZOOM) });
  }

  /** The size that the record or the scan states, else the model's own. */
  #knownSize() {
    return this.#scene?.size?.metres ?? this.#stage?.measured ?? null;
  }

  async #toggleFullScreen(): Promise<void> {
    if (document.fullscreenElement === this) await document.exitFullscreen();
    else await this.requestFullscreen();
  }

  #markFullScreen(): void {
    const label = say(this.#lang, document.fullscreenElement === this ? "exitFullScreen" : "fullScreen");
    this.#parts?.full.setAttribute("aria-label", label);
  }

  #key(event: KeyboardEvent): void {
    const { azimuth, elevation, zoom } = this.viewState;
    const moves: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => this.#change({ azimuth: azimuth - TURN_DEGREES }),
      ArrowRight: () => this.#change({ azimuth: azimuth + TURN_DEGREES }),
      ArrowUp: () => this.#change({ elevation: elevation + TURN_DEGREES }),
      ArrowDown: () => this.#change({ elevation: elevation - TURN_DEGREES }),
      "+": () => this.#change({ zoom: zoom * 1.15 }),
      "=": () => this.#change({ zoom: zoom * 1.15 }),
      "-": () => this.#change({ zoom: zoom / 1.15 }),
      Home: () => (this.viewState = { ...HOME, light: this.viewState.light }),
      l: () => this.#nextLight(),
      m: () => this.#toggleRulers(),
      f: () => void this.#toggleFullScreen(),
      Escape: () => (event.target as HTMLElement).blur(),
    };
    const move = event.ctrlKey || event.metaKey || event.altKey ? undefined : moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  }

  #speakView(state: ViewerState): void {
    this.dataset["view"] = [state.azimuth, state.elevation, state.zoom].map((value) => value.toFixed(2)).join(",");
    window.clearTimeout(this.#speak);
    this.#speak = window.setTimeout(() => {
      if (this.#stage && !this.#visit) this.#say(spokenView(state, this.#stage.viewDistance, this.#lang));
    }, 700);
  }

  #say(text: string): void {
    if (this.#parts) this.#parts.live.textContent = text;
  }
}

export function defineStage(): void {
  if (!customElements.get("cd-stage")) customElements.define("cd-stage", StageElement);
}
