/** The completeness of the form, counted as it is filled in; names of what is missing lead to their fields. */

import { lacksOf } from "../core/form-facts";
import { make } from "./dom";
import { fieldOf, partOf, valueOf } from "./form-parts";

export function startMeter(form: HTMLFormElement): void {
  const box = partOf(form, "meter");
  const meter = box?.querySelector("meter");
  if (!box || !meter) return;
  const names = (key: string) => (box.dataset[key] ?? "").split(" ").filter(Boolean);
  const needed = names("needed");
  const useful = names("useful");
  const hasPhoto = () => {
    const photo = fieldOf(form, "photo");
    return box.dataset["photo"] === "yes" || (photo instanceof HTMLInputElement && (photo.files?.length ?? 0) > 0);
  };
  const isFilled = (name: string) => valueOf(form, name) !== "" || (name === "description_vi" && hasPhoto());
  const count = () => {
    const lacks = lacksOf(needed, useful, isFilled);
    const share = partOf(box, "share");
    meter.value = lacks.share;
    if (share) share.textContent = `${Math.round(lacks.share * 100)} %`;
    list(form, partOf(box, "missing"), lacks.needed);
    list(form, partOf(box, "useful"), lacks.useful);
  };
  form.addEventListener("input", count);
  form.addEventListener("change", count);
  box.addEventListener("click", (event) => {
    const link = event.target instanceof HTMLAnchorElement ? event.target : null;
    const field = link ? document.getElementById(link.hash.slice(1)) : null;
    if (!field) return;
    event.preventDefault();
    const fold = field.closest("details");
    if (fold) fold.open = true;
    field.focus();
  });
  count();
}

function list(form: HTMLFormElement, line: HTMLElement | null, names: readonly string[]): void {
  if (!line) return;
  line.hidden = names.length === 0;
  const parts = names.flatMap((name, place) => [...(place ? [", "] : []), make("a", { href: `#f-${name}` }, labelOf(form, name))]);
  partOf(line, "names")?.replaceChildren(...parts);
}

function labelOf(form: HTMLFormElement, name: string): string {
  return form.querySelector(`label[for="f-${name}"]`)?.firstChild?.textContent?.trim() ?? name;
}
