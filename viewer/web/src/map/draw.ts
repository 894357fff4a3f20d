/** Drawing an area: by clicks, or by keyboard with the map moved beneath a cross. */

import type { MapMouseEvent } from "maplibre-gl";

import type { MapView } from "./view";

type Corner = readonly [longitude: number, latitude: number];

const NEAR_PX = 14;
const MOST = 100;

export interface Drawn {
  /** A corner was set, or all were given up. */
  readonly onChange: (count: number) => void;
  readonly onDone: (corners: readonly Corner[]) => void;
  readonly onCancel: () => void;
}

/** One area in the making; `stop` takes every listener away. */
export class AreaDrawing {
  private corners: Corner[] = [];
  private readonly away = new AbortController();

  constructor(
    private readonly view: MapView,
    private readonly told: Drawn,
  ) {
    const { drawing } = view;
    drawing.doubleClickZoom.disable();
    drawing.on("click", this.click);
    drawing.getContainer().addEventListener("keydown", this.press, { capture: true, signal: this.away.signal });
    drawing.getContainer().classList.add("drawing");
    drawing.getCanvas().focus();
    view.outline([]);
  }

  /** Gives the corners on where there are enough of them. */
  finish(): boolean {
    if (this.corners.length < 3) return false;
    this.stop();
    this.told.onDone(this.corners);
    return true;
  }

  cancel(): void {
    this.stop();
    this.told.onCancel();
  }

  private stop(): void {
    const { drawing } = this.view;
    drawing.off("click", this.click);
    drawing.doubleClickZoom.enable();
    drawing.getContainer().classList.remove("drawing");
    this.away.abort();
  }

  private add(corner: Corner): void {
    if (this.corners.length >= MOST) return;
    this.corners = [...this.corners, corner];
    this.view.outline(this.corners);
    this.told.onChange(this.corners.length);
  }

  private readonly click = (event: MapMouseEvent): void => {
    const [first] = this.corners;
    if (first && this.corners.length > 2 && this.view.drawing.project([first[0], first[1]]).dist(event.point) < NEAR_PX) {
      this.finish();
      return;
    }
    this.add([event.lngLat.lng, event.lngLat.lat]);
  };

  private readonly press = (event: KeyboardEvent): void => {
    if (event.target instanceof HTMLButtonElement) return;
    const act = { " ": () => this.addMiddle(), Enter: () => void this.finish(), Escape: () => this.cancel() }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };

  private addMiddle(): void {
    const middle = this.view.drawing.getCenter();
    this.add([middle.lng, middle.lat]);
  }
}
