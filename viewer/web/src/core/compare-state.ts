/** What a view of a comparison is, and its short form in the address. */

import type { EpochName } from "./comparison";
import { clamp } from "./state";

export const MODES = ["heat", "swipe", "side", "blend", "blink"] as const;
export type Mode = (typeof MODES)[number];

export interface CompareState {
  readonly mode: Mode;
  /** Where the divider stands, 0 = left edge, 1 = right edge. */
  readonly split: number;
  /** How much of the later survey is seen in the blend, 0..1. */
  readonly mix: number;
  /** Deviations smaller than this are grey, millimetres. */
  readonly threshold: number;
  /** Where the colours end, millimetres. */
  readonly limit: number;
  /** Grey inside the level of detection. */
  readonly lod: boolean;
  /** Colour only where a point belongs to a changed region. */
  readonly proven: boolean;
  /** Colours lie on the later survey in the modes that show both. */
  readonly heat: boolean;
  /** Which survey the heat mode and the blink show now. */
  readonly epoch: EpochName;
  readonly region: number | null;
}

export function homeState(limit: number): CompareState {
  return { mode: "heat", split: 0.5, mix: 0.5, threshold: 0, limit, lod: true, proven: false, heat: false, epoch: "later", region: null };
}

export function isMode(value: string): value is Mode {
  return (MODES as readonly string[]).includes(value);
}

/** Brings a state back into what can be shown; `top` is the largest limit of this comparison. */
export function within(state: CompareState, top: number): CompareState {
  const limit = clamp(state.limit, top / 100, top);
  return { ...state, limit, threshold: clamp(state.threshold, 0, limit), split: clamp(state.split, 0, 1), mix: clamp(state.mix, 0, 1) };
}

function short(value: number): string {
  return String(Number(value.toFixed(3)));
}

/** `m=swipe&x=0.5&t=0.3&g=1.5&lod=1&heat=0&r=2&c=ID`; only what matters in the mode is written. */
export function encodeCompare(state: CompareState, comparison: string): string {
  const parts = [`m=${state.mode}`, `t=${short(state.threshold)}`, `g=${short(state.limit)}`, `lod=${state.lod ? 1 : 0}`];
  if (state.mode === "swipe") parts.push(`x=${short(state.split)}`);
  if (state.mode === "blend") parts.push(`o=${short(state.mix)}`);
  if (state.proven) parts.push("only=1");
  if (state.heat) parts.push("heat=1");
  if (state.epoch === "earlier") parts.push("e=earlier");
  if (state.region !== null) parts.push(`r=${state.region}`);
  if (comparison) parts.push(`c=${encodeURIComponent(comparison)}`);
  return parts.join("&");
}

/** What an address fragment says about the view; unknown or damaged parts are left out. */
export function decodeCompare(fragment: string): { readonly state: Partial<CompareState>; readonly comparison: string } {
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  const figure = (name: string) => {
    const value = given.get(name);
    return value && Number.isFinite(Number(value)) ? Number(value) : undefined;
  };
  const flag = (name: string) => (given.has(name) ? given.get(name) === "1" : undefined);
  const mode = given.get("m") ?? "";
  const region = figure("r");
  const found = {
    mode: isMode(mode) ? mode : undefined,
    split: figure("x"),
    mix: figure("o"),
    threshold: figure("t"),
    limit: figure("g"),
    lod: flag("lod"),
    proven: flag("only"),
    heat: flag("heat"),
    epoch: given.get("e") === "earlier" ? ("earlier" as const) : undefined,
    region: region !== undefined && Number.isInteger(region) ? region : undefined,
  };
  const state = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as Partial<CompareState>;
  return { state, comparison: given.get("c") ?? "" };
}
