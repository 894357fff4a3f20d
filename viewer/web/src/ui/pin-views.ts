/** What pins are placed on: a photograph, plain or in deep zoom, and the surface of a model. */

import { fitted, pointAt, shareAt, type Pair, type Triple } from "../core/pins";
import type { Stage } from "../three/stage";
import { make } from "./dom";
import type { StageElement } from "./stage";
import type { Tiles } from "./tiles";

export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly facing: boolean;
}

export interface Placed {
  readonly place: readonly number[];
  readonly normal: Triple | null;
}

export interface PinView {
  /** What the pins lie over; points are CSS pixels from its top left. */
  readonly host: HTMLElement;
  pick(x: number, y: number): Placed | null;
  spot(place: readonly number[], normal: Triple | null): Spot | null;
  /** Brings a place into sight. */
  reveal(place: readonly number[], normal: Triple | null): void;
}

const OPEN_SECONDS = 20;

/** A photograph in its own proportions; the deep zoom lies over it once it is opened. */
export class PhotoView implements PinView {
  #tiles: Tiles | null = null;

  constructor(
    readonly host: HTMLElement,
    private readonly picture: HTMLImageElement,
    private readonly onMove: () => void,
  ) {
    new ResizeObserver(() => onMove()).observe(host);
    picture.addEventListener("load", () => onMove());
  }

  get tiles(): Tiles | null {
    return this.#tiles;
  }

  /** Opens the tiles; rejects where they can't be had, and the plain picture stays. */
  async zoom(info: string): Promise<void> {
    const layer = make("div", { class: "cd-pin-tiles" });
    this.picture.after(layer);
    try {
      const { openImage } = await import("./tiles");
      this.#tiles = await openImage(layer, info, OPEN_SECONDS);
    } catch (error) {
      layer.remove();
      throw error;
    }
    this.picture.style.visibility = "hidden";
    this.#tiles.onMove(this.onMove);
    this.onMove();
  }

  pick(x: number, y: number): Placed | null {
    const share = this.#tiles ? this.#tiles.shareAt([x, y]) : shareAt(this.#area, [x, y]);
    return share ? { place: share, normal: null } : null;
  }

  spot(place: readonly number[]): Spot | null {
    const [u = 0, v = 0] = place;
    const [x, y] = this.#tiles ? this.#tiles.pointAt([u, v]) : pointAt(this.#area, [u, v]);
    const { clientWidth, clientHeight } = this.host;
    return x < 0 || y < 0 || x > clientWidth || y > clientHeight ? null : { x, y, facing: true };
  }

  reveal(place: readonly number[]): void {
    this.#tiles?.reveal([place[0] ?? 0, place[1] ?? 0]);
  }

  /** How many pixels of the view a part of the picture takes. */
  extent([w, h]: Pair): Pair {
    const [a, b] = [this.#raw([0, 0]), this.#raw([w, h])];
    return [b[0] - a[0], b[1] - a[1]];
  }

  #raw(share: Pair): Pair {
    return this.#tiles ? this.#tiles.pointAt(share) : pointAt(this.#area, share);
  }

  get #area() {
    const { naturalWidth: width, naturalHeight: height } = this.picture;
    return fitted({ width: this.host.clientWidth, height: this.host.clientHeight }, { width, height });
  }

  dispose(): void {
    this.#tiles?.close();
  }
}

type Surface = typeof import("../three/surface");

/** The model on a stage; places are millimetres of the object. */
export class SurfaceView implements PinView {
  private constructor(
    readonly host: HTMLElement,
    private readonly element: StageElement,
    private readonly tools: Surface,
  ) {}

  /** The view of a stage that is ready. */
  static async of(element: StageElement): Promise<SurfaceView | null> {
    const host = element.querySelector<HTMLElement>(".cd-view");
    return host ? new SurfaceView(host, element, await import("../three/surface")) : null;
  }

  get #stage(): Stage | null {
    return this.element.stage;
  }

  pick(x: number, y: number): Placed | null {
    const found = this.#stage && this.tools.pickSurface(this.#stage, x, y);
    return found ? { place: found.point, normal: found.normal } : null;
  }

  spot(place: readonly number[], normal: Triple | null): Spot | null {
    const [x = 0, y = 0, z = 0] = place;
    return this.#stage && this.tools.seenAt(this.#stage, [x, y, z], normal);
  }

  reveal(_place: readonly number[], normal: Triple | null): void {
    if (normal) this.element.viewState = this.tools.viewTowards(normal, this.element.viewState);
  }
}
