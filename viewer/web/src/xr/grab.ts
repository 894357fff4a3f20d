/** Holding the object: one hand carries and turns it, two hands also change its size; `putBack` restores place and true scale. */

import { Matrix4, Quaternion, Vector3, type Object3D } from "three";

const SMALLEST = 0.2;
const LARGEST = 5;

interface Hold {
  readonly hand: Object3D;
  offset: Matrix4;
}

export class Grab {
  #holds: Hold[] = [];
  #span = 0;
  #scaleAtSpan = 1;
  readonly #home: Matrix4;

  /** `object` moves; its matrix at this moment is its place. */
  constructor(private readonly object: Object3D) {
    object.updateMatrix();
    this.#home = object.matrix.clone();
  }

  take(hand: Object3D): void {
    if (this.#holds.some((hold) => hold.hand === hand)) return;
    this.#holds.push({ hand, offset: this.#offset(hand) });
    this.#span = this.#distance();
    this.#scaleAtSpan = this.object.scale.x;
  }

  /** Lets go; true when this hand held the object and no hand holds it any more. */
  drop(hand: Object3D): boolean {
    const before = this.#holds.length;
    this.#holds = this.#holds.filter((hold) => hold.hand !== hand);
    for (const hold of this.#holds) hold.offset = this.#offset(hold.hand);
    return this.#holds.length === 0 && before > 0;
  }

  /** Follows the hands; call once a frame. */
  follow(): void {
    const [first, second] = this.#holds;
    if (!first) return;
    first.hand.updateWorldMatrix(true, false);
    const world = first.hand.matrixWorld.clone().multiply(first.offset);
    const parent = this.object.parent;
    if (parent) world.premultiply(parent.matrixWorld.clone().invert());
    world.decompose(this.object.position, this.object.quaternion, new Vector3());
    if (second && this.#span > 0) {
      const wanted = (this.#scaleAtSpan * this.#distance()) / this.#span;
      this.object.scale.setScalar(Math.min(Math.max(wanted, SMALLEST), LARGEST));
    }
    this.object.updateMatrixWorld(true);
  }

  putBack(): void {
    this.#holds = [];
    this.#home.decompose(this.object.position, this.object.quaternion, this.object.scale);
    this.object.updateMatrixWorld(true);
  }

  #offset(hand: Object3D): Matrix4 {
    hand.updateWorldMatrix(true, false);
    this.object.updateWorldMatrix(true, false);
    const rotation = new Matrix4().compose(
      this.object.getWorldPosition(new Vector3()),
      this.object.getWorldQuaternion(new Quaternion()),
      new Vector3(1, 1, 1),
    );
    return hand.matrixWorld.clone().invert().multiply(rotation);
  }

  #distance(): number {
    const [first, second] = this.#holds;
    if (!first || !second) return 0;
    return first.hand.getWorldPosition(new Vector3()).distanceTo(second.hand.getWorldPosition(new Vector3()));
  }
}
