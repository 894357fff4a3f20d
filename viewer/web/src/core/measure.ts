/** Lengths as people read them: millimetres for objects, metres for buildings; decimal comma in Vietnamese. */

import type { Language } from "./scene";

const OBJECT_LIMIT_M = 10;

export interface Length {
  readonly value: string;
  readonly unit: "mm" | "m";
}

function formatter(lang: Language, digits: number): Intl.NumberFormat {
  return new Intl.NumberFormat(lang === "vi" ? "vi-VN" : "en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A plain number in the language's own writing. */
export function formatNumber(value: number, lang: Language, digits: number): string {
  return formatter(lang, digits).format(value);
}

/** Digits after the point that the reading deserves: 0.1 mm below 10 mm, whole millimetres above. */
function digitsFor(millimetres: number): number {
  return Math.abs(millimetres) < 10 ? 1 : 0;
}

export function formatLength(metres: number, lang: Language, unit?: "mm" | "m"): Length {
  const chosen = unit ?? (Math.abs(metres) < OBJECT_LIMIT_M ? "mm" : "m");
  const value = chosen === "mm" ? formatter(lang, digitsFor(metres * 1000)).format(metres * 1000) : formatter(lang, 2).format(metres);
  return { value, unit: chosen };
}

/** Height × width × depth with one shared unit, from width (x), height (y), depth (z) in metres. */
export function formatSize(size: readonly [number, number, number], lang: Language): string {
  const [width, height, depth] = size;
  const unit = Math.max(width, height, depth) < OBJECT_LIMIT_M ? "mm" : "m";
  const shown = [height, width, depth].map((metres) => formatLength(metres, lang, unit).value);
  return `${shown.join(" × ")} ${unit}`;
}

/** Whether two sizes agree within a share of the larger one, axis by axis (rule R2: 5 %). */
export function agrees(a: readonly number[], b: readonly number[], share = 0.05): boolean {
  return a.length === b.length && a.every((value, i) => Math.abs(value - (b[i] ?? NaN)) <= share * Math.max(value, b[i] ?? 0));
}

export function distance(a: readonly [number, number, number], b: readonly [number, number, number]): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

export function formatBytes(bytes: number, lang: Language): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ["kB", "MB", "GB", "TB"] as const;
  const step = Math.min(Math.floor(Math.log10(bytes) / 3), units.length);
  const value = bytes / 10 ** (3 * step);
  return `${formatter(lang, value < 10 ? 1 : 0).format(value)} ${units[step - 1] ?? "B"}`;
}
