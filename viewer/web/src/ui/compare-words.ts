/** The comparison in words and tables: regions, overall figures, warnings, downloads. */

import type { ComparisonDocument, Region } from "../core/comparison";
import { sayCompare, type CompareKey } from "../core/compare-strings";
import { formatDay, formatNumber, SIGMAS_OF_95 } from "../core/deviation";
import type { Language } from "../core/scene";
import { button, make } from "./dom";

export function areaText(mm2: number | null, lang: Language): string {
  if (mm2 === null) return "—";
  return mm2 >= 1000 ? `${formatNumber(mm2 / 100, lang, 1)} cm²` : `${formatNumber(mm2, lang, 0)} mm²`;
}

export function volumeText(mm3: number | null, sigma: number | null, lang: Language): string {
  if (mm3 === null) return "—";
  const digits = mm3 < 10 ? 1 : 0;
  const spread = sigma === null ? "" : ` ± ${formatNumber(sigma * SIGMAS_OF_95, lang, digits)}`;
  return `${formatNumber(mm3, lang, digits)}${spread} mm³`;
}

export function spokenRegion(region: Region, lang: Language): string {
  return sayCompare(lang, "regionSpoken", {
    id: region.id,
    kind: sayCompare(lang, `kind_${region.kind}`),
    depth: formatNumber(region.max, lang, 2, true),
    area: areaText(region.area, lang),
    volume: volumeText(region.volume, region.volumeSigma, lang),
  });
}

function row(region: Region, lang: Language, choose: (id: number) => void): HTMLTableRowElement {
  const depth = formatNumber(region.max, lang, 2, true);
  const kind = sayCompare(lang, `kind_${region.kind}`);
  const open = button("region", String(region.id), () => choose(region.id));
  open.setAttribute("aria-label", sayCompare(lang, "regionOpen", { id: region.id, kind, depth, area: areaText(region.area, lang) }));
  const volume = volumeText(region.volume, region.volumeSigma, lang);
  const flagged = region.flags.length > 0 ? [make("span", { class: "cc-flag" }, sayCompare(lang, "flagged"))] : [];
  const line = make("tr", { "data-region": String(region.id) }, make("th", { scope: "row" }, open), make("td", {}, kind, ...flagged), make("td", {}, depth), make("td", {}, areaText(region.area, lang)), make("td", {}, volume));
  line.addEventListener("click", (event) => {
    if (!(event.target instanceof HTMLButtonElement)) choose(region.id);
  });
  return line;
}

export function regionTable(shown: ComparisonDocument, lang: Language, choose: (id: number) => void): HTMLElement {
  if (shown.regions.length === 0) return make("p", {}, sayCompare(lang, "regionsNone"));
  const names: readonly CompareKey[] = ["number", "kind", "depth", "area", "volume"];
  const head = make("thead", {}, make("tr", {}, ...names.map((name) => make("th", { scope: "col" }, sayCompare(lang, name)))));
  const body = make("tbody", {}, ...shown.regions.map((region) => row(region, lang, choose)));
  const caption = make("caption", {}, sayCompare(lang, "regionsCount", { count: shown.regions.length }));
  return make("div", { class: "cc-table", tabindex: "0", role: "region", "aria-label": sayCompare(lang, "regions") }, make("table", {}, caption, head, body));
}

function facts(shown: ComparisonDocument, lang: Language): readonly (readonly [CompareKey, string])[] {
  const { statistics } = shown;
  const mm = (value: number | null | undefined, signed = false, digits = 2) => (typeof value === "number" ? `${formatNumber(value, lang, digits, signed)} mm` : "—");
  const named = (name: string, date: string) => [date.startsWith(name) ? "" : name, formatDay(date, lang)].filter(Boolean).join(", ");
  const epochs = [shown.earlier, shown.later].map((survey) => named(survey.name, survey.date)).join(" → ");
  const share = statistics["changed_fraction"];
  const percent = share === undefined ? "" : ` (${formatNumber(share * 100, lang, 1)} %)`;
  return [
    ["factEpochs", epochs],
    ["factLod", `${mm(shown.lodMedian)} / ${mm(shown.lodP95)}`],
    ["factSigma", mm(shown.sigma, false, 3)],
    ["factMedian", mm(statistics["p50_mm"], true)],
    ["factRange", `${mm(statistics["p05_mm"], true)} … ${mm(statistics["p95_mm"], true)}`],
    ["factChanged", `${areaText(statistics["changed_mm2"] ?? null, lang)}${percent}`],
    ["factLoss", volumeText(statistics["loss_mm3"] ?? null, null, lang)],
    ["factGain", volumeText(statistics["gain_mm3"] ?? null, null, lang)],
  ];
}

/** Figures and warnings: with the table of regions the text alternative of the stage. */
export function wordParts(shown: ComparisonDocument, lang: Language): readonly Node[] {
  const rows = facts(shown, lang).flatMap(([name, value]) => [make("dt", {}, sayCompare(lang, name)), make("dd", {}, value)]);
  const parts: Node[] = [make("p", {}, shown.alt[lang]), make("dl", {}, ...rows), make("p", { class: "cc-small" }, sayCompare(lang, "sigma"))];
  if (shown.warnings.length > 0) {
    parts.push(make("h3", {}, sayCompare(lang, "warnings")), make("ul", {}, ...shown.warnings.map((warning) => make("li", {}, warning[lang]))));
  }
  return parts;
}
