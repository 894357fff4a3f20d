/** <cd-tour tour-url lang>: walks through stops, one stage at a time, with its words beside it. */

import { sentence } from "../core/problem";
import { DocumentError, type Language } from "../core/scene";
import { languageOf, say } from "../core/strings";
import { parseTour, type Stop, type TourDocument } from "../core/tour";
import { button, make } from "./dom";

export class TourElement extends HTMLElement {
  #lang: Language = "vi";
  #tour: TourDocument | null = null;
  #at = 0;
  readonly #holder = make("div", { class: "cd-tour-stage" });
  readonly #text = make("div", { class: "cd-tour-text", tabindex: "-1", "aria-live": "polite" });
  readonly #dots = make("ol", { class: "cd-tour-dots" });
  #fallback: readonly Node[] = [];

  connectedCallback(): void {
    if (this.dataset["state"]) return;
    this.#lang = languageOf(this);
    this.dataset["state"] = "loading";
    this.addEventListener("keydown", (event) => this.#key(event));
    void this.#open();
  }

  /** Goes to a stop, counted from 0. */
  go(index: number): void {
    const stop = this.#tour?.stops[index];
    if (!stop) return;
    this.#at = index;
    this.dataset["stop"] = String(index);
    this.#showStage(stop);
    this.#showText(stop);
    this.#dots.querySelectorAll("button").forEach((dot, number) => {
      if (number === index) dot.setAttribute("aria-current", "step");
      else dot.removeAttribute("aria-current");
    });
  }

  async #open(): Promise<void> {
    try {
      const response = await fetch(this.getAttribute("tour-url") ?? "", { headers: { Accept: "application/json" } });
      if (!response.ok) throw new Error(String(response.status));
      this.#tour = parseTour(await response.json());
      this.#build(this.#tour);
    } catch (error) {
      this.#failed(error);
    }
  }

  #build(tour: TourDocument): void {
    this.#fallback = [...this.childNodes];
    this.replaceChildren(this.#holder, make("section", { class: "cd-tour-panel", "aria-label": tour.title[this.#lang] }, this.#text, this.#controls(tour)));
    this.dataset["state"] = "ready";
    this.go(0);
  }

  #controls(tour: TourDocument): HTMLElement {
    const count = tour.stops.length;
    tour.stops.forEach((stop, index) => {
      const label = say(this.#lang, "stop", { number: index + 1, count, title: stop.title[this.#lang] });
      const dot = button("tour-stop", "", () => this.go(index));
      dot.setAttribute("aria-label", label);
      dot.title = label;
      this.#dots.append(make("li", {}, dot));
    });
    const previous = button("tour-previous", say(this.#lang, "previous"), () => this.go(this.#at - 1));
    const next = button("tour-next", say(this.#lang, "next"), () => this.go(this.#at + 1));
    return make("nav", { class: "cd-tour-nav", "aria-label": tour.title[this.#lang] }, previous, this.#dots, next);
  }

  #showStage(stop: Stop): void {
    const alt = stop.alt[this.#lang];
    const stage = make("cd-stage" as "div", { "scene-url": stop.sceneUrl, poster: stop.poster, alt, lang: this.#lang });
    if (stop.view) stage.setAttribute("view", stop.view);
    this.#holder.replaceChildren(stage);
  }

  #showText(stop: Stop): void {
    const count = this.#tour?.stops.length ?? 0;
    const number = make("p", { class: "cd-tour-count" }, `${this.#at + 1} / ${count}`);
    const paragraphs = stop.text[this.#lang].split(/\n{2,}/).map((part) => make("p", {}, part));
    this.#text.replaceChildren(number, make("h2", {}, stop.title[this.#lang]), ...paragraphs);
    const [previous, next] = ["tour-previous", "tour-next"].map((name) => this.querySelector<HTMLButtonElement>(`[data-action="${name}"]`));
    const held = document.activeElement;
    if (previous) previous.disabled = this.#at === 0;
    if (next) next.disabled = this.#at >= count - 1;
    // A button that goes out under the fingers would drop the keyboard out of the tour: the words take it over.
    if (held instanceof HTMLButtonElement && held.disabled) this.#text.focus({ preventScroll: true });
  }

  #key(event: KeyboardEvent): void {
    if (event.target instanceof Element && event.target.closest(".cd-view")) return; // there the arrows turn the object
    const steps: Readonly<Record<string, number>> = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.go(this.#at + step);
  }

  #failed(error: unknown): void {
    this.dataset["state"] = "error";
    const text = error instanceof DocumentError ? sentence(error, this.#lang) : say(this.#lang, "tourFailed");
    const notice = make("div", { class: "cd-tour-error", role: "alert" }, make("p", {}, text));
    notice.append(button("retry", say(this.#lang, "retry"), () => {
      notice.remove();
      void this.#open();
    }));
    this.prepend(notice);
  }

  disconnectedCallback(): void {
    this.replaceChildren(...this.#fallback);
    delete this.dataset["state"];
  }
}

export function defineTour(): void {
  if (!customElements.get("cd-tour")) customElements.define("cd-tour", TourElement);
}
