/** What the map draws beneath the records: our outlines of land, or an installation's own tiles or style. */

import type { Feature, FeatureCollection } from "geojson";
import { addProtocol, type StyleSpecification } from "maplibre-gl";
import { Protocol } from "pmtiles";

const SEA = "#dfe9ee";
const LAND = "#f6f1e6";
const SHORE = "#a9b7bd";

export interface Ground {
  readonly style: string;
  readonly tiles: string;
}

interface Land {
  readonly region: readonly [number, number, number, number];
  readonly world: readonly (readonly (readonly [number, number])[])[];
  readonly rings: readonly (readonly (readonly [number, number])[])[];
}

const LAND_FILE = "/static/web/map/land.json";

/** The style to draw with: the installation's own, else its tiles, else the outlines of land. */
export async function groundStyle(ground: Ground): Promise<StyleSpecification | string> {
  if (ground.style) return new URL(ground.style, location.href).href;
  if (ground.tiles) return tileStyle(new URL(ground.tiles, location.href).href);
  return outlineStyle((await (await fetch(LAND_FILE)).json()) as Land);
}

function polygons(rings: Land["world"]): FeatureCollection {
  const features = rings.map((ring): Feature => {
    const closed = [...ring, ...ring.slice(0, 1)].map(([longitude, latitude]) => [longitude, latitude]);
    return { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [closed] } };
  });
  return { type: "FeatureCollection", features };
}

function outlineStyle(land: Land): StyleSpecification {
  const [west, south, east, north] = land.region;
  const box = [[west, south], [east, south], [east, north], [west, north]] as const;
  return {
    version: 8,
    sources: {
      world: { type: "geojson", data: polygons(land.world) },
      region: { type: "geojson", data: polygons([box]) },
      land: { type: "geojson", data: polygons(land.rings), attribution: "Natural Earth" },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": SEA } },
      { id: "world", type: "fill", source: "world", paint: { "fill-color": LAND } },
      { id: "region", type: "fill", source: "region", paint: { "fill-color": SEA } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": LAND, "fill-outline-color": SHORE } },
    ],
  };
}

/** Protomaps' basemap schema in the colours of the site, without names: those need fonts that a site may not have. */
function tileStyle(url: string): StyleSpecification {
  addProtocol("pmtiles", new Protocol().tile);
  const from = { source: "tiles" } as const;
  return {
    version: 8,
    sources: { tiles: { type: "vector", url: `pmtiles://${url}`, attribution: "© OpenStreetMap" } },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": SEA } },
      { id: "earth", type: "fill", ...from, "source-layer": "earth", paint: { "fill-color": LAND } },
      { id: "landuse", type: "fill", ...from, "source-layer": "landuse", paint: { "fill-color": "#e9efdc", "fill-opacity": 0.6 } },
      { id: "water", type: "fill", ...from, "source-layer": "water", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": SEA } },
      { id: "roads", type: "line", ...from, "source-layer": "roads", paint: { "line-color": "#d8cbb4", "line-width": ["interpolate", ["linear"], ["zoom"], 8, 0.4, 16, 3] } },
      { id: "buildings", type: "fill", ...from, "source-layer": "buildings", minzoom: 14, paint: { "fill-color": "#e2d7c3" } },
    ],
  };
}
