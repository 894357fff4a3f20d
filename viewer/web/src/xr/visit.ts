/** One visit in a headset: true scale on a floor, teleport, snap turn, holding the object, a sign, and the way out. */

import { Color, Raycaster, Vector2, Vector3, type Mesh, type Object3D, type XRTargetRaySpace } from "three";

import { formatSize } from "../core/measure";
import type { Language, SceneDocument } from "../core/scene";
import type { ViewerState } from "../core/state";
import { say } from "../core/strings";
import { disposeTree } from "../three/dispose";
import type { Stage } from "../three/stage";
import { Grab } from "./grab";
import { Hands } from "./hands";
import { makePanel, pressed } from "./panel";
import { Rig, SNAP_DEGREES } from "./rig";
import { makeRoom, placing, type Placing } from "./room";
import { Sticks } from "./sticks";
import { Aim } from "./teleport";

export interface VisitOptions {
  readonly scene: SceneDocument;
  readonly lang: Language;
  readonly mode: "immersive-vr" | "immersive-ar";
  /** The element's dataset: what happens is written there for tests, kiosks and guides. */
  readonly hook: DOMStringMap;
  onEnd(): void;
}

const AR_DISTANCE_M = 1.4;

export class Visit {
  readonly #rig: Rig;
  readonly #hands: Hands;
  readonly #aim: Aim;
  readonly #grab: Grab;
  readonly #sticks = new Sticks();
  readonly #panel: Mesh;
  readonly #room: Object3D;
  readonly #place: Placing;
  #aiming: XRTargetRaySpace | null = null;
  readonly #before: ViewerState;
  #frames = 0;

  private constructor(
    private readonly stage: Stage,
    private readonly session: XRSession,
    private readonly options: VisitOptions,
  ) {
    const { scene } = options;
    this.#before = stage.state;
    this.#place = placing(stage.box);
    this.#rig = new Rig(stage.renderer, stage.camera);
    this.#hands = new Hands(stage.renderer, { press: (hand) => this.#press(hand), release: (hand) => this.#release(hand) });
    this.#aim = new Aim({ radius: scene.floorRadius, keepOut: this.#place.holdable ? this.#place.foot + 0.25 : 0 });
    this.#panel = makePanel(this.#words());
    this.#room = makeRoom(this.#place, scene.floorRadius);
    this.#furnish();
    this.#grab = new Grab(stage.pedestal);
  }

