/** The furniture of <cd-stage>: built once, spoken and shown in the page's language. */

import type { Language } from "../core/scene";
import { say } from "../core/strings";
import { button, icon, iconButton, make } from "./dom";
import { ICONS } from "./icons";

export interface StageActions {
  start(): void;
  enterVr(): void;
  enterAr(): void;
  light(): void;
  reset(): void;
  zoom(factor: number): void;
  rulers(): void;
  fullScreen(): void;
  retry(): void;
  dismiss(): void;
}

export interface StageParts {
  readonly view: HTMLElement;
  readonly start: HTMLButtonElement;
  readonly startLabel: HTMLElement;
  readonly vr: HTMLButtonElement;
  readonly ar: HTMLButtonElement;
  readonly arLink: HTMLAnchorElement;
  readonly entrance: HTMLElement;
  readonly tools: HTMLElement;
  readonly rulers: HTMLButtonElement;
  readonly full: HTMLButtonElement;
  readonly size: HTMLElement;
  readonly progress: HTMLElement;
  readonly bar: HTMLProgressElement;
  readonly progressText: HTMLElement;
  readonly error: HTMLElement;
  readonly errorText: HTMLElement;
  readonly notice: HTMLElement;
  readonly noticeText: HTMLElement;
  readonly live: HTMLElement;
  readonly words: HTMLDetailsElement;
  readonly wordsBody: HTMLElement;
}

let serial = 0;

function labelled(action: string, label: string, path: string, onPress: () => void): HTMLButtonElement {
  const element = button(action, "", onPress);
  element.append(icon(path), make("span", {}, label));
  return element;
}

function makeTools(lang: Language, actions: StageActions): { tools: HTMLElement; rulers: HTMLButtonElement; full: HTMLButtonElement } {
  const rulers = iconButton("rulers", say(lang, "showSize"), ICONS.ruler, () => actions.rulers());
  rulers.setAttribute("aria-pressed", "false");
  const full = iconButton("full-screen", say(lang, "fullScreen"), ICONS.full, () => actions.fullScreen());
  const tools = make(
    "div",
    { class: "cd-tools", role: "toolbar", "aria-label": say(lang, "viewer"), hidden: "" },
    iconButton("zoom-in", say(lang, "zoomIn"), ICONS.plus, () => actions.zoom(1.2)),
    iconButton("zoom-out", say(lang, "zoomOut"), ICONS.minus, () => actions.zoom(1 / 1.2)),
    iconButton("light", say(lang, "light"), ICONS.light, () => actions.light()),
    rulers,
    iconButton("reset-view", say(lang, "reset"), ICONS.reset, () => actions.reset()),
    full,
  );
  return { tools, rulers, full };
}

function makeView(lang: Language, label: string): HTMLElement {
  serial += 1;
  const help = make("p", { id: `cd-help-${serial}`, class: "cd-unseen" }, say(lang, "help"));
  return make(
    "div",
    {
      class: "cd-view",
      role: "application",
      "aria-roledescription": say(lang, "viewer"),
      "aria-label": label,
      "aria-describedby": help.id,
      tabindex: "0",
      hidden: "",
    },
    help,
  );
}

/** Builds every part; the caller appends them in this order. */
export function makeParts(lang: Language, label: string, actions: StageActions): StageParts {
  const start = labelled("start-3d", say(lang, "start"), ICONS.cube, () => actions.start());
  start.classList.add("cd-primary");
  const vr = labelled("enter-vr", say(lang, "enterVr"), ICONS.headset, () => actions.enterVr());
  vr.disabled = true;
  const ar = labelled("enter-ar", say(lang, "enterAr"), ICONS.room, () => actions.enterAr());
  ar.hidden = true;
  const arLink = make("a", { rel: "ar", "data-action": "enter-ar", class: "cd-quick-look", hidden: "" });
  const bar = make("progress", { max: "1", value: "0", "aria-label": say(lang, "decoding") });
  const progressText = make("span", {}, "");
  const errorText = make("p", {}, "");
  const noticeText = make("p", {}, "");
  const close = iconButton("dismiss-notice", say(lang, "dismissNotice"), ICONS.close, () => actions.dismiss());
  const wordsBody = make("div", { class: "cd-words-body" });
  return {
    view: makeView(lang, label),
    start,
    startLabel: start.querySelector("span") ?? start,
    vr,
    ar,
    arLink,
    entrance: make("div", { class: "cd-entrance" }, start, vr, ar, arLink),
    ...makeTools(lang, actions),
    size: make("p", { class: "cd-size", hidden: "" }),
    progress: make("div", { class: "cd-progress", hidden: "" }, bar, progressText),
    bar,
    progressText,
    error: make("div", { class: "cd-error", role: "alert", hidden: "" }, errorText, button("retry", say(lang, "retry"), () => actions.retry())),
    errorText,
    notice: make("div", { class: "cd-notice", role: "status", hidden: "" }, noticeText, close),
    noticeText,
    live: make("p", { class: "cd-unseen", "aria-live": "polite" }),
    words: make("details", { class: "cd-words" }, make("summary", {}, say(lang, "textAlternative")), wordsBody),
    wordsBody,
  };
}
