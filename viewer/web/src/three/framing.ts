/** Where the camera stands for a view state. */

import { Box3, MathUtils, Spherical, Vector3, type PerspectiveCamera } from "three";

import type { Light, ViewerState } from "../core/state";

const MARGIN = 1.22;

export interface Frame {
  readonly target: Vector3;
  /** Distance at zoom 1, metres. */
  readonly distance: number;
  /** Half the diagonal of the object's box, metres. */
  readonly radius: number;
}

/** The distance from which a box fills the picture with some air around, whatever side is turned to us. */
export function frameBox(box: Box3, camera: PerspectiveCamera): Frame {
  const size = box.getSize(new Vector3());
  const half = Math.tan(MathUtils.degToRad(camera.fov) / 2);
  const across = Math.hypot(size.x, size.z);
  const fit = Math.max(size.y / 2 / half, across / 2 / (half * camera.aspect));
  return { target: box.getCenter(new Vector3()), distance: fit * MARGIN + across / 4, radius: size.length() / 2 };
}

/** Puts the camera where the state says, and its near and far planes around the object. */
export function place(camera: PerspectiveCamera, frame: Frame, state: ViewerState): void {
  const distance = frame.distance / state.zoom;
  const around = new Spherical(distance, MathUtils.degToRad(90 - state.elevation), MathUtils.degToRad(state.azimuth));
  camera.position.setFromSpherical(around).add(frame.target);
  camera.near = Math.max(distance - frame.radius * 6, distance / 200);
  camera.far = distance + frame.radius * 24;
  camera.lookAt(frame.target);
  camera.updateProjectionMatrix();
}

/** The state that describes where the camera stands now. */
export function readState(camera: PerspectiveCamera, frame: Frame, light: Light): ViewerState {
  const around = new Spherical().setFromVector3(camera.position.clone().sub(frame.target));
  return {
    azimuth: MathUtils.radToDeg(around.theta),
    elevation: 90 - MathUtils.radToDeg(around.phi),
    zoom: frame.distance / around.radius,
    light,
  };
}
