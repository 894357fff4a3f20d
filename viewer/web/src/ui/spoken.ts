/** What the stage says in words about what is seen. */

import { formatLength, formatSize } from "../core/measure";
import type { Language, MeasuredSize, SceneDocument } from "../core/scene";
import type { ViewerState } from "../core/state";
import { say, type Key } from "../core/strings";
import { make } from "./dom";

function side(azimuth: number): Key {
  const turned = ((azimuth % 360) + 360) % 360;
  if (turned < 45 || turned >= 315) return "side_front";
  if (turned < 135) return "side_right";
  return turned < 225 ? "side_back" : "side_left";
}

function height(elevation: number): Key {
  if (elevation > 30) return "height_above";
  return elevation < -5 ? "height_below" : "height_level";
}

/** "Seen from the right, at eye level; 820 mm away." */
export function spokenView(state: ViewerState, distance: number, lang: Language): string {
  const away = formatLength(distance, lang);
  return say(lang, "view", { side: say(lang, side(state.azimuth)), height: say(lang, height(state.elevation)), distance: `${away.value} ${away.unit}` });
}

/** "412 × 306 × 306 mm" with what it means and where it is from. */
export function sizeParts(size: MeasuredSize, lang: Language): readonly HTMLElement[] {
  return [
    make("strong", {}, formatSize(size.metres, lang)),
    make("span", {}, `${say(lang, "size")} · ${say(lang, `size_${size.source}`)}`),
  ];
}

/** The text alternative: what a person who can't see the stage should know. */
export function describe(scene: SceneDocument, lang: Language): readonly HTMLElement[] {
  const parts = [scene.alt[lang], scene.description[lang] === scene.alt[lang] ? "" : scene.description[lang]];
  if (scene.size) parts.push(`${say(lang, "size")}: ${formatSize(scene.size.metres, lang)} (${say(lang, `size_${scene.size.source}`)}).`);
  parts.push([scene.attribution, scene.licence].filter(Boolean).join(" · "));
  return parts.filter(Boolean).map((part) => make("p", {}, part));
}
