/** The one place that knows OpenSeadragon. */

import OpenSeadragon from "openseadragon";

import type { Pair } from "../core/pins";

/** An opened image whose places are shares of its width and height from the top left. */
export interface Tiles {
  /** The share under a point of the view in CSS pixels; null beside the image. */
  shareAt(point: Pair): Pair | null;
  pointAt(share: Pair): Pair;
  reveal(share: Pair): void;
  zoomBy(factor: number): void;
  /** Lets drags draw instead of moving the image. */
  hold(still: boolean): void;
  onMove(act: () => void): void;
  close(): void;
}

/** Opens an IIIF image in `host`; resolves when the first tile is drawn, with the way to close it again. */
export async function openTiles(host: HTMLElement, info: string, seconds: number): Promise<() => void> {
  const viewer = await open(host, info, seconds, true);
  return () => viewer.destroy();
}

/** Opens an IIIF image for pins: a tap is left to the page, places can be asked for. */
export async function openImage(host: HTMLElement, info: string, seconds: number): Promise<Tiles> {
  const viewer = await open(host, info, seconds, false);
  const { viewport } = viewer;
  const height = viewer.world.getItemAt(0).getBounds(true).height;
  const inside = (share: Pair) => share.every((value) => value >= 0 && value <= 1);
  return {
    shareAt([x, y]) {
      const at = viewport.pointFromPixel(new OpenSeadragon.Point(x, y), true);
      const share: Pair = [at.x, at.y / height];
      return inside(share) ? share : null;
    },
    pointAt([u, v]) {
      const at = viewport.pixelFromPoint(new OpenSeadragon.Point(u, v * height), true);
      return [at.x, at.y];
    },
    reveal: ([u, v]) => void viewport.panTo(new OpenSeadragon.Point(u, v * height)),
    zoomBy: (factor) => void viewport.zoomBy(factor).applyConstraints(),
    hold: (still) => void viewer.setMouseNavEnabled(!still),
    onMove: (act) => void viewer.addHandler("update-viewport", act),
    close: () => viewer.destroy(),
  };
}

function open(host: HTMLElement, info: string, seconds: number, tapZooms: boolean): Promise<OpenSeadragon.Viewer> {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const viewer = OpenSeadragon({
    element: host,
    showNavigationControl: false,
    animationTime: still ? 0 : 0.4,
    maxZoomPixelRatio: 4,
    visibilityRatio: 0.6,
    drawer: "canvas",
    crossOriginPolicy: false,
    ...(tapZooms ? {} : { gestureSettingsMouse: { clickToZoom: false }, keyboardNavEnabled: false }),
  });
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => {
      window.clearTimeout(timer);
      viewer.destroy();
      reject(new Error(reason));
    };
    const timer = window.setTimeout(() => fail("timeout"), seconds * 1000);
    viewer.addOnceHandler("tile-load-failed", () => fail("tile-load-failed"));
    viewer.addOnceHandler("tile-drawn", () => {
      window.clearTimeout(timer);
      resolve(viewer);
    });
    viewer.addTiledImage({ tileSource: info, error: () => fail("open-failed") });
  });
}
