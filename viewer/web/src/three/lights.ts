/** Four ways to light an object, as a photographer of museum pieces would set them. */

import { DirectionalLight, Group, HemisphereLight, PMREMGenerator, type Scene, type WebGLRenderer } from "three";
import { RoomEnvironment } from "three/examples/jsm/environments/RoomEnvironment.js";

import type { Light } from "../core/state";

interface Lamp {
  readonly colour: number;
  readonly strength: number;
  /** Direction towards the lamp in object radii: x right, y up, z to the viewer. */
  readonly from: readonly [number, number, number];
}

interface Rig {
  readonly sky: number;
  readonly ground: number;
  readonly ambient: number;
  readonly room: number;
  readonly lamps: readonly Lamp[];
}

const WARM = 0xfff0dc;
const COOL = 0xd5e4ff;
const RIGS: Readonly<Record<Light, Rig>> = {
  gallery: {
    sky: 0xfff4e6,
    ground: 0x4a3b2c,
    ambient: 1.15,
    room: 0.35,
    lamps: [
      { colour: WARM, strength: 2.6, from: [1.6, 2.4, 2.2] },
      { colour: COOL, strength: 0.7, from: [-2.4, 1.0, 1.4] },
      { colour: WARM, strength: 1.5, from: [-1.2, 1.8, -2.4] },
    ],
  },
  raking: {
    sky: 0xffffff,
    ground: 0x1a1612,
    ambient: 0.22,
    room: 0.06,
    lamps: [{ colour: WARM, strength: 4.6, from: [-3.0, 0.5, 0.7] }],
  },
  contour: {
    sky: 0xffffff,
    ground: 0x14120f,
    ambient: 0.18,
    room: 0.08,
    lamps: [
      { colour: COOL, strength: 4.2, from: [-2.2, 1.6, -2.2] },
      { colour: WARM, strength: 4.2, from: [2.2, 1.2, -2.2] },
      { colour: WARM, strength: 0.35, from: [0, 1, 3] },
    ],
  },
  even: { sky: 0xffffff, ground: 0xcfc8bd, ambient: 2.9, room: 0.25, lamps: [{ colour: 0xffffff, strength: 0.5, from: [0, 1, 3] }] },
};

/** A group of lamps that is built once and set to one preset at a time. */
export class Lighting {
  readonly group = new Group();
  readonly #sky = new HemisphereLight();
  #radius = 1;
  #current: Light = "gallery";

  constructor(
    private readonly scene: Scene,
    renderer: WebGLRenderer,
    useRoom: boolean,
  ) {
    this.group.add(this.#sky);
    scene.add(this.group);
    if (useRoom) this.#addRoom(renderer);
  }

  get current(): Light {
    return this.#current;
  }

  /** Soft reflections of a lit room; costs seconds in software rendering, so the stage asks for it on real GPUs only. */
  #addRoom(renderer: WebGLRenderer): void {
    const generator = new PMREMGenerator(renderer);
    this.scene.environment = generator.fromScene(new RoomEnvironment(), 0.04).texture;
    generator.dispose();
  }

  set(light: Light, radius = this.#radius): void {
    this.#current = light;
    this.#radius = radius;
    const rig = RIGS[light];
    this.#sky.color.setHex(rig.sky);
    this.#sky.groundColor.setHex(rig.ground);
    this.#sky.intensity = rig.ambient;
    this.scene.environmentIntensity = rig.room;
    for (const lamp of this.group.children.filter((child) => child instanceof DirectionalLight)) lamp.removeFromParent();
    for (const lamp of rig.lamps) {
      const light = new DirectionalLight(lamp.colour, lamp.strength);
      light.position.set(...lamp.from).multiplyScalar(radius);
      this.group.add(light);
    }
  }

  dispose(): void {
    this.scene.environment?.dispose();
    this.group.removeFromParent();
  }
}