  /** Takes the session over and shows the stage in it; the caller asked for the session at the click. */
  static async enter(stage: Stage, session: XRSession, options: VisitOptions): Promise<Visit> {
    const { xr } = stage.renderer;
    xr.enabled = true;
    xr.setReferenceSpaceType("local-floor");
    const visit = new Visit(stage, session, options);
    session.addEventListener("end", visit.#ended);
    await xr.setSession(session);
    xr.setFoveation(1);
    stage.driveXr(visit.#step);
    return visit;
  }

  leave(): void {
    void this.session.end().catch(() => undefined); // it may have ended in the headset at this very moment
  }

  #words() {
    const { scene, lang } = this.options;
    const size = scene.size?.metres ?? this.stage.measured;
    return {
      title: scene.title[lang],
      size: formatSize(size, lang),
      hint: say(lang, "vrHint"),
      reset: say(lang, "vrReset"),
      leave: say(lang, "vrLeave"),
    };
  }

  #furnish(): void {
    const { stage, options } = this;
    const { distance, plinth, foot } = this.#place;
    stage.scene.add(this.#rig.group);
    this.#rig.group.add(stage.camera, this.#hands.group);
    stage.scene.add(this.#aim.group);
    if (options.mode === "immersive-ar") {
      stage.pedestal.position.set(0, 0, -AR_DISTANCE_M - foot);
      return;
    }
    stage.scene.background = new Color(0x14120f);
    stage.pedestal.position.y = plinth;
    this.#panel.position.set(-Math.max(foot + 0.55, 0.8), 1.35, distance * 0.15);
    this.#panel.lookAt(new Vector3(0, 1.5, distance));
    stage.scene.add(this.#room, this.#panel);
    const spawn = options.scene.spawn;
    if (spawn) this.#rig.stand(new Vector3(...spawn.position), spawn.yawDegrees);
    else this.#rig.stand(new Vector3(0, 0, distance), 0);
  }

  #step = (): void => {
    for (const action of this.#sticks.read(this.session.inputSources)) {
      if (action === "reset") this.#putBack();
      else this.#turn(action === "turn-right" ? SNAP_DEGREES : -SNAP_DEGREES);
    }
    if (this.#aiming) this.#aim.point(this.#aiming);
    this.#grab.follow();
    this.#frames += 1;
    this.#report();
  };

  #turn(degrees: number): void {
    this.#rig.turn(degrees);
    this.options.hook["xrLast"] = "turn";
  }

  #putBack(): void {
    this.#grab.putBack();
    this.options.hook["xrLast"] = "reset";
  }

  #press(hand: XRTargetRaySpace): void {
    const ray = this.#rayOf(hand);
    if (this.#pressPanel(ray)) return;
    if (this.#place.holdable && this.#hits(ray)) {
      this.#grab.take(hand);
      this.options.hook["xrLast"] = "grab";
      return;
    }
    this.#aiming = hand;
  }

  #release(hand: XRTargetRaySpace): void {
    if (this.#grab.drop(hand)) this.options.hook["xrLast"] = "release";
    if (this.#aiming !== hand) return;
    this.#aim.point(hand);
    const spot = this.#aim.landing;
    this.#aim.hide();
    this.#aiming = null;
    if (spot) this.#goTo(spot);
  }

  /** In VR the visitor moves; in AR the object comes to the spot, because the room is real. */
  #goTo(spot: Vector3): void {
    if (this.options.mode === "immersive-ar") this.stage.pedestal.position.set(spot.x, 0, spot.z);
    else this.#rig.moveTo(spot);
    this.options.hook["xrLast"] = "teleport";
  }

  #pressPanel(ray: Raycaster): boolean {
    const hit = this.#panel.parent ? ray.intersectObject(this.#panel, false)[0] : undefined;
    if (!hit) return false;
    const action = pressed(hit.uv ?? new Vector2());
    if (action === "reset") this.#putBack();
    if (action === "leave") this.leave();
    return true;
  }

  #rayOf(hand: Object3D): Raycaster {
    hand.updateWorldMatrix(true, false);
    return new Raycaster(hand.getWorldPosition(new Vector3()), new Vector3(0, 0, -1).transformDirection(hand.matrixWorld), 0, 12);
  }

  /** Whether the ray meets the object's own box; a mesh of 150,000 triangles is too slow to ask. */
  #hits(ray: Raycaster): boolean {
    const { pedestal, box } = this.stage;
    pedestal.updateWorldMatrix(true, false);
    return ray.ray.clone().applyMatrix4(pedestal.matrixWorld.clone().invert()).intersectsBox(box);
  }

  #report(): void {
    const { hook } = this.options;
    const { position } = this.#rig.group;
    const { pedestal, renderer } = this.stage;
    hook["xrFrames"] = String(this.#frames);
    hook["xrViews"] = String(renderer.xr.getCamera().cameras.length);
    hook["xrRig"] = [position.x, position.y, position.z, this.#rig.yaw].map((value) => value.toFixed(3)).join(",");
    hook["xrObject"] = [...pedestal.position.toArray(), ...pedestal.quaternion.toArray(), pedestal.scale.x].map((value) => value.toFixed(3)).join(",");
  }

  #ended = (): void => {
    const { stage } = this;
    stage.driveXr(null);
    stage.renderer.xr.enabled = false;
    stage.scene.background = null;
    this.#grab.putBack();
    stage.pedestal.position.set(0, 0, 0);
    stage.scene.add(stage.camera);
    stage.camera.removeFromParent();
    this.#hands.dispose();
    for (const thing of [this.#panel, this.#room, this.#aim.group, this.#rig.group]) disposeTree(thing);
    stage.state = this.#before;
    this.options.onEnd();
  };
}
