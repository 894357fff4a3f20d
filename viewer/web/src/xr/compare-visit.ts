/** A comparison in a headset: both surveys at true scale, values read by pointing, regions visited one by one. */

import { Color, MathUtils, Mesh, MeshBasicMaterial, Raycaster, SphereGeometry, Vector2, Vector3, type Object3D, type XRTargetRaySpace } from "three";

import type { CompareState } from "../core/compare-state";
import type { ComparisonDocument } from "../core/comparison";
import { sayCompare } from "../core/compare-strings";
import { formatNumber, sayReading } from "../core/deviation";
import type { Language } from "../core/scene";
import type { ViewerState } from "../core/state";
import type { CompareStage } from "../three/compare-stage";
import { disposeTree } from "../three/dispose";
import { ComparePanel, comparePressed, type ComparePanelAction } from "./compare-panel";
import { Hands } from "./hands";
import { Rig, SNAP_DEGREES } from "./rig";
import { makeRoom, placing, type Placing } from "./room";
import { Sticks } from "./sticks";
import { Aim } from "./teleport";

const LAYERS = ["heat", "earlier", "later", "blink"] as const;
type LayerName = (typeof LAYERS)[number];

const FLOOR_M = 6;
const BLINK_MS = 900;
const REACH_M = 0.75; // how far from a region one stands to look at it
const REACH = 12;

export interface CompareVisitOptions {
  readonly shown: ComparisonDocument;
  readonly state: CompareState;
  readonly lang: Language;
  /** Takes over what was switched in the headset. */
  onChange(part: Partial<CompareState>): void;
  /** The element's dataset: what happens is written there for tests, kiosks and guides. */
  readonly hook: DOMStringMap;
  onEnd(): void;
}

export class CompareVisit {
  readonly #rig: Rig;
  readonly #hands: Hands;
  readonly #aim: Aim;
  readonly #sticks = new Sticks();
  readonly #panel = new ComparePanel();
  readonly #dot = new Mesh(new SphereGeometry(0.004, 16, 12), new MeshBasicMaterial({ color: 0xd9a521, depthTest: false }));
  readonly #room: Object3D;
  readonly #place: Placing;
  readonly #before: ViewerState;
  #aiming: XRTargetRaySpace | null = null;
  #layer: LayerName = "heat";
  #region = -1;
  #state: CompareState;
  #value: string;
  #frames = 0;

  private constructor(
    private readonly compare: CompareStage,
    private readonly session: XRSession,
    private readonly options: CompareVisitOptions,
  ) {
    const { stage } = compare;
    this.#state = options.state;
    this.#before = stage.state;
    this.#place = placing(stage.box);
    this.#rig = new Rig(stage.renderer, stage.camera);
    this.#hands = new Hands(stage.renderer, { press: (hand) => this.#press(hand), release: (hand) => this.#release(hand) });
    this.#aim = new Aim({ radius: FLOOR_M, keepOut: this.#place.holdable ? this.#place.foot + 0.25 : 0 });
    this.#room = makeRoom(this.#place, FLOOR_M);
    this.#value = sayCompare(options.lang, "pickHint");
    this.#furnish();
    this.#show("heat");
  }

