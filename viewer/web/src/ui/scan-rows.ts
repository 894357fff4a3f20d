/** The scanned list as it is shown: a heading for each location, a row with picture for each artifact. */

import { sayScan } from "../core/procedure-strings";
import type { Entry } from "../core/scan-list";
import type { Language } from "../core/scene";
import { button, make } from "./dom";

export type Removing = (at: number) => void;

export function scanRows(entries: readonly Entry[], lang: Language, onRemove: Removing): HTMLElement[] {
  let hasPlace = false;
  return entries.map((entry, at) => {
    const isPlace = entry.named?.kind === "location" && entry.named.isOpen;
    hasPlace ||= isPlace;
    const row = make("li", { "data-kind": kindOf(entry, hasPlace) }, ...(isPlace ? placeParts(entry, lang) : thingParts(entry, lang, hasPlace)));
    const remove = button("remove", "×", () => onRemove(at));
    remove.setAttribute("aria-label", sayScan(lang, "remove", { text: entry.named?.number ?? entry.text }));
    row.append(remove);
    return row;
  });
}

function kindOf(entry: Entry, hasPlace: boolean): string {
  if (entry.state === "looking" || entry.state === "offline") return entry.state;
  if (entry.named?.kind === "location") return entry.named.isOpen ? "place" : "fault";
  return entry.named?.kind === "artifact" && hasPlace ? "thing" : "fault";
}

function placeParts(entry: Entry, lang: Language): Node[] {
  const title = entry.named ? `${entry.named.title} (${entry.named.number})` : entry.text;
  return [make("strong", {}, sayScan(lang, "here", { title }))];
}

function thingParts(entry: Entry, lang: Language, hasPlace: boolean): Node[] {
  const named = entry.named;
  if (named === null) return [make("span", { class: "scan-words" }, make("strong", {}, entry.text), make("span", {}, troubleOf(entry, lang)))];
  const picture = named.picture ? make("img", { src: named.picture, alt: "", width: "48", height: "48" }) : make("span", { class: "scan-blank" });
  const words = make("span", { class: "scan-words" }, make("strong", {}, named.number), ` ${named.title}`);
  const note = noteOf(entry, lang, hasPlace);
  if (note) words.append(make("span", {}, note));
  return [picture, words];
}

function noteOf(entry: Entry, lang: Language, hasPlace: boolean): string {
  const named = entry.named;
  if (named === null) return "";
  if (named.kind === "site") return sayScan(lang, "notThing", { number: named.number });
  if (named.kind === "location") return sayScan(lang, "closed", { number: named.number });
  if (!hasPlace) return sayScan(lang, "noPlace");
  return named.place ? sayScan(lang, "stands", { place: named.place }) : "";
}

function troubleOf(entry: Entry, lang: Language): string {
  if (entry.state === "looking") return sayScan(lang, "looking");
  return entry.state === "offline" ? sayScan(lang, "offline") : sayScan(lang, "unknown", { text: entry.text });
}
