/** The stage: one object on a floor, a camera around it, lamps; draws only when something changed. */

import { Box3, Group, Matrix4, Object3D, PerspectiveCamera, Scene, Vector3, type WebGLRenderer } from "three";
import { OrbitControls } from "three/examples/jsm/controls/OrbitControls.js";

import type { Device, Piece } from "../core/budget";
import { fileName, ModelError } from "../core/problem";
import type { Language } from "../core/scene";
import { HOME, normalise, type Light, type ViewerState } from "../core/state";
import { disposeTree } from "./dispose";
import { download, type Progress } from "./fetch";
import { frameBox, place, readState, type Frame } from "./framing";
import { makeGround } from "./ground";
import { Lighting } from "./lights";
import { ModelLoader } from "./loaders";
import { isSoftware, makeRenderer } from "./renderer";
import { makeRulers } from "./rulers";

export interface StageEvents {
  onFrame(count: number): void;
  onView(state: ViewerState): void;
  onLost(): void;
}

export class Stage {
  readonly scene = new Scene();
  readonly camera = new PerspectiveCamera(32, 1, 0.01, 100);
  readonly renderer: WebGLRenderer;
  readonly lighting: Lighting;
  /** Holds the model; the base centre of what it holds is its origin. */
  readonly pedestal = new Group();
  readonly box = new Box3();
  ground: Group | null = null;
  /** Draws in the place of the plain picture on the page (a comparison's two halves); null draws the scene once. */
  drawer: (() => void) | null = null;
  #focus: Vector3 | null = null;
  #controls: OrbitControls;
  #loader: ModelLoader;
  #frame: Frame | null = null;
  #rulers: Group | null = null;
  #frames = 0;
  #dirty = true;
  #beforeXrFrame: ((frame: XRFrame) => void) | null = null;
  #resize: ResizeObserver;

