/** The form of one entry: fields, photographs, the place where the phone stands. */

import { FIELDS, missing, type Entry, type Kit, type Place } from "../core/field";
import { fieldLabel, sayField } from "../core/field-strings";
import { formatNumber } from "../core/measure";
import type { Language } from "../core/scene";
import { button, make, toggle } from "./dom";
import type { Photo } from "./field-store";

export interface FormEvents {
  save(entry: Entry, added: readonly File[], removed: readonly string[]): void;
  cancel(): void;
  /** Null while there is nothing to remove yet. */
  readonly remove: (() => void) | null;
}

const LONG = new Set(["description_vi", "condition_text", "inscription"]);
const DECIMAL = { inputmode: "decimal" };
/** Which keyboard a phone shows. */
const KEYBOARDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  height_mm: DECIMAL, width_mm: DECIMAL, depth_mm: DECIMAL, latitude: DECIMAL, longitude: DECIMAL, count: { inputmode: "numeric" }, recorded_on: { type: "date" },
};
const LISTS: Readonly<Record<string, string>> = { object_type: "object-types", materials: "materials" };
/** So many fields stand open; the others fold. */
const OPEN = 10;
const PLACE_MS = 20_000;

export class FieldForm {
  readonly element: HTMLFormElement;
  readonly #fields = new Map<string, HTMLInputElement | HTMLTextAreaElement>();
  readonly #fault = make("p", { class: "fault-text", role: "alert", hidden: "" });
  readonly #pictures = make("ul", { class: "cd-field-photos" });
  readonly #where = make("span", { "aria-live": "polite" });
  readonly #added: File[] = [];
  readonly #removed: string[] = [];
  #place: Place | null;

  constructor(
    private readonly lang: Language,
    private readonly entry: Entry,
    kit: Kit | null,
    photos: readonly Photo[],
    private readonly events: FormEvents,
  ) {
    this.#place = entry.place;
    const names = FIELDS[entry.kind];
    const open = names.slice(0, OPEN).map((name) => this.#field(name, kit));
    const folded = names.slice(OPEN).map((name) => this.#field(name, kit));
    const more = folded.length ? [make("details", { class: "form-section" }, make("summary", {}, sayField(lang, "more")), ...folded)] : [];
    if (entry.faults[""]) this.#say(entry.faults[""]);
    this.element = make("form", { class: "cd-field-form", novalidate: "" }, this.#fault, ...this.#camera(), ...open, this.#gps(), ...more, this.#actions());
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#save();
    });
    for (const photo of photos) this.#picture(photo.name, photo.blob, () => this.#removed.push(photo.id));
  }

  /** Puts the reader where the first fault is. */
  focus(): void {
    const wrong = FIELDS[this.entry.kind].find((name) => this.entry.faults[name]);
    const first = this.#fields.get(wrong ?? FIELDS[this.entry.kind][0] ?? "");
    first?.focus();
  }

  #field(name: string, kit: Kit | null): HTMLElement {
    const id = `field-${name}`;
    const fault = this.entry.faults[name];
    const attributes: Record<string, string> = { id, name, autocomplete: "off", ...(KEYBOARDS[name] ?? {}) };
    if (fault) Object.assign(attributes, { "aria-invalid": "true", "aria-describedby": `${id}-fault` });
    const list = this.#list(name, kit);
    if (list) attributes["list"] = list.id;
    const input = LONG.has(name) ? make("textarea", { ...attributes, rows: "3" }) : make("input", attributes);
    input.value = this.entry.values[name] ?? "";
    this.#fields.set(name, input);
    return make(
      "div",
      { class: fault ? "field wrong" : "field" },
      make("label", { for: id }, fieldLabel(this.lang, name)),
      ...(fault ? [make("span", { class: "fault-text", id: `${id}-fault` }, fault)] : []),
      input,
      ...(list ? [list] : []),
    );
  }

