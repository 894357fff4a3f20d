/** Two surveys on one stage under one camera: the ways of seeing both, reading a point, going to a region. */

import { MathUtils, Matrix4, Raycaster, Vector2, Vector3, type Group, type Mesh, type Object3D, type Ray } from "three";

import type { CompareState } from "../core/compare-state";
import type { ComparisonDocument, EpochName, Region } from "../core/comparison";
import { blend, type Reading } from "../core/deviation";
import type { ViewerState } from "../core/state";
import { Fade } from "./compare-fade";
import { Heat, type Dressed } from "./compare-heat";
import { Marks } from "./compare-marks";
import { disposeTree } from "./dispose";
import type { Progress } from "./fetch";
import { frameBox } from "./framing";
import type { Stage } from "./stage";

/** One read place: what was measured there, and where it is. */
export interface Picked extends Reading {
  readonly epoch: EpochName;
  /** Millimetres in the earlier survey's frame. */
  readonly place: readonly [number, number, number];
  readonly world: Vector3;
}

interface Layer extends Dressed {
  readonly root: Object3D;
}

type Area = readonly [number, number, number, number];

const REGION_SHARE = 5; // the region takes about a fifth of the framing distance

export class CompareStage {
  readonly #fade = new Fade();
  #heat: Heat | null = null;
  #layers: Readonly<Record<EpochName, Layer>> | null = null;
  #marks: Marks | null = null;
  #frame = new Matrix4();
  #state: CompareState | null = null;
  #regions: readonly Region[] = [];

  constructor(readonly stage: Stage) {
    stage.drawer = () => this.#draw();
  }

  /** Loads both surveys of a comparison in the place of the former ones; the camera stays. */
  async show(document: ComparisonDocument, progress: Progress, signal: AbortSignal): Promise<void> {
    const pieces = [document.earlier, document.later].map(({ url, bytes, triangles }) => ({
      derivative: { usage: "desktop" as const, url, mediaType: "model/gltf-binary", triangles, bytes, gpuMb: 0 },
      placement: null,
    }));
    await this.stage.show(pieces, progress, signal);
    this.#adopt(document);
  }

  get measured(): boolean {
    return this.#layers?.later.measured ?? false;
  }

  /** Whether the file says which points belong to a changed region. */
  get knowsRegions(): boolean {
    return this.#layers?.later.knowsRegions ?? false;
  }

  #adopt(document: ComparisonDocument): void {
    const models = this.stage.pedestal.children[0] as Group;
    const [earlier, later] = models.children;
    if (!earlier || !later) return;
    this.#heat?.dispose();
    this.#heat = new Heat(document.stops);
    this.#layers = { earlier: { root: earlier, ...this.#heat.dress(earlier) }, later: { root: later, ...this.#heat.dress(later) } };
    this.#heat.stripe.value = 26 / Math.max(...this.stage.measured, 1e-6);
    models.updateWorldMatrix(true, true);
    const mesh = this.#layers.later.meshes[0];
    this.#frame = document.frame
      ? new Matrix4().fromArray([...document.frame])
      : models.matrixWorld.clone().invert().multiply(mesh?.matrixWorld ?? new Matrix4());
    if (this.#marks) disposeTree(this.#marks.group);
    this.#marks = new Marks(document.regions, this.#frame);
    this.#regions = document.regions;
    this.#marks.lift((region) => this.#normalNear(new Vector3(...(region.centroid ?? [0, 0, 0])).divideScalar(1000), 0.01), 0.035 * Math.max(...this.stage.measured));
    models.add(this.#marks.group);
  }

  apply(state: CompareState): void {
    this.#state = state;
    if (this.#heat) {
      this.#heat.limit.value = state.limit;
      this.#heat.threshold.value = state.threshold;
      this.#heat.lod.value = state.lod ? 1 : 0;
      this.#heat.proven.value = state.proven ? 1 : 0;
    }
    this.#colour(state.mode === "heat" || state.heat);
    this.#marks?.select(state.region);
    this.stage.invalidate();
  }

  #colour(on: boolean): void {
    if (!this.#layers) return;
    for (const layer of [this.#layers.earlier, this.#layers.later]) layer.on.value = on && layer.measured ? 1 : 0;
  }

  /** In a headset one layer is seen at a time. */
  showLayer(epoch: EpochName, heat: boolean): void {
    this.#only(epoch);
    this.#colour(heat);
  }

  #only(epoch: EpochName | null): void {
    if (!this.#layers) return;
    this.#layers.earlier.root.visible = epoch === "earlier";
    this.#layers.later.root.visible = epoch === "later";
  }

  pulse(beat: number): void {
    this.#marks?.pulse(beat);
    this.stage.invalidate();
  }

  #size(): { width: number; height: number } {
    const { x: width, y: height } = this.stage.renderer.getSize(new Vector2());
    return { width, height };
  }

  #render(epoch: EpochName): void {
    this.#only(epoch);
    this.stage.renderer.render(this.stage.scene, this.stage.camera);
  }

  #draw(): void {
    if (!this.#state) return;
    const { mode, split, mix, epoch } = this.#state;
    if (mode === "swipe") this.#drawSwipe(split);
    else if (mode === "side") this.#drawSides();
    else if (mode === "blend") this.#drawBlend(mix);
    else this.#render(epoch);
  }

  #drawSwipe(split: number): void {
    const { renderer } = this.stage;
    const { width, height } = this.#size();
    const at = Math.round(width * split);
    renderer.setScissorTest(true);
    renderer.setScissor(0, 0, at, height);
    if (at > 0) this.#render("earlier");
    renderer.setScissor(at, 0, width - at, height);
    if (at < width) this.#render("later");
    renderer.setScissorTest(false);
  }

