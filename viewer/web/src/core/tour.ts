/** The tour document (written by viewer/tour.py). */

import { list, table, text, words, type Words } from "./scene";

export interface Stop {
  readonly title: Words;
  readonly text: Words;
  readonly sceneUrl: string;
  readonly poster: string;
  readonly alt: Words;
  readonly view: string;
}

export interface TourDocument {
  readonly slug: string;
  readonly title: Words;
  readonly intro: Words;
  readonly stops: readonly Stop[];
}

function stop(value: unknown, path: string): Stop {
  const source = table(value, path);
  const links = table(source["links"], `${path}/links`);
  return {
    title: words(source["title"], `${path}/title`),
    text: words(source["text"], `${path}/text`),
    sceneUrl: text(links["scene"], `${path}/links/scene`),
    poster: typeof source["poster"] === "string" ? source["poster"] : "",
    alt: words(source["alt"] ?? source["title"], `${path}/alt`),
    view: typeof source["view"] === "string" ? source["view"] : "",
  };
}

/** Reads a tour document; throws DocumentError at the first wrong field. */
export function parseTour(value: unknown): TourDocument {
  const source = table(value, "");
  return {
    slug: text(source["slug"], "slug"),
    title: words(source["title"], "title"),
    intro: words(source["intro"], "intro"),
    stops: list(source["stops"], "stops").map((item, index) => stop(item, `stops/${index}`)),
  };
}
