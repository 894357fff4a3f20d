/** Which derivative a device is given. The same order stands in viewer/device.py; a test holds them together. */

import type { Derivative, SceneDocument, SceneModel, Usage } from "./scene";

export type Device = "phone" | "desktop" | "headset";

export interface Budget {
  readonly order: readonly Usage[];
  readonly gpuMb: number;
  readonly pixelRatio: number;
}

export const BUDGETS: Readonly<Record<Device, Budget>> = {
  phone: { order: ["phone", "thumb", "vr"], gpuMb: 96, pixelRatio: 2 },
  desktop: { order: ["desktop", "vr", "phone", "thumb"], gpuMb: 512, pixelRatio: 2 },
  headset: { order: ["vr", "phone", "thumb"], gpuMb: 256, pixelRatio: 1 },
};

/** What the browser says of itself, gathered by the page so that this stays testable. */
export interface Signals {
  readonly userAgent: string;
  readonly coarsePointer: boolean;
  readonly shortSide: number;
  readonly memoryGb: number | null;
  readonly saveData: boolean;
}

export function deviceFrom(signals: Signals): Device {
  if (/OculusBrowser|Quest|PicoBrowser|Wolvic/i.test(signals.userAgent)) return "headset";
  const small = signals.coarsePointer && signals.shortSide < 820;
  const weak = signals.memoryGb !== null && signals.memoryGb <= 2;
  return small || weak || signals.saveData ? "phone" : "desktop";
}

function isModel(item: Derivative): boolean {
  return item.mediaType === "model/gltf-binary";
}

/** A copy of one model and where it stands. */
export interface Piece {
  readonly derivative: Derivative;
  readonly placement: readonly number[] | null;
}

function smallest(model: SceneModel): Derivative | null {
  return model.derivatives.filter(isModel).sort((a, b) => a.bytes - b.bytes)[0] ?? null;
}

/** The scene's models as this usage gives them, each by its smallest copy where it has no such one. */
export function piecesOf(scene: SceneDocument, usage: Usage): readonly Piece[] {
  return scene.models.flatMap((model) => {
    const derivative = model.derivatives.find((item) => isModel(item) && item.usage === usage) ?? smallest(model);
    return derivative ? [{ derivative, placement: model.placement }] : [];
  });
}

/** The best GLB within the device's budget, all models of the scene counted; the smallest when none fits; null without GLB. */
export function pickDerivative(scene: SceneDocument, device: Device): Derivative | null {
  const budget = BUDGETS[device];
  const models = scene.derivatives.filter(isModel);
  for (const usage of budget.order) {
    const found = models.find((item) => item.usage === usage);
    const needed = piecesOf(scene, usage).reduce((sum, piece) => sum + piece.derivative.gpuMb, 0);
    if (found && needed <= budget.gpuMb) return found;
  }
  return [...models].sort((a, b) => a.bytes - b.bytes)[0] ?? null;
}

/** The next smaller GLB after `current`, for a device that lost its graphics memory. */
export function stepDown(scene: SceneDocument, current: Derivative): Derivative | null {
  const smaller = scene.derivatives.filter((item) => isModel(item) && item.bytes < current.bytes);
  return smaller.sort((a, b) => b.bytes - a.bytes)[0] ?? null;
}

/** The USDZ for Quick Look on iOS, or null. */
export function quickLook(scene: SceneDocument): Derivative | null {
  return scene.derivatives.find((item) => item.usage === "ar" && item.mediaType === "model/vnd.usdz+zip") ?? null;
}