  /** Narrow pictures are halved across, wide ones down the middle; y counts from the bottom as WebGL does. */
  #halves(): Readonly<Record<EpochName, Area>> {
    const { width, height } = this.#size();
    return width >= height
      ? { earlier: [0, 0, width / 2, height], later: [width / 2, 0, width / 2, height] }
      : { earlier: [0, height / 2, width, height / 2], later: [0, 0, width, height / 2] };
  }

  #drawSides(): void {
    const { renderer } = this.stage;
    const { width, height } = this.#size();
    renderer.setScissorTest(true);
    for (const [epoch, [x, y, w, h]] of Object.entries(this.#halves()) as [EpochName, Area][]) {
      renderer.setViewport(x, y, w, h);
      renderer.setScissor(x, y, w, h);
      this.#lens(w / h);
      this.#render(epoch);
    }
    this.#lens(width / height);
    renderer.setScissorTest(false);
    renderer.setViewport(0, 0, width, height);
  }

  /** Both pictures over each other: what one survey alone shows fades with the slider like everything else. */
  #drawBlend(mix: number): void {
    if (mix <= 0.001 || mix >= 0.999) { this.#render(mix < 0.5 ? "earlier" : "later"); return; }
    this.#fade.draw(this.stage.renderer, mix, () => this.#render("earlier"), () => this.#render("later"));
  }

  /** Reads the place under a point of the picture (CSS pixels from its top left); null where no surface is. */
  pick(x: number, y: number): Picked | null {
    const { camera } = this.stage;
    const { width, height } = this.#size();
    const { epoch, area } = this.#under(x, height - y);
    const [left, low, w, h] = area;
    this.#lens(w / h);
    const ray = new Raycaster();
    ray.setFromCamera(new Vector2(((x - left) / w) * 2 - 1, ((height - y - low) / h) * 2 - 1), camera);
    this.#lens(width / height);
    return this.pickAlong(ray.ray, epoch);
  }

  /** Which survey is seen at a point (y from the bottom), and the part of the picture that it is drawn in. */
  #under(x: number, up: number): { readonly epoch: EpochName; readonly area: Area } {
    const { width, height } = this.#size();
    const { mode, split, epoch } = this.#state ?? { mode: "heat", split: 0.5, epoch: "later" as const };
    const area: Area = [0, 0, width, height];
    if (mode === "swipe") return { epoch: x < width * split ? "earlier" : "later", area };
    if (mode === "blend") return { epoch: "later", area };
    if (mode !== "side") return { epoch, area };
    const halves = this.#halves();
    const [left, low, w, h] = halves.earlier;
    const first = x >= left && x < left + w && up >= low && up < low + h;
    return first ? { epoch: "earlier", area: halves.earlier } : { epoch: "later", area: halves.later };
  }

  /** The same eye for a part of the picture: a lens wide enough that the object still fits across. */
  #lens(aspect: number): void {
    const { camera, box } = this.stage;
    const { width, height } = this.#size();
    camera.aspect = aspect;
    const needed = frameBox(box, camera).distance;
    camera.aspect = width / height;
    camera.zoom = Math.min(1, frameBox(box, camera).distance / needed);
    camera.aspect = aspect;
    camera.updateProjectionMatrix();
  }

  /** What a ray of the world meets; a survey without values of its own is read on the later one behind the same ray. */
  pickAlong(ray: Ray, epoch: EpochName): Picked | null {
    const layer = this.#layers?.[epoch];
    if (!layer || !this.#layers) return null;
    const found = this.#placed(cast(layer, ray, epoch));
    if (!found || layer.measured) return found;
    const other = cast(this.#layers.later, ray, "later");
    const near = other !== null && other.world.distanceTo(found.world) * 1000 < Math.max(3 * Math.abs(other.mm), 3 * other.lod, 1);
    return near ? { ...found, mm: other.mm, lod: other.lod, valid: other.valid } : found;
  }

  #placed(found: Hit | null): Picked | null {
    if (!found) return null;
    const place = found.world.clone().applyMatrix4(this.#toWorld.invert()).multiplyScalar(1000);
    return { ...found, place: place.toArray() };
  }

  /** The reading at the vertex of the measured survey that is nearest to a place (mm, earlier frame). */
  valueAt(place: readonly [number, number, number]): Reading | null {
    let [best, found]: [number, Reading | null] = [Infinity, null];
    for (const mesh of this.#layers?.later.meshes ?? []) {
      const { geometry } = mesh;
      const position = geometry.getAttribute("position");
      const sought = this.#inside(mesh, new Vector3(...place).divideScalar(1000));
      for (let index = 0; index < position.count; index += 1) {
        const away = Math.hypot(position.getX(index) - sought.x, position.getY(index) - sought.y, position.getZ(index) - sought.z);
        if (away < best) [best, found] = [away, reading(geometry.attributes["change"], index)];
      }
    }
    return found;
  }

  /** Where a region's middle is in the world, and the outward direction of its surface; null without a place. */
  regionPlace(id: number): { readonly at: Vector3; readonly outward: Vector3; readonly size: number } | null {
    const region = this.#regions.find((item) => item.id === id);
    if (!region?.centroid) return null;
    const toWorld = this.#toWorld;
    const middle = new Vector3(...region.centroid).divideScalar(1000);
    const box = region.box ? new Vector3(...region.box[1]).distanceTo(new Vector3(...region.box[0])) / 1000 : 0;
    const size = Math.max(box, 0.005);
    const outward = this.#normalNear(middle, size).transformDirection(toWorld);
    return { at: middle.applyMatrix4(toWorld), outward, size };
  }

  /** From the earlier survey's frame (metres) to the world. */
  get #toWorld(): Matrix4 {
    const models = this.stage.pedestal.children[0];
    models?.updateWorldMatrix(true, true);
    return (models?.matrixWorld.clone() ?? new Matrix4()).multiply(this.#frame);
  }

  /** A place of the earlier frame (metres) as a mesh has it: a file with large coordinates was shifted before it was written. */
  #inside(mesh: Mesh, place: Vector3): Vector3 {
    return mesh.worldToLocal(place.clone().applyMatrix4(this.#toWorld));
  }

  #normalNear(middle: Vector3, size: number): Vector3 {
    const sum = new Vector3();
    const normal = new Vector3();
    for (const mesh of this.#layers?.later.meshes ?? []) {
      const { geometry } = mesh;
      const sought = this.#inside(mesh, middle);
      const [position, normals] = [geometry.getAttribute("position"), geometry.attributes["normal"]];
      if (!normals) continue;
      for (let index = 0; index < position.count; index += 1) {
        const away = Math.hypot(position.getX(index) - sought.x, position.getY(index) - sought.y, position.getZ(index) - sought.z);
        if (away < size) sum.add(normal.fromBufferAttribute(normals, index));
      }
    }
    return sum.lengthSq() > 1e-9 ? sum.normalize() : middle.clone().setY(0).normalize();
  }

  /** The view that faces a region; also makes it the point that the camera turns around. */
  viewOf(id: number): ViewerState | null {
    const place = this.regionPlace(id);
    if (!place) return null;
    const { at, outward, size } = place;
    this.stage.focus = at;
    const zoom = MathUtils.clamp(this.stage.frameDistance / (size * REGION_SHARE), 1, 4);
    return {
      azimuth: MathUtils.radToDeg(Math.atan2(outward.x, outward.z)),
      elevation: MathUtils.radToDeg(Math.asin(MathUtils.clamp(outward.y, -1, 1))),
      zoom,
      light: this.stage.state.light,
    };
  }

  dispose(): void {
    this.#fade.dispose();
    this.#heat?.dispose();
    this.stage.dispose();
  }
}

function reading(change: { getX(i: number): number; getY(i: number): number; getZ(i: number): number } | undefined, index: number): Reading {
  if (!change || change.getZ(index) < 0.5) return { mm: 0, lod: 0, valid: false };
  return { mm: change.getX(index), lod: change.getY(index), valid: true };
}

type Hit = Omit<Picked, "place">;

function cast(layer: Layer, ray: Ray, epoch: EpochName): Hit | null {
  const caster = new Raycaster(ray.origin, ray.direction);
  const was = layer.root.visible;
  layer.root.visible = true;
  layer.root.updateWorldMatrix(true, true);
  const hit = caster.intersectObjects([...layer.meshes], false)[0];
  layer.root.visible = was;
  const mesh = layer.meshes.find((item) => item === hit?.object);
  if (!hit?.face || !mesh) return null;
  const change = mesh.geometry.attributes["change"];
  const { a, b, c } = hit.face;
  const found = blend([a, b, c].map((index) => reading(change, index)), hit.barycoord?.toArray() ?? [1, 0, 0]);
  return { ...found, epoch, world: hit.point };
}
