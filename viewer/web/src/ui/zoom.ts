/** <cd-zoom info-url="…/info.json" lang><img …></cd-zoom>: the picture first; deep zoom when asked for. */

import { languageOf, say } from "../core/strings";
import type { Language } from "../core/scene";
import { button, make, toggle } from "./dom";

const OPEN_SECONDS = 20;

export class ZoomElement extends HTMLElement {
  #lang: Language = "vi";
  #close: (() => void) | null = null;
  #open: HTMLButtonElement | null = null;
  #error: HTMLElement | null = null;

  connectedCallback(): void {
    if (this.#open) return;
    this.#lang = languageOf(this);
    this.#open = button("start-zoom", say(this.#lang, "zoomStart"), () => void this.start());
    this.#error = make("p", { class: "cd-zoom-error", role: "alert", hidden: "" });
    this.append(this.#open, this.#error);
    this.dataset["state"] = "poster";
  }

  disconnectedCallback(): void {
    this.#close?.();
    this.#close = null;
    this.#open?.remove();
    this.#error?.remove();
    this.#open = null;
    this.querySelector(".cd-zoom-view")?.remove();
  }

  /** Opens the tiles; the plain picture stays when they can't be had. */
  async start(): Promise<void> {
    this.dataset["state"] = "loading";
    this.querySelector(".cd-zoom-view")?.remove();
    const view = make("div", { class: "cd-zoom-view", role: "application", "aria-label": say(this.#lang, "zoomHelp") });
    this.append(view);
    try {
      const { openTiles } = await import("./tiles");
      this.#close = await openTiles(view, this.getAttribute("info-url") ?? "", OPEN_SECONDS);
      this.#ready(view);
    } catch {
      view.remove();
      this.#failed();
    }
  }

  #ready(view: HTMLElement): void {
    this.dataset["state"] = "ready";
    if (this.#error) toggle(this.#error, false);
    if (this.#open) toggle(this.#open, false);
    view.querySelector<HTMLElement>("[tabindex]")?.focus({ preventScroll: true });
  }

  #failed(): void {
    this.dataset["state"] = "error";
    if (this.#open) this.#open.textContent = say(this.#lang, "retry");
    if (!this.#error) return;
    this.#error.textContent = say(this.#lang, "zoomFailed");
    toggle(this.#error, true);
  }
}

export function defineZoom(): void {
  if (!customElements.get("cd-zoom")) customElements.define("cd-zoom", ZoomElement);
}
