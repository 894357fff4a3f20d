/** Three dimension lines along the object's box: height, width and depth, each with its measure. */

import { Box3, BufferGeometry, Group, LineBasicMaterial, LineSegments, Vector3 } from "three";

import { formatLength } from "../core/measure";
import type { Language } from "../core/scene";
import { makeLabel } from "./label";

const YELLOW = 0xd9a521;

/** `size` is what is written (width, height, depth in metres): the record's where there is one, else the box's own. */
export function makeRulers(box: Box3, size: readonly [number, number, number], lang: Language): Group {
  const { min, max } = box;
  const extent = box.getSize(new Vector3());
  const gap = Math.max(extent.x, extent.y, extent.z) * 0.06;
  const tick = gap * 0.5;
  const points: Vector3[] = [];
  const group = new Group();
  const unit = Math.max(...size) < 10 ? "mm" : "m";
  const rule = (from: Vector3, to: Vector3, across: Vector3, metres: number) => {
    points.push(from, to);
    for (const end of [from, to]) points.push(end.clone().addScaledVector(across, tick), end.clone().addScaledVector(across, -tick));
    const shown = formatLength(metres, lang, unit);
    const label = makeLabel(`${shown.value} ${shown.unit}`, gap * 0.95);
    label.position.copy(from).lerp(to, 0.5);
    group.add(label);
  };
  const right = new Vector3(1, 0, 0);
  const back = new Vector3(0, 0, 1);
  const middle = (min.z + max.z) / 2;
  rule(new Vector3(max.x + gap, 0, middle), new Vector3(max.x + gap, max.y, middle), right, size[1]);
  rule(new Vector3(min.x, 0, max.z + gap), new Vector3(max.x, 0, max.z + gap), back, size[0]);
  rule(new Vector3(min.x - gap, 0, min.z), new Vector3(min.x - gap, 0, max.z), right, size[2]);
  const lines = new LineSegments(new BufferGeometry().setFromPoints(points), new LineBasicMaterial({ color: YELLOW, depthTest: false, transparent: true }));
  lines.renderOrder = 9;
  group.add(lines);
  group.name = "rulers";
  return group;
}
