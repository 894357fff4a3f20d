/** The scene document (written by viewer/scene.py) as this side reads it. Lengths are metres, +Y is up. */

export type Language = "vi" | "en";
export type Usage = "thumb" | "phone" | "vr" | "desktop" | "ar";
export type Words = Readonly<Record<Language, string>>;

export interface Derivative {
  readonly usage: Usage;
  readonly url: string;
  readonly mediaType: string;
  readonly triangles: number;
  readonly bytes: number;
  readonly gpuMb: number;
}

/** One model of the scene; a column-major 4×4 placement in metres where the scene was arranged. */
export interface SceneModel {
  readonly placement: readonly number[] | null;
  readonly derivatives: readonly Derivative[];
}

export interface MeasuredSize {
  /** Width (x), height (y), depth (z) in metres. */
  readonly metres: readonly [number, number, number];
  readonly source: "record" | "scan" | "model";
}

export interface Spawn {
  readonly position: readonly [number, number, number];
  readonly yawDegrees: number;
}

export interface SceneDocument {
  readonly id: string;
  readonly slug: string;
  readonly title: Words;
  readonly alt: Words;
  readonly description: Words;
  readonly size: MeasuredSize | null;
  /** The copies of the first model. */
  readonly derivatives: readonly Derivative[];
  readonly models: readonly SceneModel[];
  readonly poster: string | null;
  readonly attribution: string;
  readonly licence: string;
  readonly spawn: Spawn | null;
  readonly floorRadius: number;
  readonly viewUrl: string;
}

/** The document has not the shape that this viewer understands; `path` names the first place. */
export class DocumentError extends Error {
  constructor(readonly path: string) {
    super(`scene document: ${path}`);
  }
}

type Table = Readonly<Record<string, unknown>>;

export function table(value: unknown, path: string): Table {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new DocumentError(path);
  return value as Table;
}

export function list(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new DocumentError(path);
  return value as readonly unknown[];
}

export function text(value: unknown, path: string): string {
  if (typeof value !== "string") throw new DocumentError(path);
  return value;
}

export function number(value: unknown, path: string): number {
  if (typeof value !== "number" || !Number.isFinite(value)) throw new DocumentError(path);
  return value;
}

/** Both languages; a missing one takes the other's words, so a reader never sees an empty title. */
export function words(value: unknown, path: string): Words {
  const source = table(value ?? {}, path);
  const vi = typeof source["vi"] === "string" ? source["vi"] : "";
  const en = typeof source["en"] === "string" ? source["en"] : "";
  return { vi: vi || en, en: en || vi };
}

function triple(value: unknown, path: string): [number, number, number] {
  const [x, y, z] = list(value, path).map((item, index) => number(item, `${path}/${index}`));
  if (x === undefined || y === undefined || z === undefined) throw new DocumentError(path);
  return [x, y, z];
}

const USAGES: readonly string[] = ["thumb", "phone", "vr", "desktop", "ar"];

function isUsage(value: string): value is Usage {
  return USAGES.includes(value);
}

function derivative(value: unknown, path: string): Derivative | null {
  const source = table(value, path);
  const usage = text(source["usage"], `${path}/usage`);
  if (!isUsage(usage)) return null; // a newer server may know more usages than this page
  return {
    usage,
    url: text(source["url"], `${path}/url`),
    mediaType: text(source["media_type"], `${path}/media_type`),
    triangles: number(source["triangles"] ?? 0, `${path}/triangles`),
    bytes: number(source["bytes"], `${path}/bytes`),
    gpuMb: number(source["gpu_mb"] ?? 0, `${path}/gpu_mb`),
  };
}

function derivativeList(value: unknown, path: string): readonly Derivative[] {
  return list(value, path)
    .map((item, index) => derivative(item, `${path}/${index}`))
    .filter((item) => item !== null);
}

function placement(value: unknown, path: string): readonly number[] | null {
  if (value === null || value === undefined) return null;
  const numbers = list(value, path).map((item, index) => number(item, `${path}/${index}`));
  if (numbers.length !== 16) throw new DocumentError(path);
  return numbers;
}

function model(value: unknown, path: string): SceneModel {
  const source = table(value, path);
  return {
    placement: placement(source["placement"], `${path}/placement`),
    derivatives: derivativeList(source["derivatives"], `${path}/derivatives`),
  };
}

/** Every model; a document that lists none has the one that its derivatives are of. */
function models(value: unknown, derivatives: readonly Derivative[]): readonly SceneModel[] {
  const listed = list(value ?? [], "models").map((item, index) => model(item, `models/${index}`));
  return listed.length > 0 ? listed : [{ placement: null, derivatives }];
}

function measured(value: unknown): MeasuredSize | null {
  if (value === null || value === undefined) return null;
  const source = table(value, "size");
  const from = source["source"];
  return {
    metres: triple(source["metres"], "size/metres"),
    source: from === "record" || from === "scan" ? from : "model",
  };
}

function spawn(value: unknown): Spawn | null {
  if (value === null || value === undefined) return null;
  const source = table(value, "spawn");
  return { position: triple(source["position"], "spawn/position"), yawDegrees: number(source["yaw_degrees"] ?? 0, "spawn/yaw") };
}

function optionalText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Reads a scene document; throws DocumentError at the first field that is not what it should be. */
export function parseScene(value: unknown): SceneDocument {
  const source = table(value, "");
  const links = table(source["links"] ?? {}, "links");
  const floor = table(source["floor"] ?? {}, "floor");
  const title = words(source["title"], "title");
  const derivatives = derivativeList(source["derivatives"], "derivatives");
  return {
    id: text(source["id"], "id"),
    slug: text(source["slug"], "slug"),
    title,
    alt: words(source["alt"] ?? source["title"], "alt"),
    description: words(source["description"], "description"),
    size: measured(source["size"]),
    derivatives,
    models: models(source["models"], derivatives),
    poster: optionalText(source["poster"]) || null,
    attribution: optionalText(source["attribution"]),
    licence: optionalText(source["licence"]),
    spawn: spawn(source["spawn"]),
    floorRadius: number(floor["radius_m"] ?? 6, "floor/radius_m"),
    viewUrl: optionalText(links["view"]),
  };
}
