/** The list beside the map: the same records, in step with what is in view. */

import { distanceText, type Hit } from "../core/map-data";
import { sayMap } from "../core/map-strings";
import type { Language } from "../core/scene";
import { make } from "./dom";

/** Shows these hits in place of the earlier ones. */
export function fillList(hits: readonly Hit[], lang: Language): void {
  const list = document.querySelector("[data-list]");
  if (!list) return;
  list.replaceChildren(...(hits.length ? hits.map((hit) => row(hit, lang)) : [make("li", { class: "empty" }, sayMap(lang, "none"))]));
}

function row(hit: Hit, lang: Language): HTMLElement {
  const told = [hit.number, hit.distance === null ? "" : distanceText(hit.distance, lang), hit.isApproximate ? sayMap(lang, "about") : ""];
  const item = make("li", {}, make("a", { href: hit.page }, hit.title), " ", make("span", { class: "number" }, told.filter(Boolean).join(" · ")));
  if (hit.at) item.dataset.at = hit.at.join(",");
  return item;
}
