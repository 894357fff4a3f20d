/** Records that may be the same, told quietly while the form is filled in. */

import { sayForm } from "../core/form-strings";
import type { Language } from "../core/scene";
import { ask } from "./api";
import { make } from "./dom";
import { fieldOf, partOf, valueOf, whenResting } from "./form-parts";
import { hashFile } from "./hash";

const REST_MS = 500;
const WATCHED = ["accession_number", "title_vi", "site_code"];

interface Twin {
  readonly accession_number: string;
  readonly title: Readonly<Record<Language, string | null>>;
  readonly why: readonly ("number" | "title" | "photo" | "photo_like")[];
}

export function startTwins(form: HTMLFormElement, lang: Language): void {
  const out = partOf(form, "twins");
  if (!out) return;
  const number = form.dataset["number"] ?? "";
  const digests = new Set<string>();
  let shown = "";
  const look = async () => {
    const query = questionOf(form, [...digests]);
    if (!query || query === shown) return;
    shown = query;
    const answer = await ask(`/artifacts/duplicates?${query}`, lang);
    if (query !== shown || !answer.ok) return;
    const items = (answer.body as { items?: readonly Twin[] } | null)?.items ?? [];
    out.replaceChildren(...(items.length ? [make("p", {}, sayForm(lang, "twins")), list(items, number, lang)] : []));
  };
  const rest = whenResting(REST_MS, () => void look());
  for (const name of WATCHED) fieldOf(form, name)?.addEventListener("input", rest);
  const photo = fieldOf(form, "photo");
  photo?.addEventListener("change", () => {
    const files = photo instanceof HTMLInputElement ? [...(photo.files ?? [])] : [];
    digests.clear();
    const stop = new AbortController().signal;
    void Promise.all(files.map(async (file) => digests.add(await hashFile(file, () => undefined, stop)))).then(look);
  });
  if (number) void look();
}

/** What the form says of itself so far; empty while there is nothing to look for. */
function questionOf(form: HTMLFormElement, digests: readonly string[]): string {
  const besides = form.dataset["number"] ?? "";
  const number = besides ? "" : valueOf(form, "accession_number");
  const title = valueOf(form, "title_vi");
  const sha256 = digests.join(",");
  const isEmpty = [besides, number, title, sha256].every((text) => text === "");
  return isEmpty ? "" : new URLSearchParams({ number, title, site: valueOf(form, "site_code"), sha256, besides }).toString();
}

function list(items: readonly Twin[], number: string, lang: Language): HTMLElement {
  const rows = items.map((twin) => {
    const address = `/${lang}/workbench/artifacts/${encodeURI(twin.accession_number)}`;
    const name = `${twin.accession_number} · ${twin.title[lang] ?? twin.title.vi ?? ""}`;
    const why = twin.why.map((reason) => sayForm(lang, `why_${reason}`)).join(", ");
    const merge = `/${lang}/workbench/merge/?${new URLSearchParams({ keep: number, drop: twin.accession_number }).toString()}`;
    const ways = number ? [" ", make("a", { href: merge }, sayForm(lang, "compare"))] : [];
    return make("li", {}, make("a", { href: address, target: "_blank" }, name), ` (${why})`, ...ways);
  });
  return make("ul", {}, ...rows);
}
