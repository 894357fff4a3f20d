/** The lists of the field kit: entries with their state, and the records taken along. */

import { inOrder, nameOf, type Entry, type FieldRecord, type Kit } from "../core/field";
import { sayField } from "../core/field-strings";
import { fold } from "../core/folding";
import type { Language } from "../core/scene";
import { button, make } from "./dom";

const MOST_FOUND = 30;
const CHIPS: Readonly<Record<Entry["state"], string>> = { waiting: "draft", sent: "published", refused: "bad", conflict: "bad" };

/** The entries, those that need a person first. */
export function entryList(entries: readonly Entry[], photos: ReadonlyMap<string, number>, lang: Language, open: (entry: Entry) => void): HTMLElement {
  if (entries.length === 0) return make("p", { class: "muted" }, sayField(lang, "nothing"));
  return make("ul", { class: "cd-field-list" }, ...inOrder(entries).map((entry) => row(entry, photos.get(entry.uid) ?? 0, lang, open)));
}

function row(entry: Entry, photos: number, lang: Language, open: (entry: Entry) => void): HTMLElement {
  const words = Object.values(entry.faults)[0];
  const way = entry.state === "sent" ? recordLink(entry, lang) : openButton(entry, lang, open);
  return make(
    "li",
    { "data-uid": entry.uid, "data-state": entry.state },
    make("strong", {}, nameOf(entry)),
    make("span", { class: `chip ${CHIPS[entry.state]}` }, sayField(lang, `state_${entry.state}`)),
    ...(photos > 0 ? [make("span", { class: "muted" }, sayField(lang, entry.state === "sent" ? "photosWaiting" : "photos", { count: photos }))] : []),
    ...(words ? [make("p", { class: "fault-text" }, words)] : []),
    way,
  );
}

function openButton(entry: Entry, lang: Language, open: (entry: Entry) => void): HTMLElement {
  const way = button("open-entry", sayField(lang, "open"), () => open(entry));
  way.className = "button small";
  way.setAttribute("aria-label", `${sayField(lang, "open")}: ${nameOf(entry)}`);
  return way;
}

function recordLink(entry: Entry, lang: Language): HTMLElement {
  const isArtifact = entry.kind === "artifact";
  const part = isArtifact ? "artifacts" : "sites";
  const number = (entry.values[isArtifact ? "accession_number" : "code"] ?? "").split("/").map(encodeURIComponent).join("/");
  return make("a", { href: `/${lang}/workbench/${part}/${number}`, "aria-label": `${sayField(lang, "openRecord")}: ${nameOf(entry)}` }, sayField(lang, "openRecord"));
}

/** A box that finds records taken along, typed with or without accents. */
export function takenList(kit: Kit, lang: Language, open: (record: FieldRecord) => void): HTMLElement {
  const found = make("ul", { class: "cd-field-list" });
  const box = make("input", { type: "search", id: "field-find", autocomplete: "off" });
  const records = [...kit.artifacts, ...kit.sites].map((record) => ({ record, words: fold(`${record.number} ${record.values["title_vi"] ?? ""}`) }));
  const show = () => {
    const wanted = fold(box.value).split(" ").filter(Boolean);
    const hits = wanted.length ? records.filter(({ words }) => wanted.every((word) => words.includes(word))).slice(0, MOST_FOUND) : [];
    found.replaceChildren(...hits.map(({ record }) => takenRow(record, lang, open)));
  };
  box.addEventListener("input", show);
  return make("div", {}, make("div", { class: "field" }, make("label", { for: "field-find" }, sayField(lang, "findTaken")), box), found);
}

function takenRow(record: FieldRecord, lang: Language, open: (record: FieldRecord) => void): HTMLElement {
  const name = [record.number, record.values["title_vi"]].filter(Boolean).join(" · ");
  const way = button("edit-taken", sayField(lang, "edit"), () => open(record));
  way.className = "button small";
  way.setAttribute("aria-label", `${sayField(lang, "edit")}: ${name}`);
  return make("li", {}, make("strong", {}, name), way);
}
