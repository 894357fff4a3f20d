/** Two ways to name a place of the picture: a tap that was no drag, and a crosshair moved by keys. And the divider. */

import { clamp, type ViewerState } from "../core/state";

const DRAG_PX = 5;
const STEP = 0.02;
const TURN_DEGREES = 7.5;

/** The view after an arrow key, + or −; null for any other key. */
export function turnedView(key: string, view: ViewerState): ViewerState | null {
  const { azimuth, elevation, zoom } = view;
  const moves: Readonly<Record<string, Partial<ViewerState>>> = {
    ArrowLeft: { azimuth: azimuth - TURN_DEGREES },
    ArrowRight: { azimuth: azimuth + TURN_DEGREES },
    ArrowUp: { elevation: elevation + TURN_DEGREES },
    ArrowDown: { elevation: elevation - TURN_DEGREES },
    "+": { zoom: zoom * 1.15 },
    "=": { zoom: zoom * 1.15 },
    "-": { zoom: zoom / 1.15 },
  };
  const move = moves[key];
  return move ? { ...view, ...move } : null;
}

/** Calls `onTap` with CSS pixels inside `host` for presses that did not drag. */
export function listenTaps(host: HTMLElement, onTap: (x: number, y: number) => void): void {
  let down: readonly [number, number] | null = null;
  host.addEventListener("pointerdown", (event) => {
    down = event.button === 0 ? [event.clientX, event.clientY] : null;
  }, true);
  host.addEventListener("pointerup", (event) => {
    if (!down || Math.hypot(event.clientX - down[0], event.clientY - down[1]) > DRAG_PX) return;
    const { left, top } = host.getBoundingClientRect();
    onTap(event.clientX - left, event.clientY - top);
  }, true);
}

/** A mark in the picture that arrow keys move; places are shares 0..1 of the picture. */
export class Crosshair {
  x = 0.5;
  y = 0.5;

  constructor(private readonly mark: HTMLElement) {}

  get shown(): boolean {
    return !this.mark.hidden;
  }

  show(on: boolean): void {
    this.mark.hidden = !on;
    this.place(this.x, this.y);
  }

  place(x: number, y: number): void {
    this.x = clamp(x, 0, 1);
    this.y = clamp(y, 0, 1);
    this.mark.style.left = `${this.x * 100}%`;
    this.mark.style.top = `${this.y * 100}%`;
  }

  /** Moves by an arrow key; false for any other key. */
  move(key: string, far: boolean): boolean {
    const moves: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const move = moves[key];
    if (!move) return false;
    const step = far ? STEP * 5 : STEP;
    this.place(this.x + move[0] * step, this.y + move[1] * step);
    return true;
  }
}

/** A slider across the picture: mouse, finger, arrow keys, Home and End. */
export function listenDivider(divider: HTMLElement, host: HTMLElement, read: () => number, onMove: (split: number) => void): void {
  const follow = (event: PointerEvent) => {
    const { left, width } = host.getBoundingClientRect();
    onMove(clamp((event.clientX - left) / width, 0, 1));
  };
  divider.addEventListener("pointerdown", (event) => {
    divider.setPointerCapture(event.pointerId);
    event.preventDefault();
    divider.focus({ preventScroll: true });
  });
  divider.addEventListener("pointermove", (event) => {
    if (divider.hasPointerCapture(event.pointerId)) follow(event);
  });
  divider.addEventListener("keydown", (event) => {
    const steps: Readonly<Record<string, number>> = { ArrowLeft: -0.02, ArrowDown: -0.02, ArrowRight: 0.02, ArrowUp: 0.02, PageDown: -0.1, PageUp: 0.1, Home: -1, End: 1 };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onMove(clamp(read() + step, 0, 1));
  });
}
