/** The choice between two versions of one record, field by field; nothing is lost before it is made. */

import { differences, nameOf, settle, type Difference, type Entry } from "../core/field";
import { fieldLabel, sayField } from "../core/field-strings";
import type { Language } from "../core/scene";
import { button, make } from "./dom";

export function conflictForm(entry: Entry, lang: Language, done: (settled: Entry) => void, cancel: () => void): HTMLFormElement {
  const rows = differences(entry);
  const table = rows.map((row) => choice(row, lang));
  const body = table.length ? table : [make("p", {}, sayField(lang, "conflictNone"))];
  const save = make("button", { type: "submit", class: "button primary", "data-action": "settle" }, sayField(lang, "conflictSave"));
  const leave = button("cancel-entry", sayField(lang, "cancel"), cancel);
  leave.className = "button quiet";
  const form = make(
    "form",
    { class: "cd-field-form cd-field-conflict" },
    make("h3", {}, sayField(lang, "conflictTitle", { name: nameOf(entry) })),
    make("p", {}, sayField(lang, "conflictHint")),
    ...body,
    make("div", { class: "form-actions" }, save, leave),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const theirs = new Set(rows.map((row) => row.field).filter((field) => new FormData(form).get(field) === "theirs"));
    done(settle(entry, theirs));
  });
  return form;
}

function choice(row: Difference, lang: Language): HTMLElement {
  const shown = (text: string) => text || sayField(lang, "empty");
  const option = (side: "mine" | "theirs", label: string) => {
    const id = `keep-${row.field}-${side}`;
    const radio = make("input", { type: "radio", id, name: row.field, value: side });
    radio.checked = side === "mine";
    return make("div", { class: "way" }, radio, make("label", { for: id }, make("strong", {}, label), ` ${shown(row[side])}`));
  };
  return make(
    "fieldset",
    { class: "ways" },
    make("legend", {}, fieldLabel(lang, row.field)),
    option("mine", sayField(lang, "conflictMine")),
    option("theirs", sayField(lang, "conflictTheirs")),
    make("p", { class: "hint" }, `${sayField(lang, "conflictBase")}: ${shown(row.base)}`),
  );
}