  #list(name: string, kit: Kit | null): HTMLDataListElement | null {
    if (!kit) return null;
    const options = name === "site" ? kit.sites.map((site) => [site.number, site.values["title_vi"] ?? ""] as const) : (kit.lists[LISTS[name] ?? ""] ?? []).map((word) => [word, ""] as const);
    if (options.length === 0) return null;
    return make("datalist", { id: `list-${name}` }, ...options.map(([value, text]) => make("option", { value }, text)));
  }

  #camera(): HTMLElement[] {
    const input = make("input", { type: "file", accept: "image/*", capture: "environment", multiple: "", id: "field-photos", class: "visually-hidden" });
    input.addEventListener("change", () => {
      for (const file of input.files ?? []) {
        this.#added.push(file);
        this.#picture(file.name, file, () => this.#added.splice(this.#added.indexOf(file), 1));
      }
      input.value = "";
    });
    return [make("div", { class: "cd-field-camera" }, input, make("label", { for: "field-photos", class: "button" }, sayField(this.lang, "addPhoto"))), this.#pictures];
  }

  #picture(name: string, blob: Blob, drop: () => void): void {
    const address = URL.createObjectURL(blob);
    const image = make("img", { src: address, alt: name, width: "96", height: "96" });
    image.addEventListener("load", () => URL.revokeObjectURL(address), { once: true });
    const item = make("li", {}, image);
    item.append(
      button("remove-photo", sayField(this.lang, "removePhoto", { name }), () => {
        drop();
        item.remove();
      }),
    );
    this.#pictures.append(item);
  }

  #gps(): HTMLElement {
    if (this.#place) this.#showPlace(this.#place);
    return make("p", { class: "cd-field-place" }, button("note-place", sayField(this.lang, "place"), () => this.#locate()), " ", this.#where);
  }

  #locate(): void {
    this.#where.textContent = sayField(this.lang, "placeWaiting");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.#place = { latitude: coords.latitude, longitude: coords.longitude, accuracy_m: Math.max(coords.accuracy, 0) };
        this.#showPlace(this.#place);
        if (this.entry.kind === "site") this.#fillPlace(this.#place);
      },
      (error) => {
        this.#where.textContent = sayField(this.lang, error.code === error.PERMISSION_DENIED ? "placeRefused" : "placeUnknown");
      },
      { enableHighAccuracy: true, timeout: PLACE_MS },
    );
  }

  #fillPlace(place: Place): void {
    for (const name of ["latitude", "longitude"] as const) {
      const field = this.#fields.get(name);
      if (field) field.value = place[name].toFixed(6);
    }
  }

  #showPlace(place: Place): void {
    const number = (value: number, digits: number) => formatNumber(value, this.lang, digits);
    this.#where.textContent = sayField(this.lang, "placeAt", { lat: number(place.latitude, 5), lon: number(place.longitude, 5), metres: number(place.accuracy_m, 0) });
  }

  #actions(): HTMLElement {
    const save = make("button", { type: "submit", class: "button primary", "data-action": "keep-entry" }, sayField(this.lang, "save"));
    const cancel = button("cancel-entry", sayField(this.lang, "cancel"), () => this.events.cancel());
    const remove = this.events.remove ? [button("remove-entry", sayField(this.lang, "remove"), this.events.remove)] : [];
    for (const quiet of [cancel, ...remove]) quiet.className = "button quiet";
    return make("div", { class: "form-actions" }, save, cancel, ...remove);
  }

  #save(): void {
    const values = Object.fromEntries([...this.#fields].map(([name, field]) => [name, field.value.normalize("NFC")]));
    const lacking = missing(this.entry.kind, values);
    if (lacking.length > 0) {
      this.#say(sayField(this.lang, "needed", { fields: lacking.map((name) => fieldLabel(this.lang, name)).join(", ") }));
      this.#fields.get(lacking[0] ?? "")?.focus();
      return;
    }
    this.events.save({ ...this.entry, values, place: this.#place, faults: {}, state: "waiting" }, this.#added, this.#removed);
  }

  #say(text: string): void {
    this.#fault.textContent = text;
    toggle(this.#fault, true);
  }
}
