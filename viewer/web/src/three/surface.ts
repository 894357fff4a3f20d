/** Places on a model's surface in the object's own frame: millimetres, +Y up, the middle of its foot at the origin. */

import { MathUtils, Raycaster, Vector2, Vector3, type Object3D } from "three";

import type { Triple } from "../core/pins";
import type { ViewerState } from "../core/state";
import type { Stage } from "./stage";

export interface SurfacePoint {
  readonly point: Triple;
  /** Outward, length 1; null on a cloud of points. */
  readonly normal: Triple | null;
}

export interface Seen {
  /** CSS pixels from the picture's top left. */
  readonly x: number;
  readonly y: number;
  /** False where the surface there looks away from the eye. */
  readonly facing: boolean;
}

function models(stage: Stage): Object3D | null {
  const group = stage.pedestal.children[0] ?? null;
  group?.updateWorldMatrix(true, true);
  return group;
}

function size(stage: Stage): Vector2 {
  return stage.renderer.getSize(new Vector2());
}

/** What lies under a point of the picture; null where no surface is. */
export function pickSurface(stage: Stage, x: number, y: number): SurfacePoint | null {
  const group = models(stage);
  const { x: width, y: height } = size(stage);
  if (!group || !width || !height) return null;
  const caster = new Raycaster();
  caster.setFromCamera(new Vector2((x / width) * 2 - 1, 1 - (y / height) * 2), stage.camera);
  const hit = caster.intersectObject(group, true)[0];
  if (!hit) return null;
  const toGroup = group.matrixWorld.clone().invert();
  const point = hit.point.clone().applyMatrix4(toGroup).multiplyScalar(1000).toArray();
  const world = hit.face?.normal.clone().transformDirection(hit.object.matrixWorld);
  if (world && world.dot(caster.ray.direction) > 0) world.negate(); // a file's triangles may be wound the other way
  return { point, normal: world?.transformDirection(toGroup).toArray() ?? null };
}

/** Where a place of the object is seen; null behind the eye or beside the picture. */
export function seenAt(stage: Stage, point: Triple, normal: Triple | null): Seen | null {
  const group = models(stage);
  if (!group) return null;
  const world = new Vector3(...point).divideScalar(1000).applyMatrix4(group.matrixWorld);
  const shown = world.clone().project(stage.camera);
  if (Math.abs(shown.z) > 1 || Math.abs(shown.x) > 1 || Math.abs(shown.y) > 1) return null;
  const { x: width, y: height } = size(stage);
  const outward = normal ? new Vector3(...normal).transformDirection(group.matrixWorld) : null;
  const facing = !outward || outward.dot(stage.camera.position.clone().sub(world)) > 0;
  return { x: ((shown.x + 1) / 2) * width, y: ((1 - shown.y) / 2) * height, facing };
}

/** The view that looks at a place straight from outside. */
export function viewTowards(normal: Triple, now: ViewerState): ViewerState {
  const [x, y, z] = normal;
  const azimuth = Math.hypot(x, z) > 1e-6 ? MathUtils.radToDeg(Math.atan2(x, z)) : now.azimuth;
  const elevation = MathUtils.radToDeg(Math.asin(MathUtils.clamp(y, -1, 1)));
  return { ...now, azimuth, elevation: MathUtils.clamp(elevation, -15, 80) };
}