  /** Takes the session over; the caller asked for it at the click. */
  static async enter(compare: CompareStage, session: XRSession, options: CompareVisitOptions): Promise<CompareVisit> {
    const { stage } = compare;
    stage.renderer.xr.enabled = true;
    stage.renderer.xr.setReferenceSpaceType("local-floor");
    const visit = new CompareVisit(compare, session, options);
    session.addEventListener("end", visit.#ended);
    await stage.renderer.xr.setSession(session);
    stage.renderer.xr.setFoveation(1);
    stage.driveXr(visit.#step);
    return visit;
  }

  leave(): void {
    void this.session.end().catch(() => undefined); // it may have ended in the headset at this very moment
  }

  #furnish(): void {
    const { stage } = this.compare;
    const { distance, plinth } = this.#place;
    stage.scene.background = new Color(0x14120f);
    stage.pedestal.position.y = plinth;
    this.#rig.group.add(stage.camera, this.#hands.group);
    this.#dot.visible = false;
    this.#dot.renderOrder = 11;
    stage.scene.add(this.#rig.group, this.#aim.group, this.#room, this.#panel.mesh, this.#dot);
    this.#rig.stand(new Vector3(0, 0, distance), 0);
    this.#placePanel(new Vector3(0, 1.5, distance), new Vector3(0, 0, -1));
  }

  /** The sign stands to the left of what is looked at, turned to the visitor. */
  #placePanel(eye: Vector3, ahead: Vector3): void {
    const left = new Vector3(ahead.z, 0, -ahead.x).normalize();
    const { mesh } = this.#panel;
    mesh.position.copy(eye).addScaledVector(ahead, 1).addScaledVector(left, 0.62).setY(1.35);
    mesh.lookAt(eye.x, 1.5, eye.z);
  }

  #step = (): void => {
    for (const action of this.#sticks.read(this.session.inputSources)) {
      if (action === "reset") this.#show(LAYERS[(LAYERS.indexOf(this.#layer) + 1) % LAYERS.length] ?? "heat");
      else this.#rig.turn(action === "turn-right" ? SNAP_DEGREES : -SNAP_DEGREES);
    }
    if (this.#layer === "blink") this.compare.showLayer(Math.floor(performance.now() / BLINK_MS) % 2 ? "earlier" : "later", false);
    if (this.#aiming) this.#aim.point(this.#aiming);
    this.#frames += 1;
    this.#report();
  };

  #show(layer: LayerName): void {
    this.#layer = layer;
    this.compare.showLayer(layer === "earlier" ? "earlier" : "later", layer === "heat");
    this.#write();
  }

  #write(): void {
    const { shown, lang } = this.options;
    const state = this.#state;
    const names = { earlier: shown.earlier.label, later: shown.later.label };
    const limit = formatNumber(state.limit, lang);
    const lod = state.lod ? (shown.lodMedian ?? 0) : 0;
    const known = shown.lodMedian === null ? sayCompare(lang, "legendLodNone") : sayCompare(lang, state.lod ? "legendLod" : "legendLodOff", { lod: formatNumber(shown.lodMedian, lang) });
    this.#panel.write({
      title: shown.title[lang],
      legend: sayCompare(lang, "legend", names),
      ends: [`−${limit} ${sayCompare(lang, "loss")}`, `+${limit} ${sayCompare(lang, "gain")}`],
      stops: shown.stops,
      grey: Math.max(lod, state.threshold) / state.limit,
      greyText: state.proven && this.#layer === "heat" ? sayCompare(lang, "legendProven") : known,
      value: this.#value,
      hint: sayCompare(lang, "vrHint"),
      labels: {
        earlier: names.earlier.length < 12 ? names.earlier : sayCompare(lang, "vrLayer_earlier"),
        later: names.later.length < 12 ? names.later : sayCompare(lang, "vrLayer_later"),
        heat: sayCompare(lang, "vrLayer_heat"),
        blink: sayCompare(lang, "vrLayer_blink"),
        proven: sayCompare(lang, "vrProven"),
        previous: sayCompare(lang, "vrPrevious"),
        next: sayCompare(lang, "vrNext"),
        leave: sayCompare(lang, "vrLeave"),
      },
      active: new Set(state.proven ? [this.#layer, "proven"] : [this.#layer]),
    });
  }