  constructor(
    private readonly host: HTMLElement,
    device: Device,
    private readonly events: StageEvents,
  ) {
    this.renderer = makeRenderer(device);
    this.#loader = new ModelLoader(this.renderer);
    this.lighting = new Lighting(this.scene, this.renderer, !isSoftware(this.renderer));
    this.scene.add(this.pedestal);
    this.#controls = this.#makeControls();
    host.append(this.renderer.domElement);
    this.renderer.domElement.addEventListener("webglcontextlost", this.#lost);
    this.#resize = new ResizeObserver(() => this.#fit());
    this.#resize.observe(host);
    this.#fit();
    this.renderer.setAnimationLoop(this.#tick);
  }

  /** Loads models and puts them in the place of the former ones; throws FetchError or ModelError and keeps the former. */
  async show(pieces: readonly Piece[], progress: Progress, signal: AbortSignal): Promise<void> {
    const total = pieces.reduce((sum, piece) => sum + piece.derivative.bytes, 0);
    const models = new Group();
    let before = 0;
    try {
      for (const piece of pieces) {
        models.add(await this.#load(piece, (done) => progress(before + done, Math.max(total, before + done)), signal));
        before += piece.derivative.bytes;
      }
    } catch (error) {
      disposeTree(models);
      throw error;
    }
    for (const old of [...this.pedestal.children]) disposeTree(old);
    this.#settle(models, new Box3().setFromObject(models, true));
  }

  async #load({ derivative, placement }: Piece, progress: Progress, signal: AbortSignal): Promise<Object3D> {
    const file = fileName(derivative.url);
    const bytes = await download(derivative.url, derivative.bytes, progress, signal);
    const model = await this.#loader.parse(bytes, file);
    signal.throwIfAborted();
    if (new Box3().setFromObject(model, true).isEmpty()) throw new ModelError(file, "empty");
    if (placement) model.applyMatrix4(new Matrix4().fromArray(placement));
    return model;
  }

  /** Stands the model on the floor, base centre at the origin, whatever its file says. */
  #settle(model: Object3D, box: Box3): void {
    const centre = box.getCenter(new Vector3());
    model.position.sub(new Vector3(centre.x, box.min.y, centre.z));
    this.pedestal.add(model);
    this.box.copy(box).translate(new Vector3(-centre.x, -box.min.y, -centre.z));
    if (this.ground) disposeTree(this.ground);
    this.ground = makeGround(this.box);
    this.ground.visible = !this.renderer.xr.isPresenting;
    this.scene.add(this.ground);
    const first = this.#frame === null;
    const state = first ? HOME : this.state;
    this.#frame = this.#framed();
    this.lighting.set(this.lighting.current, this.#frame.radius * 2);
    this.state = state;
  }

  get state(): ViewerState {
    return this.#frame ? readState(this.camera, this.#frame, this.lighting.current) : HOME;
  }

  set state(wanted: ViewerState) {
    const state = normalise(wanted);
    if (!this.#frame) return;
    if (state.light !== this.lighting.current) this.lighting.set(state.light);
    place(this.camera, this.#frame, state);
    this.#controls.target.copy(this.#frame.target);
    this.#controls.minDistance = this.#frame.distance / 4;
    this.#controls.maxDistance = this.#frame.distance / 0.15;
    this.#controls.update();
    this.invalidate();
  }

  /** The framing distance of what stands here, metres; 0 while nothing does. */
  get frameDistance(): number {
    return this.#frame?.distance ?? 0;
  }

  /** The point that the camera looks at and turns around; null is the middle of the object. */
  get focus(): Vector3 | null {
    return this.#focus;
  }

  set focus(point: Vector3 | null) {
    this.#focus = point;
    if (this.#frame) this.#frame = this.#framed();
  }

  #framed(): Frame {
    const frame = frameBox(this.box, this.camera);
    return this.#focus ? { ...frame, target: this.#focus.clone() } : frame;
  }

  set light(light: Light) {
    this.lighting.set(light);
    this.invalidate();
  }

  /** Width, height, depth of what stands on the stage, metres. */
  get measured(): readonly [number, number, number] {
    const size = this.box.getSize(new Vector3());
    return [size.x, size.y, size.z];
  }

  /** Metres from the eye to the middle of the object. */
  get viewDistance(): number {
    return this.camera.position.distanceTo(this.#controls.target);
  }

  showRulers(size: readonly [number, number, number] | null, lang: Language): void {
    if (this.#rulers) disposeTree(this.#rulers);
    this.#rulers = size ? makeRulers(this.box, size, lang) : null;
    if (this.#rulers) this.scene.add(this.#rulers);
    this.invalidate();
  }

  /** Hands every headset frame to `step` before it is drawn; null gives the stage back to the page. */
  driveXr(step: ((frame: XRFrame) => void) | null): void {
    this.#beforeXrFrame = step;
    this.#controls.enabled = step === null;
    if (this.ground) this.ground.visible = step === null;
    if (this.#rulers) this.#rulers.visible = step === null;
    this.#fit();
  }

  invalidate(): void {
    this.#dirty = true;
  }

  dispose(): void {
    this.renderer.setAnimationLoop(null);
    this.renderer.domElement.removeEventListener("webglcontextlost", this.#lost);
    this.#resize.disconnect();
    this.#controls.dispose();
    for (const child of [...this.scene.children]) disposeTree(child);
    this.lighting.dispose();
    this.#loader.dispose();
    this.renderer.dispose();
    this.renderer.domElement.remove();
  }

  #makeControls(): OrbitControls {
    const controls = new OrbitControls(this.camera, this.renderer.domElement);
    controls.enableDamping = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    controls.enablePan = false;
    controls.maxPolarAngle = Math.PI * 0.61;
    controls.addEventListener("change", () => {
      this.invalidate();
      this.events.onView(this.state);
    });
    return controls;
  }

  #tick = (_time: number, frame?: XRFrame): void => {
    if (frame && this.#beforeXrFrame) this.#beforeXrFrame(frame);
    else if (this.#controls.enabled) this.#controls.update();
    if (!this.#dirty && !frame) return;
    this.#dirty = false;
    if (this.drawer && !frame) this.drawer();
    else this.renderer.render(this.scene, this.camera);
    this.#frames += 1;
    this.events.onFrame(this.#frames);
  };

  #fit(): void {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (!width || !height || this.renderer.xr.isPresenting) return;
    const state = this.state;
    this.renderer.setSize(width, height);
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    if (this.#frame) this.#frame = this.#framed();
    this.state = state;
    this.invalidate();
  }

  #lost = (event: Event): void => {
    event.preventDefault();
    this.events.onLost();
  };
}
