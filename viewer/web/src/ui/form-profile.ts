/** The kind of object opens the sections that it needs and words their hints. */

import { fieldOf } from "./form-parts";

interface Profile {
  readonly sections: readonly string[];
  readonly hints: Readonly<Record<string, string>>;
}

export function startProfile(form: HTMLFormElement): void {
  const select = fieldOf(form, "profile");
  if (!select) return;
  const table = JSON.parse(form.dataset["profiles"] ?? "{}") as Readonly<Record<string, Profile>>;
  select.addEventListener("change", () => unfold(form, table[select.value]));
}

function unfold(form: HTMLFormElement, profile: Profile | undefined): void {
  for (const section of form.querySelectorAll<HTMLDetailsElement>("details[data-section]")) {
    if (profile?.sections.includes(section.dataset["section"] ?? "")) section.open = true;
  }
  for (const field of form.querySelectorAll<HTMLElement>("[data-hint]")) word(field, profile);
}

function word(field: HTMLElement, profile: Profile | undefined): void {
  const name = field.getAttribute("name") ?? "";
  const hint = document.getElementById(`h-${name}`);
  if (hint) hint.textContent = profile?.hints[name] ?? field.dataset["hint"] ?? "";
}
