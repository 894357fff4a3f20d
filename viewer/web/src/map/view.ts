/** The drawn map: its ground, the circles of clusters as buttons, and the area that is searched. */

import type { Feature, Geometry } from "geojson";
import { AttributionControl, type GeoJSONSource, Map as Drawing, Marker, NavigationControl, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";

import { circleSize, type Bounds, type Cluster } from "../core/map-data";
import { sayMap } from "../core/map-strings";
import type { Language } from "../core/scene";
import { groundStyle, type Ground } from "./style";

const AREA = "area";
const LABELS = [
  { key: "hoangSa", at: [112.0, 16.5] },
  { key: "truongSa", at: [114.0, 9.6] },
  { key: "eastSea", at: [113.2, 13.6] },
] as const;

type Ring = readonly (readonly [number, number])[];

/** A map of records; throws where the browser can't draw one. */
export class MapView {
  private markers: Marker[] = [];

  private constructor(
    readonly drawing: Drawing,
    private readonly lang: Language,
  ) {}

  /** Draws the ground inside `container` and resolves when it can be seen. */
  static async open(container: HTMLElement, bounds: Bounds, ground: Ground, lang: Language): Promise<MapView> {
    setWorkerUrl(new URL(workerUrl, location.href).href);
    const [west, south, east, north] = bounds;
    const drawing = new Drawing({
      container,
      style: await groundStyle(ground),
      bounds: [west, south, east, north],
      maxZoom: 20,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      locale: {
        "NavigationControl.ZoomIn": sayMap(lang, "zoomIn"),
        "NavigationControl.ZoomOut": sayMap(lang, "zoomOut"),
        "Map.Title": sayMap(lang, "map"),
      },
      fadeDuration: 0,
    });
    drawing.touchZoomRotate.disableRotation();
    drawing.addControl(new NavigationControl({ showCompass: false }), "top-right");
    drawing.addControl(new AttributionControl({ compact: false }), "bottom-right");
    const view = new MapView(drawing, lang);
    await new Promise<void>((resolve) => void drawing.once("load", () => resolve()));
    view.label();
    return view;
  }

  get bounds(): Bounds {
    const seen = this.drawing.getBounds();
    return [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()];
  }

  /** The zoom of 256 px tiles, which the server counts by. */
  get zoom(): number {
    return Math.max(0, Math.min(22, Math.round(this.drawing.getZoom() + 1)));
  }

  /** Moves to a box at once where the reader wants no motion. */
  fit(bounds: Bounds): void {
    const [west, south, east, north] = bounds;
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.drawing.fitBounds([west, south, east, north], { padding: 60, maxZoom: 19, animate: !isStill, duration: 400 });
  }

  /** Draws these clusters in place of the earlier ones; the keyboard's place is kept where its circle is still there. */
  show(clusters: readonly Cluster[], open: (cluster: Cluster) => void): void {
    const focused = this.markers.findIndex((marker) => marker.getElement() === document.activeElement);
    const before = focused < 0 ? "" : (this.markers[focused]?.getElement().dataset.at ?? "");
    for (const marker of this.markers) marker.remove();
    this.markers = clusters.map((cluster) => {
      const marker = new Marker({ element: this.circle(cluster, open) });
      return marker.setLngLat([cluster.longitude, cluster.latitude]).addTo(this.drawing);
    });
    if (before) this.markers.find((marker) => marker.getElement().dataset.at === before)?.getElement().focus();
  }

  /** Outlines the area that is searched, or the corners set so far. */
  outline(ring: Ring): void {
    const coordinates = [...ring, ...ring.slice(0, 1)].map(([longitude, latitude]) => [longitude, latitude]);
    const geometry: Geometry =
      ring.length > 2 ? { type: "Polygon", coordinates: [coordinates] } : { type: "LineString", coordinates: ring.length > 1 ? coordinates : [] };
    const data: Feature = { type: "Feature", properties: {}, geometry };
    const source = this.drawing.getSource<GeoJSONSource>(AREA);
    if (source) {
      void source.setData(data);
      return;
    }
    this.drawing.addSource(AREA, { type: "geojson", data });
    this.drawing.addLayer({ id: "area-fill", type: "fill", source: AREA, paint: { "fill-color": "#1e4e79", "fill-opacity": 0.1 } });
    this.drawing.addLayer({ id: "area-line", type: "line", source: AREA, paint: { "line-color": "#1e4e79", "line-width": 2 } });
  }

  private circle(cluster: Cluster, open: (cluster: Cluster) => void): HTMLElement {
    const element = cluster.single ? this.pin(cluster.single) : this.group(cluster, open);
    element.dataset.at = `${cluster.longitude},${cluster.latitude}`;
    element.classList.add("map-circle");
    element.classList.toggle("approximate", cluster.isApproximate);
    if (cluster.isApproximate) element.title = [element.title, sayMap(this.lang, "about")].filter(Boolean).join(", ");
    return element;
  }

  private pin(single: { readonly title: string; readonly page: string }): HTMLElement {
    const link = document.createElement("a");
    link.href = single.page;
    link.title = single.title;
    link.setAttribute("aria-label", single.title);
    link.classList.add("map-pin");
    return link;
  }

  private group(cluster: Cluster, open: (cluster: Cluster) => void): HTMLElement {
    const count = cluster.count.toLocaleString(this.lang === "vi" ? "vi-VN" : "en-GB");
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.action = "open-cluster";
    button.textContent = count;
    button.setAttribute("aria-label", sayMap(this.lang, cluster.isSpot ? "spot" : "cluster", { count }));
    const size = `${circleSize(cluster.count)}px`;
    button.style.width = size;
    button.style.height = size;
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      open(cluster);
    });
    return button;
  }

  private label(): void {
    for (const { key, at } of LABELS) {
      const element = document.createElement("span");
      element.className = "map-label";
      element.textContent = sayMap(this.lang, key);
      new Marker({ element }).setLngLat([at[0], at[1]]).addTo(this.drawing);
    }
  }
}
