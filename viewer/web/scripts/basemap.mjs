/**
 * The map's own ground, made at build time from Natural Earth (npm world-atlas): the world coarsely, the lands around
 * Việt Nam finely, both as one JSON file that the browser's map and the server's SVG read. No borders: a map of heritage
 * needs none, and where they run is not ours to say.
 */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { feature } from "topojson-client";

const FILE = "map/land.json";
/** West, south, east, north of the finely drawn part. */
export const REGION = [97, 3, 118, 27];
const FINE_DIGITS = 4;
const COARSE_DIGITS = 2;

/** Outer rings and holes of all land, `[longitude, latitude]` each. */
function ringsOf(name) {
  const path = createRequire(import.meta.url).resolve(`world-atlas/${name}.json`);
  const topology = JSON.parse(readFileSync(path, "utf8"));
  const land = feature(topology, topology.objects.land);
  const shapes = land.type === "FeatureCollection" ? land.features : [land];
  return shapes.flatMap((shape) => (shape.geometry.type === "Polygon" ? [shape.geometry.coordinates] : shape.geometry.coordinates)).flat();
}

/** One side of Sutherland and Hodgman's clipping: keeps what lies where `inside` says, cutting edges at `limit`. */
function clipSide(ring, axis, limit, inside) {
  const kept = [];
  ring.forEach((point, at) => {
    const before = ring[(at + ring.length - 1) % ring.length];
    const isIn = inside(point[axis]);
    if (isIn !== inside(before[axis])) {
      const share = (limit - before[axis]) / (point[axis] - before[axis]);
      const other = before[1 - axis] + share * (point[1 - axis] - before[1 - axis]);
      kept.push(axis === 0 ? [limit, other] : [other, limit]);
    }
    if (isIn) kept.push(point);
  });
  return kept;
}

/** What of a ring lies in a box; empty where nothing does. */
export function clip(ring, [west, south, east, north]) {
  let kept = ring;
  for (const [axis, limit, inside] of [
    [0, west, (value) => value >= west],
    [0, east, (value) => value <= east],
    [1, south, (value) => value >= south],
    [1, north, (value) => value <= north],
  ]) {
    kept = clipSide(kept, axis, limit, inside);
    if (kept.length < 3) return [];
  }
  return kept;
}

function rounded(ring, digits) {
  const out = [];
  for (const [longitude, latitude] of ring) {
    const point = [Number(longitude.toFixed(digits)), Number(latitude.toFixed(digits))];
    const last = out.at(-1);
    if (!last || last[0] !== point[0] || last[1] !== point[1]) out.push(point);
  }
  return out.length > 2 ? out : [];
}

/** `region` is the box that `rings` fill; `world` is everything else, coarsely. */
export function landDocument() {
  const world = ringsOf("land-110m").map((ring) => rounded(ring, COARSE_DIGITS));
  const rings = ringsOf("land-10m").map((ring) => rounded(clip(ring, REGION), FINE_DIGITS));
  return { source: "Natural Earth", region: REGION, world: world.filter((ring) => ring.length), rings: rings.filter((ring) => ring.length) };
}

/** Vite plugin: writes the land beside the other files, under a name that the server knows. */
export function basemap() {
  return {
    name: "basemap",
    generateBundle() {
      this.emitFile({ type: "asset", fileName: FILE, source: JSON.stringify(landDocument()) });
    },
  };
}
