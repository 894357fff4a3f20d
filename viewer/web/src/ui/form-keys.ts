/** The form by keyboard alone: Ctrl+S saves, Enter goes on to the next field. */

import { partOf } from "./form-parts";

/** What Enter stops at; things beside the way (data-aside) are reached with Tab alone. */
const STOPS = "input:not([type=hidden]):not([readonly]):not([data-aside]), select, textarea, summary, button[name=then]:not([data-aside])";

export function startKeys(form: HTMLFormElement): void {
  const hint = partOf(form, "keys");
  if (hint) hint.hidden = false;
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    form.requestSubmit(form.querySelector<HTMLButtonElement>(".form-actions .primary"));
  });
  form.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || event.defaultPrevented || event.isComposing) return;
    if (!(field instanceof HTMLInputElement) && !(field instanceof HTMLSelectElement)) return;
    if (field instanceof HTMLInputElement && field.type === "file") return;
    event.preventDefault();
    const stops = [...form.querySelectorAll<HTMLElement>(STOPS)].filter((stop) => stop.checkVisibility());
    stops[stops.indexOf(field) + 1]?.focus();
  });
}
