/** The form's fields of a pin: read and written as this language writes numbers; empty fields are no pin. */

import { readNumber, writeNumber, type Pair, type ShareArea, type Triple } from "../core/pins";
import type { Language } from "../core/scene";
import type { Placed } from "./pin-views";

const SHARES = ["photo_x", "photo_y"] as const;
const SIDES = ["photo_w", "photo_h"] as const;
const POINT = ["x_mm", "y_mm", "z_mm"] as const;
const NORMAL = ["normal_x", "normal_y", "normal_z"] as const;
const PERCENT_DIGITS = 2;
const MM_DIGITS = 2;
const NORMAL_DIGITS = 4;

export class PinForm {
  constructor(
    private readonly form: HTMLFormElement,
    private readonly lang: Language,
  ) {}

  /** Calls `act` when somebody types a place. */
  listen(act: () => void): void {
    this.form.addEventListener("input", (event) => {
      const name = event.target instanceof HTMLInputElement ? event.target.name : "";
      if ([...SHARES, ...SIDES, ...POINT].some((known) => known === name)) act();
    });
  }

  #field(name: string): HTMLInputElement | null {
    const found = this.form.elements.namedItem(name);
    return found instanceof HTMLInputElement ? found : null;
  }

  #read(name: string): number | null {
    return readNumber(this.#field(name)?.value ?? "");
  }

  #write(name: string, value: number | null, digits: number): void {
    const field = this.#field(name);
    if (field) field.value = value === null ? "" : writeNumber(value, digits, this.lang);
  }

  /** The pin on the photograph as shares, or on the surface in millimetres. */
  place(kind: "photo" | "surface"): readonly number[] | null {
    const names: readonly string[] = kind === "photo" ? SHARES : POINT;
    const scale = kind === "photo" ? 100 : 1;
    const values = names.map((name) => this.#read(name));
    return values.every((value) => value !== null) ? values.map((value) => value / scale) : null;
  }

  get sides(): Pair | null {
    const [w, h] = SIDES.map((name) => this.#read(name));
    return w && h ? [w / 100, h / 100] : null;
  }

  get normal(): Triple | null {
    const [x, y, z] = NORMAL.map((name) => this.#read(name));
    return typeof x === "number" && typeof y === "number" && typeof z === "number" ? [x, y, z] : null;
  }

  /** Writes a place that was pointed at; an area that was drawn before goes. */
  put(kind: "photo" | "surface", { place, normal }: Placed): void {
    if (kind === "photo") {
      SHARES.forEach((name, index) => this.#write(name, 100 * (place[index] ?? 0), PERCENT_DIGITS));
      SIDES.forEach((name) => this.#write(name, null, PERCENT_DIGITS));
      return;
    }
    POINT.forEach((name, index) => this.#write(name, place[index] ?? 0, MM_DIGITS));
    NORMAL.forEach((name, index) => this.#write(name, normal?.[index] ?? null, NORMAL_DIGITS));
  }

  /** Writes a rectangle that was drawn. */
  putArea({ middle, sides }: ShareArea): void {
    SHARES.forEach((name, index) => this.#write(name, 100 * (middle[index] ?? 0), PERCENT_DIGITS));
    SIDES.forEach((name, index) => this.#write(name, 100 * (sides[index] ?? 0), PERCENT_DIGITS));
  }
}
