/** What moves by itself: the flight to a region, the beat of its outline, the blink. None of it with reduced motion. */

import type { ViewerState } from "../core/state";
import type { CompareStage } from "../three/compare-stage";

const FLIGHT_MS = 190;
const PULSE_MS = 1200;
const BLINK_MS = 900; // about one change a second: far below what can harm (three flashes a second)

export class Follower {
  #flight = 0;
  #blink = 0;
  #landed = false;

  constructor(
    private readonly compare: () => CompareStage | null,
    private readonly swap: () => void,
  ) {}

  /** Whether the visitor asked for no motion. */
  get still(): boolean {
    return matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  get blinking(): boolean {
    return this.#blink !== 0;
  }

  blink(on: boolean): void {
    window.clearInterval(this.#blink);
    this.#blink = on ? window.setInterval(this.swap, BLINK_MS) : 0;
  }

  jump(view: ViewerState | null): void {
    const compare = this.compare();
    if (compare && view) compare.stage.state = view;
  }

  /** Goes to a view and lets the outline beat; at once where motion is not wanted. */
  fly(view: ViewerState | null): void {
    cancelAnimationFrame(this.#flight);
    const compare = this.compare();
    if (!compare || !view) return;
    if (this.still) { this.jump(view); return; }
    const from = compare.stage.state;
    const turn = ((((view.azimuth - from.azimuth + 180) % 360) + 360) % 360) - 180;
    const began = performance.now();
    const step = (now: number) => {
      const share = Math.min((now - began) / FLIGHT_MS, 1);
      const eased = share * (2 - share);
      const between = (a: number, b: number) => a + (b - a) * eased;
      if (share < 1) compare.stage.state = { ...view, azimuth: from.azimuth + turn * eased, elevation: between(from.elevation, view.elevation), zoom: between(from.zoom, view.zoom) };
      else this.#land(compare, view);
      const beat = Math.min((now - began) / PULSE_MS, 1);
      compare.pulse(beat);
      if (beat < 1) this.#flight = requestAnimationFrame(step);
    };
    this.#landed = false;
    this.#flight = requestAnimationFrame(step);
  }

  #land(compare: CompareStage, view: ViewerState): void {
    if (this.#landed) return;
    this.#landed = true;
    compare.stage.state = view;
  }

  stop(): void {
    cancelAnimationFrame(this.#flight);
    this.blink(false);
  }
}
