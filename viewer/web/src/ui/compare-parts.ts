/** The furniture of <cd-compare>, built once. */

import { MODES, type Mode } from "../core/compare-state";
import { sayCompare } from "../core/compare-strings";
import type { Language } from "../core/scene";
import { say } from "../core/strings";
import { button, icon, make } from "./dom";
import { ICONS } from "./icons";

export interface CompareActions {
  start(): void;
  enterVr(): void;
  retry(): void;
  mode(mode: Mode): void;
  threshold(value: number): void;
  limit(value: number): void;
  mix(value: number): void;
  split(value: number): void;
  lod(on: boolean): void;
  proven(on: boolean): void;
  heat(on: boolean): void;
  swap(): void;
  run(on: boolean): void;
  crosshair(): void;
  step(by: number): void;
  series(index: number): void;
}

export interface Slider {
  readonly box: HTMLElement;
  readonly input: HTMLInputElement;
  readonly label: HTMLElement;
  readonly output: HTMLOutputElement;
}

export type CompareParts = ReturnType<typeof makeCompareParts>;

let serial = 0;

function unique(name: string): string {
  serial += 1;
  return `cc-${name}-${serial}`;
}

function slider(name: string, label: string, onInput: (value: number) => void): Slider {
  const id = unique(name);
  const input = make("input", { type: "range", id, min: "0", max: "1", step: "0.01", value: "0", "data-action": name });
  const title = make("label", { for: id }, label);
  const output = make("output", { for: id });
  input.addEventListener("input", () => onInput(Number(input.value)));
  return { box: make("div", { class: "cc-slider" }, title, output, input), input, label: title, output };
}

function check(name: string, label: string, onChange: (on: boolean) => void): { box: HTMLElement; input: HTMLInputElement; text: HTMLElement } {
  const input = make("input", { type: "checkbox", "data-action": name });
  const text = make("span", {}, label);
  input.addEventListener("change", () => onChange(input.checked));
  return { box: make("label", { class: "cc-check" }, input, text), input, text };
}

function labelled(action: string, label: string, path: string, onPress: () => void): HTMLButtonElement {
  const element = button(action, "", onPress);
  element.append(icon(path), make("span", {}, label));
  return element;
}

function makeControls(lang: Language, actions: CompareActions) {
  const modes = make("div", { class: "cc-modes", role: "group", "aria-label": sayCompare(lang, "modes") });
  for (const mode of MODES) {
    const choice = button(`mode-${mode}`, sayCompare(lang, `mode_${mode}`), () => actions.mode(mode));
    choice.dataset["mode"] = mode;
    modes.append(choice);
  }
  const threshold = slider("threshold", sayCompare(lang, "threshold"), (value) => actions.threshold(value));
  const limit = slider("limit", sayCompare(lang, "limit"), (value) => actions.limit(value));
  const mix = slider("mix", sayCompare(lang, "mix"), (value) => actions.mix(value));
  const series = slider("series", sayCompare(lang, "series"), () => undefined);
  series.input.addEventListener("change", () => actions.series(Number(series.input.value)));
  const lod = check("lod", sayCompare(lang, "lodToggle"), (on) => actions.lod(on));
  const proven = check("proven", sayCompare(lang, "provenToggle"), (on) => actions.proven(on));
  const heat = check("heat", sayCompare(lang, "heatToggle"), (on) => actions.heat(on));
  const swap = button("swap", sayCompare(lang, "blinkStep"), () => actions.swap());
  const run = check("run", sayCompare(lang, "blinkRun"), (on) => actions.run(on));
  const cross = button("crosshair", sayCompare(lang, "pick"), () => actions.crosshair());
  cross.setAttribute("aria-pressed", "false");
  const blink = make("div", { class: "cc-row" }, swap, run.box, cross);
  const settings = make("div", { class: "cc-settings", role: "group", "aria-label": sayCompare(lang, "settings"), hidden: "" }, modes, mix.box, blink, threshold.box, limit.box, lod.box, proven.box, heat.box);
  return { modes, threshold, limit, mix, series, lod, proven, heat, swap, run, cross, settings };
}

