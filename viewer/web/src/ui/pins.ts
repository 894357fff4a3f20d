/** <cd-pins kind="photo|surface" info-url lang readonly>: findings on a picture, tied to the page's list and form. */

import { sayCondition, type ConditionKey } from "../core/condition-strings";
import { areaBetween, writeNumber, type Pair } from "../core/pins";
import type { Language } from "../core/scene";
import { languageOf } from "../core/strings";
import { Crosshair } from "./compare-point";
import { button, make, toggle } from "./dom";
import { PinForm } from "./pin-form";
import { PinLayer, readPins, type Pin } from "./pin-layer";
import { PhotoView, SurfaceView, type PinView } from "./pin-views";
import { StageElement } from "./stage";

type Kind = "photo" | "surface";

const DRAG_PX = 5;

export class PinsElement extends HTMLElement {
  #lang: Language = "vi";
  #kind: Kind = "photo";
  #view: PinView | null = null;
  #layer: PinLayer | null = null;
  #form: PinForm | null = null;
  #pins: readonly Pin[] = [];
  #cross: Crosshair | null = null;
  #corner: Pair | null = null;
  #live = make("p", { class: "cd-pin-live", role: "status" });
  #tools = make("div", { class: "cd-pin-tools", role: "toolbar" });
  #area: HTMLButtonElement | null = null;

