/** Thumbsticks and buttons, read once a frame; each push counts once until the stick comes back. */

export type StickAction = "turn-left" | "turn-right" | "reset";

const PUSHED = 0.7;
const RESTED = 0.3;
const LOWER_BUTTON = 4; // A or X of the xr-standard mapping

export class Sticks {
  readonly #held = new Set<string>();

  /** The actions that began in this frame. */
  read(sources: Iterable<XRInputSource>): readonly StickAction[] {
    const begun: StickAction[] = [];
    for (const source of sources) {
      const pad = source.gamepad;
      if (!pad) continue;
      const across = pad.axes[2] ?? 0;
      if (this.#edge(`${source.handedness}-right`, across)) begun.push("turn-right");
      if (this.#edge(`${source.handedness}-left`, -across)) begun.push("turn-left");
      if (this.#edge(`${source.handedness}-lower`, pad.buttons[LOWER_BUTTON]?.value ?? 0)) begun.push("reset");
    }
    return begun;
  }

  #edge(name: string, value: number): boolean {
    if (value > PUSHED && !this.#held.has(name)) {
      this.#held.add(name);
      return true;
    }
    if (value < RESTED) this.#held.delete(name);
    return false;
  }
}
