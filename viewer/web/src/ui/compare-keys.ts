/** The keys of the stage: turning, ways of comparing, the crosshair, and single letters. */

import { MODES, type Mode } from "../core/compare-state";
import type { ViewerState } from "../core/state";
import { turnedView, type Crosshair } from "./compare-point";

export interface Keys {
  /** The view now; null before 3D, when no key does anything. */
  view(): ViewerState | null;
  cross(): Crosshair | null;
  turn(view: ViewerState): void;
  mode(mode: Mode): void;
  pick(): void;
  toggleCross(): void;
  readonly commands: Readonly<Record<string, () => unknown>>;
}

export function listenKeys(host: HTMLElement, keys: Keys): void {
  host.addEventListener("keydown", (event) => {
    const view = keys.view();
    if (!view || event.ctrlKey || event.metaKey || event.altKey) return;
    if (crossKey(keys, event) || act(keys, event.key, view)) event.preventDefault();
  });
}

function crossKey(keys: Keys, event: KeyboardEvent): boolean {
  const cross = keys.cross();
  if (!cross?.shown) return false;
  if (event.key === "Enter" || event.key === " ") keys.pick();
  else if (event.key === "Escape") keys.toggleCross();
  else return cross.move(event.key, event.shiftKey);
  return true;
}

function act(keys: Keys, key: string, view: ViewerState): boolean {
  const turned = turnedView(key, view);
  const mode = MODES[Number(key) - 1];
  if (turned) keys.turn(turned);
  else if (mode) keys.mode(mode);
  else if (key in keys.commands) keys.commands[key]?.();
  else return false;
  return true;
}
