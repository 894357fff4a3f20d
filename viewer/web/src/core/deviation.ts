/** What a deviation is worth: blending inside a triangle, the verdict against the level of detection, colours, words. */

import { sayCompare } from "./compare-strings";
import type { Language } from "./scene";

/** Millimetres, later minus earlier; `lod` is the 95 % level of detection there. */
export interface Reading {
  readonly mm: number;
  readonly lod: number;
  readonly valid: boolean;
}

/** A colour of the scale; `at` runs from -1 (loss at the limit) through 0 to 1 (gain at the limit). */
export interface Stop {
  readonly at: number;
  readonly colour: string;
}

export type Verdict = "noData" | "within" | "beyond";

/** 95 % of a normal distribution lie within so many standard deviations. */
export const SIGMAS_OF_95 = 1.96;

/** The same stops stand in viewer/comparison.py; a test holds them together. */
export const DEFAULT_STOPS: readonly Stop[] = [
  { at: -1, colour: "#0a2f66" },
  { at: -0.7, colour: "#2a6db3" },
  { at: -0.35, colour: "#74aedc" },
  { at: 0, colour: "#c3daee" },
  { at: 0, colour: "#fcd6b0" },
  { at: 0.35, colour: "#f69a55" },
  { at: 0.7, colour: "#d0571c" },
  { at: 1, colour: "#7c2405" },
];

/** Of what is no proven change, and the two of the hatching where there is no data. */
export const NEUTRAL = "#8c8c8c";
export const NO_DATA: readonly [string, string] = ["#e9e3d3", "#b4a990"];

const NOTHING: Reading = { mm: 0, lod: 0, valid: false };

/** The reading inside a triangle by barycentric weights; no data as soon as one corner has none. */
export function blend(corners: readonly Reading[], weights: readonly number[]): Reading {
  if (corners.length !== weights.length || !corners.every((corner) => corner.valid)) return NOTHING;
  const sum = (pick: (corner: Reading) => number) => corners.reduce((total, corner, index) => total + pick(corner) * (weights[index] ?? 0), 0);
  return { mm: sum((corner) => corner.mm), lod: sum((corner) => corner.lod), valid: true };
}

export function verdict(reading: Reading): Verdict {
  if (!reading.valid) return "noData";
  return Math.abs(reading.mm) > reading.lod ? "beyond" : "within";
}

type Rgb = readonly [number, number, number];

export function rgb(colour: string): Rgb {
  const value = /^#[0-9a-f]{6}$/i.test(colour) ? parseInt(colour.slice(1), 16) : 0x808080;
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** The colour at -1..1, blended between its two neighbours in sRGB; ends are kept beyond the ends. */
export function colourAt(stops: readonly Stop[], at: number): Rgb {
  const after = stops.findIndex((stop) => stop.at >= at);
  const high = stops[after < 0 ? stops.length - 1 : after];
  const low = after > 0 ? stops[after - 1] : high;
  if (!high || !low) return [128, 128, 128];
  const share = high.at > low.at ? Math.min(Math.max((at - low.at) / (high.at - low.at), 0), 1) : 0;
  const [from, to] = [rgb(low.colour), rgb(high.colour)];
  const mix = (index: 0 | 1 | 2) => Math.round(from[index] + (to[index] - from[index]) * share);
  return [mix(0), mix(1), mix(2)];
}

/** RGBA bytes of the scale from -1 to 1, for a texture of `size` × 1. */
export function rampBytes(stops: readonly Stop[], size: number): Uint8Array {
  const bytes = new Uint8Array(size * 4);
  for (let index = 0; index < size; index += 1) bytes.set([...colourAt(stops, (2 * index) / (size - 1) - 1), 255], index * 4);
  return bytes;
}

/** Digits after the point: a hundredth of a millimetre for depths, fewer for what is large. */
function digitsFor(value: number): number {
  const size = Math.abs(value);
  if (size >= 100) return 0;
  return size >= 10 ? 1 : 2;
}

/** A number with the language's decimal mark and a true minus. */
export function formatNumber(value: number, lang: Language, digits = digitsFor(value), signed = false): string {
  const rules: Intl.NumberFormatOptions = { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: signed ? "exceptZero" : "negative" };
  return new Intl.NumberFormat(lang === "vi" ? "vi-VN" : "en-GB", rules).format(value).replace("-", "−");
}

/** "04/05/2019", "04 May 2019": a day as the pages write it; what is no whole day stays as it is. */
export function formatDay(edtf: string, lang: Language): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(edtf)) return edtf;
  const rules: Intl.DateTimeFormatOptions = { day: "2-digit", month: lang === "vi" ? "2-digit" : "short", year: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat(lang === "vi" ? "vi-VN" : "en-GB", rules).format(new Date(edtf));
}

/** "−1,24 ± 0,10 mm": the value and its 95 % uncertainty, which is its level of detection, as the page and the PDF say it. */
export function formatReading(reading: Reading, lang: Language): string {
  const digits = reading.lod > 0 && reading.lod < 0.01 ? 3 : 2;
  return `${formatNumber(reading.mm, lang, digits, true)} ± ${formatNumber(reading.lod, lang, digits)} mm`;
}

/** The whole sentence about one place, the two surveys named. */
export function sayReading(reading: Reading, lang: Language, epochs: readonly [string, string]): string {
  const names = { earlier: epochs[0], later: epochs[1] };
  const judged = verdict(reading);
  if (judged === "noData") return sayCompare(lang, "pickedNoData", names);
  const digits = reading.lod < 0.01 ? 3 : 2;
  const values = { ...names, value: formatReading(reading, lang), lod: formatNumber(reading.lod, lang, digits) };
  return sayCompare(lang, judged === "beyond" ? "pickedBeyond" : "pickedWithin", values);
}
