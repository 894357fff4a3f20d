/** The changed regions in the scene: a number at each, a box around the chosen one. */

import { BufferGeometry, Group, LineBasicMaterial, LineSegments, Matrix4, Vector3, type Sprite } from "three";

import type { Region } from "../core/comparison";
import { makeLabel } from "./label";

const MOST_LABELS = 60;
const LABEL = 0.026; // of the distance: the same size on the screen wherever it stands
const EDGES = [0, 1, 0, 2, 0, 4, 1, 3, 1, 5, 2, 3, 2, 6, 3, 7, 4, 5, 4, 6, 5, 7, 6, 7];

function outline({ box }: Region): Vector3[] {
  if (!box) return [];
  const corners = Array.from({ length: 8 }, (_, corner) => {
    const pick = (axis: 0 | 1 | 2) => (box[(corner >> axis) & 1 ? 1 : 0][axis]) / 1000;
    return new Vector3(pick(0), pick(1), pick(2));
  });
  return EDGES.map((index) => corners[index] ?? new Vector3());
}

export class Marks {
  readonly group = new Group();
  readonly #labels = new Map<number, Sprite>();
  readonly #box = new LineSegments(new BufferGeometry(), new LineBasicMaterial({ color: 0xd9a521, depthTest: false, transparent: true }));

  /** `frame` takes metres of the earlier survey to the scene of the GLBs. */
  constructor(
    private readonly regions: readonly Region[],
    frame: Matrix4,
  ) {
    this.group.name = "regions";
    this.group.applyMatrix4(frame);
    this.#box.renderOrder = 9;
    this.#box.visible = false;
    this.group.add(this.#box);
    for (const region of regions.slice(0, MOST_LABELS)) this.#label(region);
  }

  #label(region: Region): void {
    if (!region.centroid) return;
    const sprite = makeLabel(String(region.id), LABEL);
    sprite.material.sizeAttenuation = false;
    sprite.position.fromArray(region.centroid).divideScalar(1000);
    sprite.center.set(0.5, -0.4);
    sprite.material.depthTest = true;
    this.#labels.set(region.id, sprite);
    this.group.add(sprite);
  }

  /** Stands the numbers off the surface, along its outward direction, so that they don't sink into it. */
  lift(outward: (region: Region) => Vector3, metres: number): void {
    for (const region of this.regions) this.#labels.get(region.id)?.position.addScaledVector(outward(region), metres);
  }

  select(id: number | null): void {
    for (const [number, sprite] of this.#labels) {
      sprite.material.depthTest = number !== id;
      sprite.material.color.setHex(number === id ? 0xffd25a : 0xffffff);
    }
    const region = this.regions.find((item) => item.id === id);
    this.#box.visible = region?.box !== null && region !== undefined;
    if (region) this.#box.geometry.setFromPoints(outline(region));
    this.pulse(1);
  }

  /** 0..1 of a beat: the outline swells and fades a little. */
  pulse(beat: number): void {
    this.#box.material.opacity = 0.35 + 0.65 * Math.abs(Math.cos(beat * Math.PI * 2));
  }
}