  #press(hand: XRTargetRaySpace): void {
    const ray = rayOf(hand);
    const hit = ray.intersectObject(this.#panel.mesh, false)[0];
    if (hit) { this.#act(comparePressed(hit.uv ?? new Vector2())); return; }
    const picked = this.compare.pickAlong(ray.ray, this.#layer === "earlier" ? "earlier" : "later");
    if (!picked) { this.#aiming = hand; return; }
    const { shown, lang, hook } = this.options;
    this.#value = sayReading(picked, lang, [shown.earlier.label, shown.later.label]);
    this.#dot.position.copy(picked.world);
    this.#dot.visible = true;
    hook["xrPicked"] = [picked.mm, picked.lod, picked.valid ? 1 : 0, ...picked.place].map((value) => value.toFixed(4)).join(",");
    hook["xrText"] = this.#value;
    hook["xrLast"] = "pick";
    this.#write();
  }

  #act(action: ComparePanelAction | null): void {
    if (!action) return;
    this.options.hook["xrLast"] = action;
    if (action === "leave") this.leave();
    else if (action === "previous" || action === "next") this.#visitRegion(action === "next" ? 1 : -1);
    else if (action === "proven") this.#prove(!this.#state.proven);
    else this.#show(action);
  }

  #prove(proven: boolean): void {
    this.#state = { ...this.#state, proven };
    this.options.hook["xrProven"] = String(proven);
    this.options.onChange({ proven });
    this.compare.apply(this.#state);
    this.#show(this.#layer);
  }

  #visitRegion(by: number): void {
    const { regions } = this.options.shown;
    if (regions.length === 0) return;
    this.#region = this.#region < 0 && by < 0 ? regions.length - 1 : (this.#region + by + regions.length) % regions.length;
    const region = regions[this.#region];
    const place = region ? this.compare.regionPlace(region.id) : null;
    if (!region || !place) return;
    const { lang, hook } = this.options;
    const away = place.outward.clone().setY(0);
    if (away.lengthSq() < 1e-3) away.copy(place.at).setY(0);
    if (away.lengthSq() < 1e-6) away.set(0, 0, 1);
    away.normalize();
    const spot = place.at.clone().setY(0).addScaledVector(away, Math.max(REACH_M, place.size));
    const most = FLOOR_M - 0.2;
    if (spot.length() > most) spot.setLength(most);
    this.#rig.stand(spot, MathUtils.radToDeg(Math.atan2(away.x, away.z)));
    this.#rig.moveTo(spot);
    this.#placePanel(spot, away.negate());
    this.#value = `${sayCompare(lang, "region", { id: region.id })}: ${sayCompare(lang, `kind_${region.kind}`)}, ${formatNumber(region.max, lang, 2, true)} mm`;
    this.#state = { ...this.#state, region: region.id };
    this.compare.apply(this.#state);
    hook["xrRegion"] = String(region.id);
    this.#show(this.#layer);
  }

  #release(hand: XRTargetRaySpace): void {
    if (this.#aiming !== hand) return;
    this.#aim.point(hand);
    const spot = this.#aim.landing;
    this.#aim.hide();
    this.#aiming = null;
    if (!spot) return;
    this.#rig.moveTo(spot);
    this.options.hook["xrLast"] = "teleport";
  }

  #report(): void {
    const { hook } = this.options;
    const { renderer } = this.compare.stage;
    const { position } = this.#rig.group;
    const { mesh } = this.#panel;
    const told = (values: readonly number[]) => values.map((value) => value.toFixed(3)).join(",");
    hook["xrFrames"] = String(this.#frames);
    hook["xrViews"] = String(renderer.xr.getCamera().cameras.length);
    hook["xrRig"] = told([position.x, position.y, position.z, this.#rig.yaw]);
    hook["xrPanel"] = told([...mesh.position.toArray(), MathUtils.radToDeg(mesh.rotation.y)]);
    hook["xrLayer"] = this.#layer;
  }

  #ended = (): void => {
    const { stage } = this.compare;
    stage.driveXr(null);
    stage.renderer.xr.enabled = false;
    stage.scene.background = null;
    stage.pedestal.position.set(0, 0, 0);
    stage.camera.removeFromParent();
    this.#hands.dispose();
    for (const thing of [this.#panel.mesh, this.#dot, this.#room, this.#aim.group, this.#rig.group]) disposeTree(thing);
    stage.state = this.#before;
    this.options.onEnd();
  };
}

function rayOf(hand: Object3D): Raycaster {
  hand.updateWorldMatrix(true, false);
  return new Raycaster(hand.getWorldPosition(new Vector3()), new Vector3(0, 0, -1).transformDirection(hand.matrixWorld), 0, REACH);
}
