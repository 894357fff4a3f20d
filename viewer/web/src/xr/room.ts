/** The dark room around the object in VR: a floor with quiet rings, and a plinth for what is small. */

import { CircleGeometry, CylinderGeometry, Group, Mesh, MeshBasicMaterial, MeshStandardMaterial, RingGeometry, Vector3, type Box3 } from "three";

const EYE_M = 1.3;
const PLINTH_MOST_M = 1.0;
const PLINTH_LEAST_M = 0.25;

export interface Placing {
  /** Height of the plinth, 0 for an object that stands on the floor. */
  readonly plinth: number;
  /** Radius of the plinth or of the object's foot, metres. */
  readonly foot: number;
  /** How far in front of the object the visitor first stands, metres. */
  readonly distance: number;
  /** Whether the object is small enough to be held. */
  readonly holdable: boolean;
}

/** Where an object of this size is shown: its middle near eye height, at its true size. */
export function placing(box: Box3): Placing {
  const size = box.getSize(new Vector3());
  const wide = Math.hypot(size.x, size.z) / 2;
  const wanted = Math.min(EYE_M - size.y / 2, PLINTH_MOST_M);
  const plinth = wanted < PLINTH_LEAST_M || wide > 0.6 ? 0 : wanted;
  return { plinth, foot: wide, distance: Math.max(1.1, wide * 1.6 + 0.6, size.y * 0.9), holdable: Math.max(size.x, size.y, size.z) < 2.5 };
}

function ring(radius: number): Mesh {
  const mesh = new Mesh(
    new RingGeometry(radius - 0.008, radius + 0.008, 96).rotateX(-Math.PI / 2),
    new MeshBasicMaterial({ color: 0x4a4135, transparent: true, opacity: 0.7 }),
  );
  mesh.position.y = 0.004;
  return mesh;
}

export function makeRoom(place: Placing, radius: number): Group {
  const room = new Group();
  room.name = "room";
  const floor = new Mesh(new CircleGeometry(radius, 96).rotateX(-Math.PI / 2), new MeshStandardMaterial({ color: 0x2b2620, roughness: 0.95, metalness: 0 }));
  room.add(floor);
  for (let at = 1; at <= radius; at += 1) room.add(ring(at));
  if (place.plinth > 0) {
    const top = place.foot + 0.08;
    const plinth = new Mesh(new CylinderGeometry(top, top * 1.06, place.plinth, 64), new MeshStandardMaterial({ color: 0x3b342b, roughness: 0.9 }));
    plinth.position.y = place.plinth / 2;
    plinth.name = "plinth";
    room.add(plinth);
  }
  return room;
}
