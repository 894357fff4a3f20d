/** What the search tells the map: clusters and hits, read with care, and the addresses that ask for them. */

import type { Language } from "./scene";

export type Bounds = readonly [west: number, south: number, east: number, north: number];

export interface Cluster {
  readonly latitude: number;
  readonly longitude: number;
  readonly count: number;
  readonly bounds: Bounds;
  readonly isSpot: boolean;
  readonly isApproximate: boolean;
  /** Title and page of the one record, where the cluster holds no other. */
  readonly single: { readonly title: string; readonly page: string } | null;
}

export interface Hit {
  readonly title: string;
  readonly number: string;
  readonly page: string;
  readonly at: readonly [latitude: number, longitude: number] | null;
  readonly isApproximate: boolean;
  readonly distance: number | null;
}

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function number(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

/** The title in the reader's language, else in the other one. */
function titleOf(record: Fields, lang: Language): string {
  const title = fields(record.title);
  return text(title[lang]) || text(title[lang === "vi" ? "en" : "vi"]);
}

function pageOf(record: Fields, lang: Language): string {
  return text(fields(record.links)[`page_${lang}`]);
}

/** The clusters of an answer. */
export function readClusters(body: unknown, lang: Language): readonly Cluster[] {
  return list(fields(body).items).map((item) => {
    const cluster = fields(item);
    const [west, south, east, north] = list(cluster.bbox).map(number);
    const single = cluster.single === null ? null : fields(cluster.single);
    return {
      latitude: number(cluster.latitude),
      longitude: number(cluster.longitude),
      count: number(cluster.count),
      bounds: [west ?? 0, south ?? 0, east ?? 0, north ?? 0],
      isSpot: cluster.is_spot === true,
      isApproximate: cluster.is_approximate === true,
      single: single && { title: titleOf(single, lang), page: pageOf(single, lang) },
    };
  });
}

/** The hits of an answer, and how many there are in all. */
export function readHits(body: unknown, lang: Language): { readonly total: number; readonly hits: readonly Hit[] } {
  const hits = list(fields(body).items).map((item) => {
    const hit = fields(item);
    const point = hit.point === null ? null : fields(hit.point);
    return {
      title: titleOf(hit, lang),
      number: text(hit.number),
      page: pageOf(hit, lang),
      at: point && ([number(point.latitude), number(point.longitude)] as const),
      isApproximate: point?.is_approximate === true,
      distance: typeof hit.distance_m === "number" ? hit.distance_m : null,
    };
  });
  return { total: number(fields(body).total), hits };
}

/** Bounds as an address says them, kept on the map of one world. */
export function boundsText([west, south, east, north]: Bounds): string {
  const longitude = (value: number): number => Math.max(-180, Math.min(180, value));
  const latitude = (value: number): number => Math.max(-85, Math.min(85, value));
  return [longitude(west), latitude(south), longitude(east), latitude(north)].map((value) => value.toFixed(5)).join(",");
}

export function parseBounds(value: string): Bounds | null {
  const numbers = value.split(",").map(Number);
  const [west, south, east, north] = numbers;
  if (west === undefined || south === undefined || east === undefined || north === undefined) return null;
  return numbers.length === 4 && numbers.every(Number.isFinite) ? [west, south, east, north] : null;
}

/** The page's search narrowed to a view, unless it has an area of its own (a box of its own gives way to the view). */
export function viewQuery(query: string, bounds: Bounds, extra: Readonly<Record<string, string>>): string {
  const wanted = new URLSearchParams(query);
  wanted.delete("cursor");
  if (!wanted.has("polygon") && !wanted.has("near")) wanted.set("bbox", boundsText(bounds));
  for (const [name, value] of Object.entries(extra)) wanted.set(name, value);
  return wanted.toString();
}

/** The page's search with another area, or with none. */
export function areaQuery(query: string, area: Readonly<Record<string, string>>): string {
  const wanted = new URLSearchParams(query);
  for (const name of ["bbox", "near", "radius_m", "polygon", "cursor"]) wanted.delete(name);
  for (const [name, value] of Object.entries(area)) wanted.set(name, value);
  const found = wanted.toString();
  return found ? `?${found}` : "";
}

/** Corners as an address says them: "lon lat, lon lat". */
export function cornersText(corners: readonly (readonly [number, number])[]): string {
  return corners.map(([longitude, latitude]) => `${longitude.toFixed(5)} ${latitude.toFixed(5)}`).join(", ");
}

/** The corners of a search's area: of its polygon, or of a ring around its circle; empty where it has none. */
export function areaRing(query: string): readonly (readonly [number, number])[] {
  const wanted = new URLSearchParams(query);
  const polygon = wanted.get("polygon");
  if (polygon) {
    const numbers = (polygon.match(/[-+]?\d+(?:\.\d+)?/g) ?? []).map(Number);
    return numbers.flatMap((longitude, at) => (at % 2 === 0 ? [[longitude, numbers[at + 1] ?? 0] as const] : []));
  }
  const [first, second] = (wanted.get("near") ?? "").split(/[\s,;]+/).map(Number);
  if (first === undefined || second === undefined || !Number.isFinite(first + second)) return [];
  const [latitude, longitude] = Math.abs(first) > 90 ? [second, first] : [first, second];
  return circleRing(latitude, longitude, Number(wanted.get("radius_m") ?? 1000));
}

const METRES_OF_DEGREE = 111_320;
const SIDES = 72;

/** A circle on the ground as a ring of corners. */
export function circleRing(latitude: number, longitude: number, radius: number): readonly (readonly [number, number])[] {
  const high = radius / METRES_OF_DEGREE;
  const wide = high / Math.max(0.05, Math.cos((latitude * Math.PI) / 180));
  return Array.from({ length: SIDES }, (_unused, at) => {
    const turn = (at / SIDES) * 2 * Math.PI;
    return [longitude + wide * Math.cos(turn), latitude + high * Math.sin(turn)] as const;
  });
}

/** A distance as people say it. */
export function distanceText(metres: number, lang: Language): string {
  const locale = lang === "vi" ? "vi-VN" : "en-GB";
  if (metres < 995) return `${(Math.round(metres / 10) * 10).toLocaleString(locale)} m`;
  return `${(metres / 1000).toLocaleString(locale, { maximumFractionDigits: 1, minimumFractionDigits: 1 })} km`;
}

/** Pixels across of a cluster's circle: grows with the digits of its number, never so far as to hide a neighbour. */
export function circleSize(count: number): number {
  return Math.min(56, 30 + Math.round(9 * Math.log10(Math.max(1, count))));
}
