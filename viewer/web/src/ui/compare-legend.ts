/** The legend: the scale with zero in the middle, its unit, and what grey and hatching mean. Attributes only, no style text. */

import type { CompareState } from "../core/compare-state";
import type { ComparisonDocument } from "../core/comparison";
import { sayCompare } from "../core/compare-strings";
import { formatNumber, NEUTRAL, NO_DATA } from "../core/deviation";
import type { Language } from "../core/scene";
import { make } from "./dom";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 260;
const LEFT = 10;
let serial = 0;

function shape(tag: string, attributes: Readonly<Record<string, string | number>>, text = ""): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  if (text) element.textContent = text;
  return element;
}

function scale(shown: ComparisonDocument, state: CompareState, lang: Language): SVGElement {
  serial += 1;
  const id = `cc-scale-${serial}`;
  const wide = WIDTH - 2 * LEFT;
  const fill = shape("linearGradient", { id });
  for (const stop of shown.stops) fill.append(shape("stop", { offset: (stop.at + 1) / 2, "stop-color": stop.colour }));
  const svg = shape("svg", { viewBox: `0 0 ${WIDTH} 44`, role: "img", class: "cc-scale" });
  const defs = shape("defs", {});
  defs.append(fill);
  svg.append(shape("title", {}, sayCompare(lang, "legendText", { limit: formatNumber(state.limit, lang) })), defs);
  svg.append(shape("rect", { x: LEFT, y: 2, width: wide, height: 16, fill: `url(#${id})` }));
  const grey = Math.max(state.threshold, state.lod ? (shown.lodMedian ?? 0) : 0);
  const half = (Math.min(grey / state.limit, 1) * wide) / 2;
  if (half > 0) svg.append(shape("rect", { x: WIDTH / 2 - half, y: 2, width: 2 * half, height: 16, fill: NEUTRAL }));
  svg.append(...[-1, -0.5, 0, 0.5, 1].flatMap((at) => tick(at, at * state.limit, lang)));
  return svg;
}

const ENDS: Readonly<Record<string, readonly [number, string]>> = { "-1": [0, "start"], "1": [WIDTH, "end"] };

function tick(at: number, value: number, lang: Language): SVGElement[] {
  const x = LEFT + ((at + 1) / 2) * (WIDTH - 2 * LEFT);
  const [place, anchor] = ENDS[String(at)] ?? [x, "middle"];
  const label = at === 0 ? "0" : formatNumber(value, lang, undefined, true);
  return [shape("path", { d: `M${x} 18v5`, class: "cc-tick" }), shape("text", { x: place, y: 39, "text-anchor": anchor }, label)];
}

function hatch(): SVGElement {
  const svg = shape("svg", { viewBox: "0 0 20 14", class: "cc-swatch", "aria-hidden": "true" });
  svg.append(shape("rect", { width: 20, height: 14, fill: NO_DATA[1] }), shape("path", { d: "M-2 10 8 0M2 16 18 0M12 16 24 4", stroke: NO_DATA[0], "stroke-width": 4 }));
  return svg;
}

function grey(): SVGElement {
  const svg = shape("svg", { viewBox: "0 0 20 14", class: "cc-swatch", "aria-hidden": "true" });
  svg.append(shape("rect", { width: 20, height: 14, fill: NEUTRAL }));
  return svg;
}

function lodText(shown: ComparisonDocument, state: CompareState, lang: Language): string {
  if (shown.lodMedian === null) return sayCompare(lang, "legendLodNone");
  return sayCompare(lang, state.lod ? "legendLod" : "legendLodOff", { lod: formatNumber(shown.lodMedian, lang) });
}

/** What stands in the legend for this state. */
export function legendParts(shown: ComparisonDocument, state: CompareState, lang: Language): readonly Node[] {
  const names = { earlier: shown.earlier.label, later: shown.later.label };
  const rows = [make("li", {}, grey(), lodText(shown, state, lang))];
  if (state.threshold > 0) rows.push(make("li", {}, grey(), sayCompare(lang, "legendThreshold", { threshold: formatNumber(state.threshold, lang) })));
  if (state.proven) rows.push(make("li", {}, grey(), sayCompare(lang, "legendProven")));
  rows.push(make("li", {}, hatch(), sayCompare(lang, "legendNoData")));
  const ends = make("p", { class: "cc-ends", "aria-hidden": "true" }, make("span", {}, `◂ ${sayCompare(lang, "loss")}`), make("span", {}, `${sayCompare(lang, "gain")} ▸`));
  return [make("p", { class: "cc-legend-title" }, sayCompare(lang, "legend", names)), scale(shown, state, lang), ends, make("ul", {}, ...rows)];
}
