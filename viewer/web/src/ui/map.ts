/** `<cd-map>`: the map of a search. Until it can draw (no script, no WebGL), what the server drew stays. */

import { areaQuery, areaRing, cornersText, parseBounds, readClusters, readHits, viewQuery, type Cluster } from "../core/map-data";
import { sayMap, type MapKey } from "../core/map-strings";
import type { Language } from "../core/scene";
import { AreaDrawing } from "../map/draw";
import { MapView } from "../map/view";
import { ask } from "./api";
import { button, make, toggle } from "./dom";
import { fillList } from "./map-list";

const LISTED = 30;
const NEAR_M = 2_000;
const CALM_MS = 120;

class MapElement extends HTMLElement {
  private view: MapView | null = null;
  private asked = 0;
  private timer = 0;
  private drawing: AreaDrawing | null = null;
  private readonly status = make("p", { role: "status", class: "map-status" });
  private readonly stage = make("div", { class: "map-stage" });

  connectedCallback(): void {
    void this.start();
  }

  private get speech(): Language {
    return this.lang === "en" ? "en" : "vi";
  }

  private get query(): string {
    return this.dataset.query ?? "";
  }

  private say(key: MapKey, values: Readonly<Record<string, string | number>> = {}): string {
    return sayMap(this.speech, key, values);
  }

  private async start(): Promise<void> {
    const bounds = parseBounds(this.dataset.bounds ?? "");
    if (!bounds || !canDraw()) {
      this.dataset.state = "drawn-by-server";
      return;
    }
    const ground = { style: this.dataset.style ?? "", tiles: this.dataset.tiles ?? "" };
    this.append(this.stage);
    try {
      this.view = await MapView.open(this.stage, bounds, ground, this.speech);
    } catch {
      this.stage.remove();
      this.dataset.state = "drawn-by-server";
      return;
    }
    this.querySelector(".map-drawn")?.remove();
    this.append(this.tools(), this.status);
    const ring = areaRing(this.query);
    if (ring.length) this.view.outline(ring);
    this.view.drawing.on("moveend", () => this.later());
    await this.load();
    this.dataset.state = "ready";
  }

  private later(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.load(), CALM_MS);
  }

  /** Asks for the view's clusters and hits; an answer that a later question overtook is dropped. */
  private async load(): Promise<void> {
    const { view } = this;
    if (!view) return;
    const mine = ++this.asked;
    this.dataset.loading = "true";
    const [clusters, hits] = await Promise.all([
      ask(`/search/clusters?${viewQuery(this.query, view.bounds, { zoom: String(view.zoom) })}`, this.speech),
      ask(`/search?${viewQuery(this.query, view.bounds, { limit: String(LISTED) })}`, this.speech),
    ]);
    if (mine !== this.asked) return;
    delete this.dataset.loading;
    if (!clusters.ok || !hits.ok) {
      this.fail();
      return;
    }
    const found = readClusters(clusters.body, this.speech);
    view.show(found, (cluster) => void this.open(cluster));
    this.dataset.clusters = String(found.length);
    this.list(hits.body);
  }

  private list(body: unknown): void {
    const { total, hits } = readHits(body, this.speech);
    const locale = this.speech === "vi" ? "vi-VN" : "en-GB";
    const parts = [total ? this.say("found", { count: total.toLocaleString(locale) }) : this.say("none")];
    if (total > hits.length) parts.push(this.say("more", { shown: hits.length }));
    this.status.replaceChildren(parts.join(". ").replace("..", "."));
    fillList(hits, this.speech);
  }

  private fail(): void {
    this.status.replaceChildren(this.say("failed"), " ", button("again", this.say("again"), () => void this.load()));
  }

  /** Looks closer; records at one place are listed, as no zoom parts them. */
  private async open(cluster: Cluster): Promise<void> {
    if (!this.view) return;
    const [west, south, east, north] = cluster.bounds;
    if (!cluster.isSpot && this.view.zoom < 20) {
      this.view.fit(cluster.bounds);
      return;
    }
    const around = [west - 1e-5, south - 1e-5, east + 1e-5, north + 1e-5] as const;
    const extra = { limit: String(LISTED), bbox: around.map((value) => value.toFixed(6)).join(",") };
    const wanted = new URLSearchParams(areaQuery(this.query, extra));
    const answer = await ask(`/search?${wanted.toString()}`, this.speech);
    if (!answer.ok) {
      this.fail();
      return;
    }
    this.list(answer.body);
    document.querySelector<HTMLElement>("[data-list] a")?.focus();
  }

  private tools(): HTMLElement {
    const row = make("div", { class: "map-tools", role: "toolbar", "aria-label": this.say("tools") });
    row.append(
      button("near-me", this.say("near"), () => this.locate()),
      button("draw-area", this.say("draw"), () => this.draw(row)),
    );
    if (areaQuery(this.query, {}) !== areaQuery(this.query, { ...currentArea(this.query) })) {
      row.append(button("clear-area", this.say("clear"), () => this.go({})));
    }
    return row;
  }

  private draw(row: HTMLElement): void {
    const { view } = this;
    if (!view || this.drawing) return;
    const count = make("strong", {}, this.say("corners", { count: 0 }));
    const finish = button("finish-area", this.say("finish"), () => {
      if (!this.drawing?.finish()) count.textContent = this.say("tooFew");
    });
    const cancel = button("cancel-area", this.say("cancel"), () => this.drawing?.cancel());
    const help = make("div", { class: "map-help" }, make("p", {}, this.say("drawing")), count, finish, cancel);
    const end = (): void => {
      help.remove();
      toggle(row, true);
      this.drawing = null;
      view.outline(areaRing(this.query));
    };
    toggle(row, false);
    this.append(help);
    this.drawing = new AreaDrawing(view, {
      onChange: (corners) => (count.textContent = this.say("corners", { count: corners })),
      onDone: (corners) => {
        end();
        this.go({ polygon: cornersText(corners) });
      },
      onCancel: end,
    });
  }

  private locate(): void {
    this.status.textContent = this.say("locating");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.go({ near: `${coords.latitude.toFixed(5)},${coords.longitude.toFixed(5)}`, radius_m: String(NEAR_M) }),
      (error) => (this.status.textContent = this.say(error.code === error.PERMISSION_DENIED ? "denied" : "unlocated")),
      { timeout: 10_000, maximumAge: 60_000 },
    );
  }

  /** The page anew with another area: facets, counts and the list follow. */
  private go(area: Readonly<Record<string, string>>): void {
    location.assign(`${this.dataset.page ?? location.pathname}${areaQuery(this.query, area)}`);
  }
}

/** The parameters of a search's area. */
function currentArea(query: string): Record<string, string> {
  const wanted = new URLSearchParams(query);
  return Object.fromEntries(["bbox", "near", "radius_m", "polygon"].flatMap((name) => (wanted.has(name) ? [[name, wanted.get(name) ?? ""]] : [])));
}

function canDraw(): boolean {
  return document.createElement("canvas").getContext("webgl2") !== null;
}

export function defineMap(): void {
  customElements.define("cd-map", MapElement);
}
