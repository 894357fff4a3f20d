/** Writes a document and a state into the furniture. */

import type { CompareState } from "../core/compare-state";
import type { ComparisonDocument } from "../core/comparison";
import { sayCompare } from "../core/compare-strings";
import { formatNumber } from "../core/deviation";
import { formatBytes } from "../core/measure";
import { sentence } from "../core/problem";
import { DocumentError, type Language } from "../core/scene";
import { say } from "../core/strings";
import { legendParts } from "./compare-legend";
import type { CompareParts } from "./compare-parts";
import { regionTable, wordParts } from "./compare-words";
import { toggle } from "./dom";

interface Shown {
  readonly lang: Language;
  readonly ready: boolean;
  readonly running: boolean;
}

export type Step = "poster" | "loading" | "ready" | "lost" | "error";

export function showStep(parts: CompareParts, step: Step): void {
  toggle(parts.start, step === "poster");
  toggle(parts.progress, step === "loading");
  toggle(parts.error, step === "error" || step === "lost");
  for (const part of [parts.settings, parts.steps]) toggle(part, step === "ready");
}

export function showXr(parts: CompareParts, vr: boolean, lang: Language): void {
  parts.vr.disabled = !vr;
  parts.vr.title = vr ? "" : say(lang, window.isSecureContext ? "noVr" : "needHttps");
}

export function showDocument(parts: CompareParts, shown: ComparisonDocument, lang: Language, choose: (id: number) => void): void {
  const names = { earlier: shown.earlier.label, later: shown.later.label };
  parts.regions.replaceChildren(regionTable(shown, lang, choose));
  parts.words.replaceChildren(...wordParts(shown, lang));
  parts.view.setAttribute("aria-label", shown.title[lang]);
  parts.divider.setAttribute("aria-label", sayCompare(lang, "divider", names));
  parts.mix.label.textContent = sayCompare(lang, "mix", names);
  parts.heat.text.textContent = sayCompare(lang, "heatToggle", names);
  parts.tags.earlier.textContent = shown.earlier.label;
  parts.tags.later.textContent = shown.later.label;
  parts.startLabel.textContent = sayCompare(lang, "startBytes", { bytes: formatBytes(shown.earlier.bytes + shown.later.bytes, lang) });
  const poster = parts.frame.querySelector("img");
  if (poster) poster.alt ||= shown.alt[lang];
  if (poster && shown.poster && !poster.getAttribute("src")) poster.src = shown.poster;
  for (const { input } of [parts.threshold, parts.limit]) input.step = String(shown.limit / 100);
  showSeries(parts, shown, lang);
}

function showSeries(parts: CompareParts, shown: ComparisonDocument, lang: Language): void {
  const now = shown.series.findIndex((step) => step.id === shown.id);
  toggle(parts.seriesBox, shown.series.length > 1);
  const { input, output } = parts.series;
  input.min = "0";
  input.step = "1";
  input.max = String(Math.max(shown.series.length - 1, 1));
  input.value = String(Math.max(now, 0));
  const step = shown.series[now];
  const text = step ? sayCompare(lang, "seriesNow", { date: step.date, title: step.title[lang] }) : "";
  output.textContent = step?.date.slice(0, 4) ?? "";
  input.setAttribute("aria-valuetext", text);
  const elsewhere = step?.page && !location.pathname.endsWith(step.page);
  toggle(parts.seriesPage, Boolean(elsewhere));
  if (step?.page) parts.seriesPage.href = step.page;
}

export function showState(parts: CompareParts, shown: ComparisonDocument, state: CompareState, { lang, ready, running }: Shown): void {
  parts.legend.replaceChildren(...legendParts(shown, state, lang));
  for (const choice of parts.modes.querySelectorAll("button")) choice.setAttribute("aria-pressed", String(choice.dataset["mode"] === state.mode));
  for (const line of parts.regions.querySelectorAll("tr[data-region]")) {
    if (line.getAttribute("data-region") === String(state.region)) line.setAttribute("aria-current", "true");
    else line.removeAttribute("aria-current");
  }
  showSliders(parts, shown, state, lang);
  parts.lod.input.checked = state.lod;
  parts.proven.input.checked = state.proven;
  parts.heat.input.checked = state.heat;
  parts.run.input.checked = running;
  toggle(parts.mix.box, state.mode === "blend");
  toggle(parts.run.box, state.mode === "blink");
  toggle(parts.swap, state.mode === "blink" || state.mode === "heat");
  toggle(parts.heat.box, state.mode !== "heat");
  showTags(parts, state, ready);
  showDivider(parts, shown, state, { lang, ready, running });
}

function showSliders(parts: CompareParts, shown: ComparisonDocument, state: CompareState, lang: Language): void {
  const mm = (value: number) => `${formatNumber(value, lang)} mm`;
  parts.limit.input.min = String(shown.limit / 50);
  parts.limit.input.max = String(shown.limit * 2);
  parts.threshold.input.max = String(state.limit);
  for (const [{ input, output }, value, text] of [
    [parts.threshold, state.threshold, mm(state.threshold)],
    [parts.limit, state.limit, `± ${mm(state.limit)}`],
    [parts.mix, state.mix, `${Math.round(state.mix * 100)} %`],
  ] as const) {
    input.value = String(value);
    input.setAttribute("aria-valuetext", text);
    output.textContent = text;
  }
}

/** The surveys' names stand where each is seen. */
function showTags(parts: CompareParts, state: CompareState, ready: boolean): void {
  const both = state.mode === "swipe" || state.mode === "side" || state.mode === "blend";
  toggle(parts.tags.earlier, ready && (both || state.epoch === "earlier"));
  toggle(parts.tags.later, ready && (both || state.epoch === "later"));
  parts.frame.dataset["mode"] = state.mode;
}

function showDivider(parts: CompareParts, shown: ComparisonDocument, state: CompareState, { lang, ready }: Shown): void {
  const percent = Math.round(state.split * 100);
  toggle(parts.divider, ready && state.mode === "swipe");
  parts.divider.style.left = `${state.split * 100}%`;
  parts.divider.setAttribute("aria-valuenow", String(percent));
  parts.divider.setAttribute("aria-valuetext", sayCompare(lang, "dividerValue", { percent, earlier: shown.earlier.label }));
}

export function showProgress(parts: CompareParts, done: number, total: number, lang: Language): void {
  parts.bar.value = total > 0 ? done / total : 0;
  const [so, whole] = [done, total].map((bytes) => formatBytes(bytes, lang));
  parts.progressText.textContent = done < total ? sayCompare(lang, "loading", { done: so ?? "", total: whole ?? "" }) : say(lang, "decoding");
}

export function failureText(error: unknown, lang: Language): string {
  return error instanceof DocumentError ? sayCompare(lang, "badDocument", { path: error.path || "/" }) : sentence(error, lang);
}

export function showNotice(parts: CompareParts, text: string): void {
  parts.notice.textContent = text;
  toggle(parts.notice, text !== "");
}