  connectedCallback(): void {
    if (this.#view || this.contains(this.#tools)) return;
    this.#lang = languageOf(this);
    this.#kind = this.getAttribute("kind") === "surface" ? "surface" : "photo";
    this.#pins = readPins(document.querySelectorAll<HTMLElement>("[data-pin]"));
    const form = document.querySelector<HTMLFormElement>("#pin-form");
    this.#form = form && !this.hasAttribute("readonly") ? new PinForm(form, this.#lang) : null;
    this.#tools.setAttribute("aria-label", this.#say("tools"));
    if (this.#kind === "photo") this.#openPhoto();
    else this.#openSurface();
    this.#form?.listen(() => this.#redraw());
    this.#offerShow();
  }

  disconnectedCallback(): void {
    if (this.#view instanceof PhotoView) this.#view.dispose();
  }

  #say(key: ConditionKey, values: Readonly<Record<string, string | number>> = {}): string {
    return sayCondition(this.#lang, key, values);
  }

  #tell(text: string): void {
    this.#live.textContent = text;
  }

  #help(): string {
    if (!this.#form) return this.#say("readonlyHelp");
    return this.#say(this.#kind === "photo" ? "photoHelp" : "surfaceHelp");
  }

  #openPhoto(): void {
    const picture = this.querySelector("img");
    if (!picture) return;
    const host = make("div", { class: "cd-pin-view", role: "application", tabindex: "0", "aria-label": this.#say("photo") }, picture);
    this.append(host, this.#tools, make("p", { class: "cd-pin-help" }, this.#help()), this.#live);
    const view = new PhotoView(host, picture, () => this.#redraw());
    this.#begin(view);
    const info = this.getAttribute("info-url");
    if (info) this.#tools.append(this.#tool("deep-zoom", "zoom", (pressed) => void this.#deepen(view, info, pressed)));
  }

  /** The stage starts at once: whoever opens this page came for the surface. */
  #openSurface(): void {
    const stage = this.querySelector("cd-stage");
    if (!(stage instanceof StageElement)) return;
    this.append(this.#tools, make("p", { class: "cd-pin-help" }, this.#help()), this.#live);
    stage.addEventListener("cd-ready", () => void this.#settle(stage));
    stage.addEventListener("cd-frame", () => this.#redraw());
    void stage.start();
  }

  async #settle(stage: StageElement): Promise<void> {
    const view = await SurfaceView.of(stage);
    if (view) this.#begin(view);
  }

  #begin(view: PinView): void {
    this.#view = view;
    this.#layer?.element.remove();
    this.#layer = new PinLayer(view, this.#pins, this.#lang, (pin) => this.#select(pin));
    view.host.append(this.#layer.element);
    this.#cross = new Crosshair(this.#layer.cross);
    if (this.#form) this.#listen(view);
    const chosen = this.#pins.find((pin) => pin.item.dataset["chosen"]);
    if (chosen) view.reveal(chosen.place, chosen.normal);
    this.#redraw();
    this.dataset["state"] = "ready";
  }

  #listen(view: PinView): void {
    if (!this.#tools.querySelector('[data-action="crosshair"]')) {
      this.#tools.append(this.#tool("crosshair", "crosshair", () => this.#toggleCross()));
      if (this.#kind === "photo") {
        this.#area = this.#tool("area", "area", () => this.#toggleArea());
        this.#tools.append(this.#area);
      }
    }
    view.host.addEventListener("keydown", (event) => this.#key(event), true);
    this.#listenPresses(view.host);
  }

  #tool(action: string, key: ConditionKey, act: (pressed: HTMLButtonElement) => void): HTMLButtonElement {
    const made = button(action, this.#say(key), () => act(made));
    made.classList.add("button", "small");
    return made;
  }

  async #deepen(view: PhotoView, info: string, pressed: HTMLButtonElement): Promise<void> {
    pressed.disabled = true;
    try {
      await view.zoom(info);
      pressed.replaceWith(
        this.#tool("zoom-in", "zoomIn", () => view.tiles?.zoomBy(1.6)),
        this.#tool("zoom-out", "zoomOut", () => view.tiles?.zoomBy(1 / 1.6)),
      );
      this.dataset["zoom"] = "deep";
    } catch {
      pressed.disabled = false;
      this.#tell(this.#say("zoomFailed"));
    }
  }

  /** Taps place a pin; drags draw an area where that is wanted, and move the picture everywhere else. */
  #listenPresses(host: HTMLElement): void {
    let down: Pair | null = null;
    const at = (event: PointerEvent): Pair => {
      const { left, top } = host.getBoundingClientRect();
      return [event.clientX - left, event.clientY - top];
    };
    host.addEventListener("pointerdown", (event) => {
      const onPin = event.target instanceof Element && event.target.closest("button.cd-pin") !== null;
      down = event.button === 0 && !onPin ? at(event) : null;
    }, true);
    host.addEventListener("pointermove", (event) => {
      if (down && this.#draws) this.#draw(down, at(event));
    }, true);
    host.addEventListener("pointerup", (event) => {
      const [from, to] = [down, at(event)];
      down = null;
      if (!from) return;
      if (this.#draws && this.#draw(from, to)) this.#toggleArea();
      else if (Math.hypot(to[0] - from[0], to[1] - from[1]) <= DRAG_PX) this.#place(...to);
    }, true);
  }

  get #draws(): boolean {
    return this.#area?.getAttribute("aria-pressed") === "true";
  }

  #draw(from: Pair, to: Pair): boolean {
    const [a, b] = [this.#share(from), this.#share(to)];
    const area = a && b ? areaBetween(a, b) : null;
    if (!area) return false;
    this.#form?.putArea(area);
    this.#redraw();
    const [width = "", height = ""] = area.sides.map((side) => writeNumber(100 * side, 1, this.#lang));
    this.#tell(this.#say("placedArea", { width, height, place: this.#words(area.middle) }));
    return true;
  }

  #share(point: Pair): Pair | null {
    const [u, v] = this.#view?.pick(...point)?.place ?? [];
    return u === undefined || v === undefined ? null : [u, v];
  }

  #place(x: number, y: number): void {
    const found = this.#view?.pick(x, y);
    if (!found) { this.#tell(this.#say(this.#kind === "photo" ? "outside" : "missed")); return; }
    this.#form?.put(this.#kind, found);
    this.#redraw();
    this.dataset["placed"] = found.place.map((value) => value.toFixed(4)).join(" ");
    this.#tell(this.#say("placed", { place: this.#words(found.place) }));
  }

  #words(place: readonly number[]): string {
    const scale = this.#kind === "photo" ? 100 : 1;
    const [x = "", y = "", z = ""] = place.map((value) => writeNumber(scale * value, 1, this.#lang));
    return this.#say(this.#kind === "photo" ? "sharePlace" : "pointPlace", { x, y, z });
  }

  #key(event: KeyboardEvent): void {
    const cross = this.#cross;
    if (!cross || event.ctrlKey || event.metaKey || event.altKey || event.target !== this.#view?.host) return;
    if (this.#command(event, cross)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  #command(event: KeyboardEvent, cross: Crosshair): boolean {
    const isArrow = event.key.startsWith("Arrow");
    if (isArrow && (cross.shown || this.#kind === "photo")) {
      if (!cross.shown) this.#toggleCross();
      return cross.move(event.key, event.shiftKey);
    }
    const acts: Readonly<Record<string, () => void>> = {
      c: () => this.#toggleCross(),
      ...(this.#area ? { r: () => this.#toggleArea() } : {}),
      ...(cross.shown ? { Enter: () => this.#enter(cross), Escape: () => this.#toggleCross() } : {}),
    };
    acts[event.key]?.();
    return event.key in acts;
  }

  #enter(cross: Crosshair): void {
    const { clientWidth, clientHeight } = this.#view?.host ?? this;
    const at: Pair = [cross.x * clientWidth, cross.y * clientHeight];
    if (!this.#draws) { this.#place(...at); return; }
    if (!this.#corner) {
      this.#corner = at;
      this.#tell(this.#say("firstCorner"));
    } else if (this.#draw(this.#corner, at)) {
      this.#toggleArea(false);
    }
  }

  #toggleCross(): void {
    const cross = this.#cross;
    if (!cross) return;
    cross.show(!cross.shown);
    this.#tools.querySelector('[data-action="crosshair"]')?.setAttribute("aria-pressed", String(cross.shown));
    if (cross.shown) this.#view?.host.focus({ preventScroll: true });
    this.#tell(this.#say(cross.shown ? "crosshairOn" : "crosshairOff"));
  }

  #toggleArea(told = true): void {
    const on = !this.#draws;
    this.#corner = null;
    this.#area?.setAttribute("aria-pressed", String(on));
    this.#view?.host.toggleAttribute("data-drawing", on);
    if (this.#view instanceof PhotoView) this.#view.tiles?.hold(on);
    if (on || !told) this.#tell(on ? this.#say("areaOn") : this.#live.textContent);
  }

  #redraw(): void {
    const place = this.#form?.place(this.#kind) ?? null;
    const sides = this.#kind === "photo" ? (this.#form?.sides ?? null) : null;
    this.#layer?.update(place ? { place, normal: this.#form?.normal ?? null, sides } : null);
  }

  #offerShow(): void {
    for (const pin of this.#pins) {
      const show = button("show-pin", this.#say("show"), () => { this.#select(pin); this.scrollIntoView({ block: "nearest" }); });
      show.classList.add("button", "small");
      pin.item.querySelector(".finding-body")?.append(make("p", { class: "no-print" }, show));
    }
  }

  #select(pin: Pin): void {
    for (const other of this.#pins) other.item.classList.toggle("selected", other === pin);
    this.#view?.reveal(pin.place, pin.normal);
    this.#layer?.select(pin.number);
    pin.item.scrollIntoView({ block: "nearest" });
    toggle(this.#live, true);
    this.#tell(this.#say("shown", { number: pin.number, name: pin.name }));
  }
}

export function definePins(): void {
  if (!customElements.get("cd-pins")) customElements.define("cd-pins", PinsElement);
}
