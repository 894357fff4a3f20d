/** The pins over a view: numbered buttons that stay on their places, the pin being placed, areas, the crosshair. */

import { sayCondition } from "../core/condition-strings";
import { readPair, readTriple, type Pair, type Triple } from "../core/pins";
import type { Language } from "../core/scene";
import { button, make, toggle } from "./dom";
import { PhotoView, type PinView } from "./pin-views";

export interface Pin {
  readonly number: number;
  readonly name: string;
  readonly place: readonly number[];
  readonly normal: Triple | null;
  readonly sides: Pair | null;
  readonly item: HTMLElement;
}

/** What the page's list says of its findings; those that are pinned elsewhere are left out. */
export function readPins(items: Iterable<HTMLElement>): readonly Pin[] {
  return [...items].flatMap((item) => {
    const place = readPair(item.dataset["share"]) ?? readTriple(item.dataset["point"]);
    if (!place) return [];
    const { pin = "0", name = "", normal, area } = item.dataset;
    return [{ number: Number(pin), name, place, normal: readTriple(normal), sides: readPair(area), item }];
  });
}

interface Shown {
  readonly pin: Pin;
  readonly mark: HTMLButtonElement;
  readonly area: HTMLElement | null;
}

export class PinLayer {
  readonly element = make("div", { class: "cd-pin-layer" });
  readonly cross = make("span", { class: "cd-pin-cross", "aria-hidden": "true", hidden: "" });
  readonly #draft: HTMLElement;
  readonly #draftArea = make("span", { class: "cd-pin-area draft", "aria-hidden": "true", hidden: "" });
  readonly #shown: readonly Shown[];

  constructor(
    private readonly view: PinView,
    pins: readonly Pin[],
    lang: Language,
    onSelect: (pin: Pin) => void,
  ) {
    const chosen = pins.find((pin) => pin.item.dataset["chosen"]);
    this.#draft = make("span", { class: "cd-pin draft", role: "img", "aria-label": sayCondition(lang, "newPin"), hidden: "" }, chosen ? String(chosen.number) : "+");
    this.#shown = pins.filter((pin) => pin !== chosen).map((pin) => this.#make(pin, lang, onSelect));
    this.element.append(...this.#shown.flatMap(({ area, mark }) => (area ? [area, mark] : [mark])), this.#draftArea, this.#draft, this.cross);
  }

  #make(pin: Pin, lang: Language, onSelect: (pin: Pin) => void): Shown {
    const mark = button("pin", String(pin.number), () => onSelect(pin));
    mark.classList.add("cd-pin");
    mark.dataset["severity"] = pin.item.dataset["severity"] ?? "";
    mark.dataset["number"] = String(pin.number);
    if (pin.item.dataset["open"]) mark.dataset["open"] = "true";
    mark.setAttribute("aria-label", sayCondition(lang, pin.item.dataset["open"] ? "pinOpen" : "pin", { number: pin.number, name: pin.name }));
    const area = pin.sides ? make("span", { class: "cd-pin-area", "aria-hidden": "true" }) : null;
    return { pin, mark, area };
  }

  /** Puts every mark where its place is seen now. */
  update(draft: { readonly place: readonly number[]; readonly normal: Triple | null; readonly sides: Pair | null } | null): void {
    for (const { pin, mark, area } of this.#shown) {
      this.#put(mark, pin.place, pin.normal);
      if (area && pin.sides) this.#frame(area, pin.place, pin.sides);
    }
    toggle(this.#draft, draft !== null);
    toggle(this.#draftArea, draft?.sides !== null && draft !== null);
    if (!draft) return;
    this.#put(this.#draft, draft.place, draft.normal);
    if (draft.sides) this.#frame(this.#draftArea, draft.place, draft.sides);
  }

  select(number: number | null): void {
    for (const { pin, mark } of this.#shown) mark.setAttribute("aria-pressed", String(pin.number === number));
  }

  #put(mark: HTMLElement, place: readonly number[], normal: Triple | null): void {
    const spot = this.view.spot(place, normal);
    toggle(mark, spot !== null);
    if (!spot) return;
    mark.style.left = `${spot.x}px`;
    mark.style.top = `${spot.y}px`;
    mark.dataset["facing"] = String(spot.facing);
  }

  #frame(area: HTMLElement, place: readonly number[], sides: Pair): void {
    if (!(this.view instanceof PhotoView)) return;
    const [u = 0, v = 0] = place;
    const [width, height] = this.view.extent(sides);
    const spot = this.view.spot([u, v]);
    toggle(area, spot !== null);
    if (!spot) return;
    area.style.left = `${spot.x - width / 2}px`;
    area.style.top = `${spot.y - height / 2}px`;
    area.style.width = `${width}px`;
    area.style.height = `${height}px`;
  }
}
