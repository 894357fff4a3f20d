/** The next free number of the chosen site, put into the form with one click; nothing is reserved. */

import { sayForm } from "../core/form-strings";
import type { Language } from "../core/scene";
import { ask } from "./api";
import { fieldOf, partOf, typeInto, valueOf } from "./form-parts";

export function startNumber(form: HTMLFormElement, lang: Language): void {
  const button = form.querySelector<HTMLButtonElement>("[data-action=next-number]");
  const number = fieldOf(form, "accession_number");
  const told = partOf(form, "number-told");
  if (!button || !number || !told) return;
  const tell = (text: string, isFault: boolean) => {
    told.textContent = text;
    told.classList.toggle("wrong", isFault);
  };
  const suggest = async () => {
    const site = valueOf(form, "site_code");
    if (!site) {
      tell(sayForm(lang, "numberSite"), true);
      fieldOf(form, "site_code")?.focus();
      return;
    }
    const query = new URLSearchParams({ site, place: valueOf(form, "number_place") }).toString();
    const answer = await ask(`/artifacts/next-number?${query}`, lang);
    const found = (answer.body as { number?: unknown } | null)?.number;
    if (answer.ok && typeof found === "string") {
      typeInto(number, found);
      tell(sayForm(lang, "numberFilled", { number: found }), false);
    } else if (answer.status === 422) {
      tell(sayForm(lang, "numberPlace"), true);
      fieldOf(form, "number_place")?.focus();
    } else {
      tell(answer.problem?.detail ?? sayForm(lang, "numberNone"), true);
    }
  };
  button.addEventListener("click", (event) => {
    event.preventDefault();
    void suggest();
  });
}
