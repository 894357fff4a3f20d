/** The written date: what it means is told while it is typed; reign and year write it. */

import { sayForm } from "../core/form-strings";
import type { Language } from "../core/scene";
import { ask } from "./api";
import { make } from "./dom";
import { type Field, fieldOf, partOf, typeInto, whenResting } from "./form-parts";

const REST_MS = 350;

interface Read {
  readonly is_understood: boolean;
  readonly in_words?: Readonly<Record<Language, string>> | null;
  readonly year_from?: number | null;
  readonly year_to?: number | null;
  readonly lunar_year?: string | null;
  readonly notes?: readonly { readonly detail: string; readonly remedy: string }[];
  readonly problem?: { readonly detail: string; readonly remedy: string } | null;
  readonly suggestions?: readonly string[];
}

async function readDate(text: string, lang: Language): Promise<Read | null> {
  const answer = await ask(`/dates?lang=${lang}&text=${encodeURIComponent(text)}`, lang);
  return answer.ok ? (answer.body as Read) : null;
}

export function startDate(form: HTMLFormElement, lang: Language): void {
  const field = fieldOf(form, "date_text");
  const out = partOf(form, "date-read");
  if (!field || !out) return;
  const show = async () => {
    const text = field.value.trim();
    const read = text ? await readDate(text, lang) : null;
    if (field.value.trim() !== text) return;
    out.classList.toggle("wrong", read?.is_understood === false);
    out.replaceChildren(...(read ? words(read, lang, (chosen) => typeInto(field, chosen)) : []));
    if (read?.is_understood) fillYears(form, read);
  };
  field.addEventListener("input", whenResting(REST_MS, () => void show()));
  startPicker(form, lang, field);
}

function words(read: Read, lang: Language, choose: (text: string) => void): (Node | string)[] {
  return read.is_understood ? meaning(read, lang) : fault(read, lang, choose);
}

function fault(read: Read, lang: Language, choose: (text: string) => void): Node[] {
  const said = make("span", {}, [read.problem?.detail, read.problem?.remedy].filter(Boolean).join(" "));
  const chips = (read.suggestions ?? []).map((text) => {
    const chip = make("button", { type: "button", class: "button small", "data-action": "take-date" }, text);
    chip.addEventListener("click", () => choose(text));
    return chip;
  });
  return chips.length ? [said, make("span", { class: "meant" }, sayForm(lang, "meant"), ...chips)] : [said];
}

function meaning(read: Read, lang: Language): Node[] {
  const told = read.in_words?.[lang] ?? "";
  const lunar = read.lunar_year && !told.includes(read.lunar_year) ? ` · ${sayForm(lang, "lunarYear", { name: read.lunar_year })}` : "";
  const notes = (read.notes ?? []).map((note) => make("span", { class: "date-note" }, `${note.detail} ${note.remedy}`));
  return [make("strong", {}, `= ${told}${lunar}`), ...notes];
}

function fillYears(form: HTMLFormElement, read: Read): void {
  for (const [name, year] of [["year_from", read.year_from], ["year_to", read.year_to]] as const) {
    const field = fieldOf(form, name);
    if (field) field.value = year === null || year === undefined ? "" : String(year);
  }
}

function startPicker(form: HTMLFormElement, lang: Language, field: Field): void {
  const reign = fieldOf(form, "reign");
  const year = fieldOf(form, "reign_year");
  if (!(reign instanceof HTMLSelectElement) || !(year instanceof HTMLInputElement)) return;
  const write = async () => {
    const text = pickedText(reign, year);
    if (text) typeInto(field, (await readDate(text, lang))?.in_words?.[lang] ?? text);
  };
  reign.addEventListener("change", () => void write());
  year.addEventListener("change", () => void write());
}

/** "Minh Mạng 15 (1834)" as it was picked; empty while either half is missing. */
function pickedText(reign: HTMLSelectElement, year: HTMLInputElement): string {
  const option = reign.selectedOptions[0];
  if (!option?.value) return "";
  const { name = "", first, years } = option.dataset;
  year.max = years ?? year.max;
  const number = Number(year.value);
  if (!Number.isInteger(number) || number < 1) return "";
  return number <= Number(years) ? `${name} ${number} (${Number(first) + number - 1})` : `${name} ${number}`;
}
