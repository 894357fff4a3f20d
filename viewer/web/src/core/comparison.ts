/** The comparison document (written by viewer/comparison.py), and what a view of it is. */

import { DEFAULT_STOPS, type Stop } from "./deviation";
import { DocumentError, list, number, table, text, words, type Words } from "./scene";

export type EpochName = "earlier" | "later";

export interface Survey {
  readonly name: string;
  readonly date: string;
  readonly label: string;
  readonly url: string;
  readonly bytes: number;
  readonly triangles: number;
}

type Point = readonly [number, number, number];

/** One changed place; millimetres in the earlier survey's frame, null where the report says nothing. */
export interface Region {
  readonly id: number;
  readonly kind: "loss" | "gain";
  readonly centroid: Point | null;
  readonly box: readonly [Point, Point] | null;
  readonly area: number | null;
  readonly volume: number | null;
  readonly volumeSigma: number | null;
  readonly max: number;
  readonly lod: number | null;
  readonly flags: readonly string[];
}

export interface SeriesStep {
  readonly id: string;
  readonly date: string;
  readonly title: Words;
  readonly url: string;
  readonly page: string;
}

export interface ComparisonDocument {
  readonly id: string;
  readonly title: Words;
  readonly alt: Words;
  readonly state: string;
  readonly poster: string | null;
  readonly earlier: Survey;
  readonly later: Survey;
  /** Column-major, earlier frame in metres -> GLB scene; null where the GLB's own node says it. */
  readonly frame: readonly number[] | null;
  readonly lodMedian: number | null;
  readonly lodP95: number | null;
  readonly sigma: number | null;
  readonly limit: number;
  readonly stops: readonly Stop[];
  readonly regions: readonly Region[];
  readonly statistics: Readonly<Record<string, number>>;
  readonly warnings: readonly Words[];
  readonly series: readonly SeriesStep[];
  readonly links: Readonly<Record<string, string>>;
}

function optionalNumber(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function optionalText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function survey(value: unknown, path: string): Survey {
  const source = table(value, path);
  const name = text(source["name"], `${path}/name`);
  return {
    name,
    date: optionalText(source["date"]),
    label: optionalText(source["label"]) || name,
    url: text(source["url"], `${path}/url`),
    bytes: number(source["bytes"], `${path}/bytes`),
    triangles: number(source["triangles"] ?? 0, `${path}/triangles`),
  };
}

function point(value: unknown, path: string): Point {
  const [x, y, z] = list(value, path).map((item, index) => number(item, `${path}/${index}`));
  if (x === undefined || y === undefined || z === undefined) throw new DocumentError(path);
  return [x, y, z];
}

function box(value: unknown, path: string): readonly [Point, Point] | null {
  if (value === null || value === undefined) return null;
  const [low, high] = list(value, path).map((item, index) => point(item, `${path}/${index}`));
  if (!low || !high) throw new DocumentError(path);
  return [low, high];
}

function region(value: unknown, path: string): Region {
  const source = table(value, path);
  return {
    id: number(source["id"], `${path}/id`),
    kind: source["kind"] === "gain" ? "gain" : "loss",
    centroid: source["centroid_mm"] ? point(source["centroid_mm"], `${path}/centroid_mm`) : null,
    box: box(source["bbox_mm"], `${path}/bbox_mm`),
    area: optionalNumber(source["area_mm2"]),
    volume: optionalNumber(source["volume_mm3"]),
    volumeSigma: optionalNumber(source["volume_sigma_mm3"]),
    max: number(source["max_mm"], `${path}/max_mm`),
    lod: optionalNumber(source["lod_mm"]),
    flags: list(source["flags"] ?? [], `${path}/flags`).map(String),
  };
}

function step(value: unknown, path: string): SeriesStep {
  const source = table(value, path);
  return {
    id: text(source["id"], `${path}/id`),
    date: optionalText(source["date"]),
    title: words(source["title"], `${path}/title`),
    url: text(source["url"], `${path}/url`),
    page: optionalText(source["page"]),
  };
}

function stops(value: unknown): readonly Stop[] {
  const read = list(value ?? [], "stops").map((item, index) => {
    const source = table(item, `stops/${index}`);
    return { at: number(source["at"], `stops/${index}/at`), colour: text(source["colour"], `stops/${index}/colour`) };
  });
  return read.length > 1 ? read.sort((a, b) => a.at - b.at) : DEFAULT_STOPS;
}

function matrix(value: unknown): readonly number[] | null {
  if (value === null || value === undefined) return null;
  const numbers = list(value, "frame").map((item, index) => number(item, `frame/${index}`));
  if (numbers.length !== 16) throw new DocumentError("frame");
  return numbers;
}

function known<T>(source: Readonly<Record<string, unknown>>, isKind: (value: unknown) => value is T): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(source).filter((entry): entry is [string, T] => isKind(entry[1])));
}

/** Reads a comparison document; throws DocumentError at the first field that is not what it should be. */
export function parseComparison(value: unknown): ComparisonDocument {
  const source = table(value, "");
  const [earlier, later] = list(source["epochs"], "epochs").map((item, index) => survey(item, `epochs/${index}`));
  if (!earlier || !later) throw new DocumentError("epochs");
  return { ...measures(source), ...lists(source), ...names(source), earlier, later: { ...later, url: optionalText(source["deviation_glb"]) || later.url } };
}

type Source = Readonly<Record<string, unknown>>;

function names(source: Source) {
  return {
    id: text(source["id"], "id"),
    title: words(source["title"], "title"),
    alt: words(source["alt"] ?? source["title"], "alt"),
    state: optionalText(source["state"]),
    poster: optionalText(source["poster"]) || null,
    links: known(table(source["links"] ?? {}, "links"), (item): item is string => typeof item === "string"),
  };
}

function measures(source: Source) {
  const lod = table(source["lod_mm"] ?? {}, "lod_mm");
  const limit = number(source["limit_mm"], "limit_mm");
  if (limit <= 0) throw new DocumentError("limit_mm");
  return {
    frame: matrix(source["frame"]),
    lodMedian: optionalNumber(lod["median"]),
    lodP95: optionalNumber(lod["p95"]),
    sigma: optionalNumber(source["sigma_mm"]),
    limit,
    stops: stops(source["stops"]),
    statistics: known(table(source["statistics"] ?? {}, "statistics"), (item): item is number => optionalNumber(item) !== null),
  };
}

function lists(source: Source) {
  return {
    regions: list(source["regions"] ?? [], "regions").map((item, index) => region(item, `regions/${index}`)),
    warnings: list(source["warnings"] ?? [], "warnings").map((item, index) => words(item, `warnings/${index}`)),
    series: list(source["series"] ?? [], "series").map((item, index) => step(item, `series/${index}`)),
  };
}

/** The region `by` places after the chosen one, around the end; without a choice the first, or going back the last. */
export function regionAfter(regions: readonly Region[], chosen: number | null, by: number): Region | null {
  const now = regions.findIndex((item) => item.id === chosen);
  const next = now < 0 ? (by > 0 ? 0 : regions.length - 1) : now + by + regions.length;
  return regions[next % regions.length] ?? null;
}
