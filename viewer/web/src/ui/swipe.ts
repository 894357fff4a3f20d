/** <cd-swipe lang> with two figures: side by side without script, laid over each other with a divider where it runs. */

import { sayCondition } from "../core/condition-strings";
import { clamp } from "../core/state";
import { languageOf } from "../core/strings";
import { button, make } from "./dom";

export class SwipeElement extends HTMLElement {
  #divider: HTMLInputElement | null = null;

  connectedCallback(): void {
    const figures = [...this.querySelectorAll("figure")];
    if (this.#divider || figures.length !== 2) return;
    const lang = languageOf(this);
    const divider = make("input", { type: "range", min: "0", max: "100", value: "50", step: "1", "aria-label": sayCondition(lang, "swipe") });
    divider.addEventListener("input", () => this.#show(Number(divider.value)));
    this.#divider = divider;
    const over = make("div", { class: "cd-swipe-over" }, ...figures, make("span", { class: "cd-swipe-line", "aria-hidden": "true" }));
    const side = button("side-by-side", sayCondition(lang, "sideBySide"), () => this.#toggle(side));
    side.classList.add("button", "small");
    side.setAttribute("aria-pressed", "false");
    this.append(over, make("div", { class: "cd-swipe-tools" }, divider, side));
    this.dataset["mode"] = "swipe";
    this.#show(50);
  }

  #toggle(side: HTMLButtonElement): void {
    const beside = this.dataset["mode"] === "swipe";
    this.dataset["mode"] = beside ? "side" : "swipe";
    side.setAttribute("aria-pressed", String(beside));
  }

  #show(percent: number): void {
    const share = clamp(percent, 0, 100);
    this.style.setProperty("--split", `${share}%`);
    this.dataset["split"] = String(share);
  }
}

export function defineSwipe(): void {
  if (!customElements.get("cd-swipe")) customElements.define("cd-swipe", SwipeElement);
}
