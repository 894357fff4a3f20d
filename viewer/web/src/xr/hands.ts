/** The visitor's two pointers (controllers or pinching hands) as rays with plain shapes. */

import {
  BufferGeometry,
  Group,
  Line,
  LineBasicMaterial,
  Mesh,
  MeshBasicMaterial,
  SphereGeometry,
  Vector3,
  type WebGLRenderer,
  type XRTargetRaySpace,
} from "three";

export interface HandEvents {
  press(hand: XRTargetRaySpace): void;
  release(hand: XRTargetRaySpace): void;
}

const RAY_M = 1.6;

function ray(): Line {
  const geometry = new BufferGeometry().setFromPoints([new Vector3(0, 0, -0.04), new Vector3(0, 0, -RAY_M)]);
  return new Line(geometry, new LineBasicMaterial({ color: 0xede6da, transparent: true, opacity: 0.5 }));
}

function knob(): Mesh {
  return new Mesh(new SphereGeometry(0.014, 16, 12), new MeshBasicMaterial({ color: 0xd9a521 }));
}

/** Both pointers with their listeners; `dispose` takes the listeners away again. */
export class Hands {
  readonly group = new Group();
  readonly #off: (() => void)[] = [];

  constructor(renderer: WebGLRenderer, events: HandEvents) {
    for (const index of [0, 1]) {
      const hand = renderer.xr.getController(index);
      hand.clear();
      hand.add(ray(), knob());
      this.group.add(hand);
      this.#listen(hand, events);
    }
  }

  #listen(hand: XRTargetRaySpace, events: HandEvents): void {
    const press = () => events.press(hand);
    const release = () => events.release(hand);
    for (const [down, up] of [["selectstart", "selectend"], ["squeezestart", "squeezeend"]] as const) {
      hand.addEventListener(down, press);
      hand.addEventListener(up, release);
      this.#off.push(() => {
        hand.removeEventListener(down, press);
        hand.removeEventListener(up, release);
      });
    }
  }

  dispose(): void {
    for (const off of this.#off) off();
    this.group.removeFromParent();
  }
}
