/** Small helpers for building light-DOM elements without markup strings (the page's CSP allows no inline style). */

import type { Problem } from "../core/problem";
import type { Language } from "../core/scene";
import { say } from "../core/strings";

type Attributes = Readonly<Record<string, string>>;

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A button with a stable hook `data-action`. */
export function button(action: string, label: string, onPress: () => void): HTMLButtonElement {
  const element = make("button", { type: "button", "data-action": action }, label);
  element.addEventListener("click", onPress);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** A 24-unit line icon, hidden from screen readers. */
export function icon(path: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("cd-icon");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/** A square button that shows an icon and speaks `label`. */
export function iconButton(action: string, label: string, path: string, onPress: () => void): HTMLButtonElement {
  const element = button(action, "", onPress);
  element.classList.add("cd-tool");
  element.setAttribute("aria-label", label);
  element.title = label;
  element.append(icon(path));
  return element;
}

export function toggle(element: HTMLElement, shown: boolean): void {
  element.hidden = !shown;
}

/** A problem as it is shown beside its cause: title, fault, remedy, and the way there. */
export function problemParts(problem: Problem, lang: Language): HTMLElement[] {
  const words = [problem.detail, problem.remedy].filter(Boolean).map((text) => make("p", {}, text));
  const way = problem.link ? [make("a", { href: problem.link }, say(lang, "openFirst"))] : [];
  return [make("strong", {}, problem.title), ...words, ...way];
}
