/** The visitor's feet: a group that carries head and hands; moving it moves the visitor. */

import { Group, MathUtils, Vector3, type Camera, type WebGLRenderer } from "three";

export const SNAP_DEGREES = 30;

export class Rig {
  readonly group = new Group();

  constructor(
    private readonly renderer: WebGLRenderer,
    private readonly camera: Camera,
  ) {
    this.group.name = "rig";
  }

  /** Stands the visitor at a spot, looking along `yaw` degrees (0 looks to −z). */
  stand(spot: Vector3, yaw: number): void {
    this.group.position.copy(spot);
    this.group.rotation.y = MathUtils.degToRad(yaw);
    this.group.updateMatrixWorld(true);
  }

  /** Where the head is above the floor, world frame. */
  get head(): Vector3 {
    const camera = this.renderer.xr.isPresenting ? this.renderer.xr.getCamera() : this.camera;
    return camera.getWorldPosition(new Vector3());
  }

  /** Brings the head (not the play area's middle) over the spot. */
  moveTo(spot: Vector3): void {
    const head = this.head;
    this.group.position.x += spot.x - head.x;
    this.group.position.z += spot.z - head.z;
    this.group.updateMatrixWorld(true);
  }

  /** Turns around the head, so that the visitor does not shift sideways; positive turns right. */
  turn(degrees: number): void {
    const head = this.head;
    const angle = MathUtils.degToRad(-degrees);
    const offset = this.group.position.clone().sub(head).setY(0).applyAxisAngle(new Vector3(0, 1, 0), angle);
    this.group.position.set(head.x + offset.x, this.group.position.y, head.z + offset.z);
    this.group.rotation.y += angle;
    this.group.updateMatrixWorld(true);
  }

  get yaw(): number {
    return MathUtils.radToDeg(this.group.rotation.y);
  }
}
