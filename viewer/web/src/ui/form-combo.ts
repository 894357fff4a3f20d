/** A text field with a pick-list (ARIA 1.2 combobox with a list): any word's beginning finds, accents or not. */

import { foldWords, lastWord, takeWord, wordsIn } from "../core/form-facts";
import { sayForm } from "../core/form-strings";
import type { Language } from "../core/scene";
import { ask } from "./api";
import { make } from "./dom";
import { typeInto, whenResting } from "./form-parts";

const REST_MS = 150;

interface Pick {
  readonly value: string;
  readonly title: Readonly<Record<Language, string>>;
  readonly detail: string;
}

function picksIn(body: unknown): Pick[] {
  const items = (body as { items?: unknown } | null)?.items;
  return Array.isArray(items) ? (items as Pick[]) : [];
}

export class Combo {
  readonly #list: HTMLUListElement;
  readonly #notice: HTMLElement;
  readonly #many: boolean;
  readonly #source: string;
  #picks: Pick[] = [];
  #active = -1;
  #asked = 0;

  constructor(
    box: HTMLElement,
    private readonly input: HTMLInputElement,
    private readonly lang: Language,
  ) {
    this.#many = box.dataset["many"] === "yes";
    this.#source = (box.dataset["source"] ?? "").replace("/api/v1", "");
    const label = box.querySelector("label")?.firstChild?.textContent?.trim() ?? "";
    this.#list = make("ul", { role: "listbox", id: `${input.id}-list`, class: "combo-list", "aria-label": sayForm(lang, "suggestions", { field: label }), hidden: "" });
    this.#notice = make("p", { class: "combo-notice", role: "status" });
    input.removeAttribute("list");
    const states = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.#list.id, spellcheck: "false" };
    for (const [name, value] of Object.entries(states)) input.setAttribute(name, value);
    box.classList.add("ready");
    box.append(this.#list, this.#notice);
    this.#listen();
  }

  get isOpen(): boolean {
    return !this.#list.hidden;
  }

  #listen(): void {
    const look = whenResting(REST_MS, () => void this.#look());
    this.input.addEventListener("input", (event) => {
      if (event.isTrusted) look();
    });
    this.input.addEventListener("keydown", (event) => this.#press(event));
    this.input.addEventListener("blur", () => {
      this.#close();
      void this.#tellFree();
    });
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => {
      const option = event.target instanceof Element ? event.target.closest("li") : null;
      if (option) this.#take([...this.#list.children].indexOf(option));
    });
  }

  async #look(): Promise<void> {
    const asked = ++this.#asked;
    const picks = await this.#find(lastWord(this.input.value, this.#many), 12);
    if (asked !== this.#asked || document.activeElement !== this.input) return;
    this.#picks = picks;
    this.#draw();
  }

  async #find(words: string, limit: number): Promise<Pick[]> {
    const join = this.#source.includes("?") ? "&" : "?";
    return picksIn((await ask(`${this.#source}${join}limit=${limit}&q=${encodeURIComponent(words)}`, this.lang)).body);
  }

  #draw(): void {
    this.#active = -1;
    this.#list.replaceChildren(
      ...this.#picks.map((pick, place) => {
        const other = this.lang === "vi" ? pick.title.en : pick.title.vi;
        const words = [make("span", { class: "pick-name" }, pick.title[this.lang])];
        const beside = [other === pick.title[this.lang] ? "" : other, pick.detail].filter(Boolean).join(" · ");
        if (beside) words.push(make("span", { class: "pick-beside" }, beside));
        return make("li", { role: "option", id: `${this.#list.id}-${place}`, "aria-selected": "false" }, ...words);
      }),
    );
    this.#open(this.#picks.length > 0);
    this.#notice.textContent = sayForm(this.lang, this.#picks.length ? "found" : "nothing", { count: this.#picks.length });
  }

  #open(open: boolean): void {
    this.#list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    if (!open) this.input.removeAttribute("aria-activedescendant");
  }

  #close(): void {
    this.#asked += 1;
    this.#open(false);
    this.#notice.textContent = "";
  }

  #press(event: KeyboardEvent): void {
    if (event.key === "ArrowDown" && !this.isOpen) {
      event.preventDefault();
      void this.#look();
      return;
    }
    if (!this.isOpen) return;
    const last = this.#picks.length - 1;
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => this.#mark(this.#active >= last ? 0 : this.#active + 1),
      ArrowUp: () => this.#mark(this.#active <= 0 ? last : this.#active - 1),
      Escape: () => this.#close(),
      Enter: () => this.#take(Math.max(this.#active, 0)),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  }

  #mark(place: number): void {
    this.#active = place;
    for (const [at, option] of [...this.#list.children].entries()) option.setAttribute("aria-selected", String(at === place));
    const option = this.#list.children[place];
    if (!option) return;
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  #take(place: number): void {
    const pick = this.#picks[place];
    if (!pick) return;
    typeInto(this.input, takeWord(this.input.value, pick.value, this.#many));
    this.#close();
  }

  /** Says which words no list holds; they are kept all the same. */
  async #tellFree(): Promise<void> {
    const typed = this.input.value;
    const free: string[] = [];
    for (const word of wordsIn(typed, this.#many)) {
      const picks = await this.#find(word, 5);
      const known = picks.some((pick) => [pick.value, pick.title.vi, pick.title.en, pick.detail].some((name) => foldWords(name) === foldWords(word)));
      if (!known && picks.length === 0) free.push(word);
    }
    if (this.input.value !== typed || document.activeElement === this.input) return;
    this.#notice.textContent = free.length ? sayForm(this.lang, "free", { words: free.join(", ") }) : "";
  }
}

/** Turns every field with a pick-list into a combobox. */
export function startCombos(form: HTMLFormElement, lang: Language): void {
  for (const box of form.querySelectorAll<HTMLElement>(".combo")) {
    const input = box.querySelector("input");
    if (input) new Combo(box, input, lang);
  }
}
