/** The one place that knows OpenSeadragon. */

import OpenSeadragon from "openseadragon";

/** Opens an IIIF image in `host`; resolves when the first tile is drawn, with the way to close it again. */
export function openTiles(host: HTMLElement, info: string, seconds: number): Promise<() => void> {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const viewer = OpenSeadragon({
    element: host,
    showNavigationControl: false,
    animationTime: still ? 0 : 0.4,
    maxZoomPixelRatio: 4,
    visibilityRatio: 0.6,
    drawer: "canvas",
    crossOriginPolicy: false,
  });
  return new Promise((resolve, reject) => {
    const close = () => viewer.destroy();
    const fail = (reason: string) => {
      window.clearTimeout(timer);
      close();
      reject(new Error(reason));
    };
    const timer = window.setTimeout(() => fail("timeout"), seconds * 1000);
    viewer.addOnceHandler("tile-load-failed", () => fail("tile-load-failed"));
    viewer.addOnceHandler("tile-drawn", () => {
      window.clearTimeout(timer);
      resolve(close);
    });
    viewer.addTiledImage({ tileSource: info, error: () => fail("open-failed") });
  });
}
