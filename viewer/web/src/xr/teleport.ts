/** Moving by pointing: a thrown arc, a marker where it meets the floor, and the rule of where one may stand. */

import { BufferAttribute, BufferGeometry, Group, Line, LineBasicMaterial, Mesh, MeshBasicMaterial, RingGeometry, Vector3, type Object3D } from "three";

const SPEED = 6.5; // metres per second at the hand
const GRAVITY = 9.81;
const STEPS = 28;
const STEP_SECONDS = 0.045;
const GOOD = 0xd9a521;
const BAD = 0xa3261b;

export interface Ground {
  /** One may stand within this radius around the origin, metres. */
  readonly radius: number;
  /** And not closer to the object than this, metres; 0 for a place that one may walk through. */
  readonly keepOut: number;
}

export interface Throw {
  readonly points: readonly Vector3[];
  readonly landing: Vector3 | null;
}

/** The arc of a throw from `origin` along `direction` until it meets y = 0. */
export function throwArc(origin: Vector3, direction: Vector3): Throw {
  const speed = direction.clone().normalize().multiplyScalar(SPEED);
  const points = [origin.clone()];
  for (let step = 1; step < STEPS; step += 1) {
    const time = step * STEP_SECONDS;
    const point = origin.clone().addScaledVector(speed, time);
    point.y -= (GRAVITY * time * time) / 2;
    const before = points[points.length - 1] ?? origin;
    if (point.y <= 0) {
      const landing = before.clone().lerp(point, before.y / (before.y - point.y));
      return { points: [...points, landing], landing };
    }
    points.push(point);
  }
  return { points, landing: null };
}

export function mayStand(spot: Vector3, ground: Ground): boolean {
  const away = Math.hypot(spot.x, spot.z);
  return away <= ground.radius && away >= ground.keepOut;
}

/** Shows the aim; `landing` is where a release would take the visitor, null while it may not. */
export class Aim {
  readonly group = new Group();
  landing: Vector3 | null = null;
  readonly #line: Line<BufferGeometry, LineBasicMaterial>;
  readonly #marker: Mesh<RingGeometry, MeshBasicMaterial>;

  constructor(private readonly ground: Ground) {
    const geometry = new BufferGeometry().setAttribute("position", new BufferAttribute(new Float32Array(STEPS * 3), 3));
    this.#line = new Line(geometry, new LineBasicMaterial({ color: GOOD, transparent: true, opacity: 0.9 }));
    this.#line.frustumCulled = false;
    this.#marker = new Mesh(new RingGeometry(0.16, 0.22, 48).rotateX(-Math.PI / 2), new MeshBasicMaterial({ color: GOOD, transparent: true, opacity: 0.9 }));
    this.group.add(this.#line, this.#marker);
    this.group.visible = false;
  }

  point(hand: Object3D): void {
    const origin = hand.getWorldPosition(new Vector3());
    const direction = new Vector3(0, 0, -1).transformDirection(hand.matrixWorld);
    const { points, landing } = throwArc(origin, direction);
    const allowed = landing !== null && mayStand(landing, this.ground);
    this.landing = allowed ? landing : null;
    this.group.visible = true;
    this.#draw(points, landing, allowed);
  }

  #draw(points: readonly Vector3[], landing: Vector3 | null, allowed: boolean): void {
    const position = this.#line.geometry.getAttribute("position") as BufferAttribute;
    points.slice(0, STEPS).forEach((point, index) => position.setXYZ(index, point.x, point.y, point.z));
    position.needsUpdate = true;
    this.#line.geometry.setDrawRange(0, Math.min(points.length, STEPS));
    const colour = allowed ? GOOD : BAD;
    this.#line.material.color.setHex(colour);
    this.#marker.material.color.setHex(colour);
    this.#marker.visible = landing !== null;
    if (landing) this.#marker.position.copy(landing).setY(0.01);
  }

  hide(): void {
    this.group.visible = false;
    this.landing = null;
  }
}