function makeStage(lang: Language, actions: CompareActions) {
  const help = make("p", { id: unique("help"), class: "cc-unseen" }, sayCompare(lang, "help"));
  const view = make("div", { class: "cd-view", role: "application", "aria-roledescription": sayCompare(lang, "viewer"), "aria-label": sayCompare(lang, "viewer"), "aria-describedby": help.id, tabindex: "0", hidden: "" }, help);
  const divider = make("div", { class: "cc-divider", role: "slider", tabindex: "0", "aria-valuemin": "0", "aria-valuemax": "100", "data-action": "divider", hidden: "" }, make("span", { "aria-hidden": "true" }, "◂ ▸"));
  const cross = make("div", { class: "cc-cross", hidden: "", "aria-hidden": "true" });
  const tags = { earlier: make("p", { class: "cc-tag", hidden: "" }), later: make("p", { class: "cc-tag", hidden: "" }) };
  const start = labelled("start-compare", sayCompare(lang, "start"), ICONS.cube, () => actions.start());
  start.classList.add("cd-primary");
  const vr = labelled("enter-vr", say(lang, "enterVr"), ICONS.headset, () => actions.enterVr());
  vr.disabled = true;
  const bar = make("progress", { max: "1", value: "0", "aria-label": say(lang, "decoding") });
  const progressText = make("span", {}, "");
  const errorText = make("p", {}, "");
  const again = button("retry", say(lang, "retry"), () => actions.retry());
  return {
    view, divider, cross, tags, start, vr, bar, progressText, errorText,
    startLabel: start.querySelector("span") ?? start,
    entrance: make("div", { class: "cd-entrance" }, start, vr),
    progress: make("div", { class: "cd-progress", hidden: "" }, bar, progressText),
    error: make("div", { class: "cd-error", role: "alert", hidden: "" }, errorText, again),
    legend: make("section", { class: "cc-legend" }),
  };
}

/** Builds every part and lays them out: the stage with its legend, and the panel beside or below it. */
export function makeCompareParts(lang: Language, actions: CompareActions) {
  const stage = makeStage(lang, actions);
  const controls = makeControls(lang, actions);
  const picked = make("p", { class: "cc-picked" }, sayCompare(lang, "pickHint"));
  const previous = button("previous-region", sayCompare(lang, "previousRegion"), () => actions.step(-1));
  const next = button("next-region", sayCompare(lang, "nextRegion"), () => actions.step(1));
  const regions = make("div", { class: "cc-regions" });
  const steps = make("div", { class: "cc-row", hidden: "" }, previous, next);
  const words = make("div", { class: "cc-words" });
  const seriesPage = make("a", { class: "cc-page", hidden: "" }, sayCompare(lang, "openPage"));
  const seriesBox = make("div", { class: "cc-series", hidden: "" }, controls.series.box, seriesPage);
  const notice = make("p", { class: "cc-notice", role: "status", hidden: "" });
  const live = make("p", { class: "cc-unseen", "aria-live": "polite" });
  const frame = make("div", { class: "cc-stage" });
  frame.append(stage.view, stage.tags.earlier, stage.tags.later, stage.divider, stage.cross, stage.entrance, stage.progress, stage.error);
  const figures = make("details", { class: "cc-figures", open: "" }, make("summary", {}, sayCompare(lang, "facts")), words);
  const heading = make("h2", {}, sayCompare(lang, "regions"));
  const side = make("div", { class: "cc-side" }, notice, stage.legend, picked, controls.settings, seriesBox, heading, steps, regions, figures);
  return { ...stage, ...controls, crossButton: controls.cross, crosshair: stage.cross, picked, regions, steps, words, seriesPage, seriesBox, notice, live, frame, side };
}
