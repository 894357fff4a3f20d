/** Places of findings: shares 0..1 of a photograph from its top left, millimetres on a surface; read, fitted, written. */

import type { Language } from "./scene";
import { clamp } from "./state";

export type Pair = readonly [number, number];
export type Triple = readonly [number, number, number];

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A part of a view in CSS pixels. */
export interface Area extends Size {
  readonly left: number;
  readonly top: number;
}

/** A rectangle on a photograph: its middle and its sides, all shares. */
export interface ShareArea {
  readonly middle: Pair;
  readonly sides: Pair;
}

const SMALLEST = 0.002; // a drag shorter than this on either side was meant as a tap

/** The part of the host that a picture fills when it is shown whole in its own proportions. */
export function fitted(host: Size, picture: Size): Area {
  if (picture.width <= 0 || picture.height <= 0) return { left: 0, top: 0, width: host.width, height: host.height };
  const scale = Math.min(host.width / picture.width, host.height / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  return { left: (host.width - width) / 2, top: (host.height - height) / 2, width, height };
}

/** The share of the picture at a point of the host; null beside the picture. */
export function shareAt(area: Area, [x, y]: Pair): Pair | null {
  const share: Pair = [(x - area.left) / area.width, (y - area.top) / area.height];
  return share.every((value) => value >= 0 && value <= 1) ? share : null;
}

/** The point of the host at a share of the picture. */
export function pointAt(area: Area, [u, v]: Pair): Pair {
  return [area.left + u * area.width, area.top + v * area.height];
}

/** The rectangle between two corners, kept inside the picture; null where it is too small to be one. */
export function areaBetween(one: Pair, other: Pair): ShareArea | null {
  const [x1, x2] = [one[0], other[0]].map((value) => clamp(value, 0, 1)).sort((a, b) => a - b);
  const [y1, y2] = [one[1], other[1]].map((value) => clamp(value, 0, 1)).sort((a, b) => a - b);
  if (x1 === undefined || x2 === undefined || y1 === undefined || y2 === undefined) return null;
  if (x2 - x1 < SMALLEST || y2 - y1 < SMALLEST) return null;
  return { middle: [(x1 + x2) / 2, (y1 + y2) / 2], sides: [x2 - x1, y2 - y1] };
}

/** A number as a field of this language shows it, without grouping. */
export function writeNumber(value: number, digits: number, lang: Language): string {
  const text = String(Number(value.toFixed(digits)));
  return lang === "vi" ? text.replace(".", ",") : text;
}

/** What was typed, with a point or a comma; null where that is no number. */
export function readNumber(text: string): number | null {
  const plain = text.trim().replace(",", ".");
  const value = plain === "" ? NaN : Number(plain);
  return Number.isFinite(value) ? value : null;
}

function readNumbers(text: string | undefined, count: number): readonly number[] | null {
  const values = (text ?? "").split(/\s+/).filter(Boolean).map(Number);
  return values.length === count && values.every(Number.isFinite) ? values : null;
}

/** Two numbers with a space between; null for anything else. */
export function readPair(text: string | undefined): Pair | null {
  const [a, b] = readNumbers(text, 2) ?? [];
  return a === undefined || b === undefined ? null : [a, b];
}

/** Three numbers with spaces between; null for anything else. */
export function readTriple(text: string | undefined): Triple | null {
  const [a, b, c] = readNumbers(text, 3) ?? [];
  return a === undefined || b === undefined || c === undefined ? null : [a, b, c];
}
