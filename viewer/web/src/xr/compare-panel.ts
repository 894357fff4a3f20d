/** The sign of a comparison inside VR: what is shown, the value that was read, the scale, and its buttons. */

import { CanvasTexture, Mesh, MeshBasicMaterial, PlaneGeometry, SRGBColorSpace, type Vector2 } from "three";

import { colourAt, NEUTRAL, type Stop } from "../core/deviation";

const WIDTH = 1024;
const HEIGHT = 860;
const METRES = 0.78;
const EDGE = 48;
const FONT = '"Be Vietnam Pro", system-ui, sans-serif';

export const PANEL_ACTIONS = ["earlier", "later", "heat", "blink", "proven", "previous", "next", "leave"] as const;
export type ComparePanelAction = (typeof PANEL_ACTIONS)[number];

export interface ComparePanelText {
  readonly title: string;
  readonly legend: string;
  readonly ends: readonly [string, string];
  readonly stops: readonly Stop[];
  /** Half width of the grey middle as a share of the scale's half. */
  readonly grey: number;
  readonly greyText: string;
  readonly value: string;
  readonly hint: string;
  readonly labels: Readonly<Record<ComparePanelAction, string>>;
  /** The buttons that are on. */
  readonly active: ReadonlySet<ComparePanelAction>;
}

interface Area {
  readonly action: ComparePanelAction;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

const BUTTON_HEIGHT = 84;
const COLUMN = (WIDTH - 2 * EDGE + 16) / 4;
const IN_A_ROW = 4;
const AREAS: readonly Area[] = PANEL_ACTIONS.map((action, index) => ({
  action,
  x: EDGE + (index % IN_A_ROW) * COLUMN,
  y: index < IN_A_ROW ? 636 : 744,
  width: COLUMN - 16,
}));

function lines(pen: CanvasRenderingContext2D, text: string, most: number): readonly string[] {
  const made: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    const longer = line ? `${line} ${word}` : word;
    if (line && pen.measureText(longer).width > WIDTH - 2 * EDGE) {
      made.push(line);
      line = word;
    } else line = longer;
  }
  return [...made, line].filter(Boolean).slice(0, most);
}

function write(pen: CanvasRenderingContext2D, text: string, at: { readonly top: number; readonly size: number; readonly weight: number; readonly colour: string; readonly most: number }): number {
  pen.font = `${at.weight} ${at.size}px ${FONT}`;
  pen.fillStyle = at.colour;
  const written = lines(pen, text, at.most);
  written.forEach((line, index) => pen.fillText(line, EDGE, at.top + index * at.size * 1.45));
  return at.top + written.length * at.size * 1.45;
}

function scale(pen: CanvasRenderingContext2D, text: ComparePanelText, top: number): void {
  const wide = WIDTH - 2 * EDGE;
  for (let x = 0; x < wide; x += 4) {
    const at = (2 * x) / wide - 1;
    const [red, green, blue] = colourAt(text.stops, at);
    pen.fillStyle = Math.abs(at) < text.grey ? NEUTRAL : `rgb(${red},${green},${blue})`;
    pen.fillRect(EDGE + x, top, 4, 30);
  }
  pen.font = `500 28px ${FONT}`;
  pen.fillStyle = "#EDE6DA";
  pen.fillText(text.ends[0], EDGE, top + 38);
  pen.fillText("0", WIDTH / 2 - 8, top + 38);
  pen.fillText(text.ends[1], WIDTH - EDGE - pen.measureText(text.ends[1]).width, top + 38);
}

function paint(pen: CanvasRenderingContext2D, text: ComparePanelText): void {
  pen.fillStyle = "#1E1A15";
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  pen.textBaseline = "top";
  write(pen, text.title, { top: 34, size: 42, weight: 600, colour: "#EDE6DA", most: 1 });
  write(pen, text.legend, { top: 104, size: 30, weight: 500, colour: "#D9C9A8", most: 1 });
  scale(pen, text, 156);
  write(pen, text.greyText, { top: 236, size: 27, weight: 400, colour: "#B9AF9F", most: 1 });
  const after = write(pen, text.value, { top: 300, size: 38, weight: 600, colour: "#F2CF77", most: 4 });
  write(pen, text.hint, { top: Math.max(after + 14, 480), size: 27, weight: 400, colour: "#B9AF9F", most: 3 });
  for (const area of AREAS) {
    pen.fillStyle = text.active.has(area.action) ? "#D9A521" : area.action === "leave" ? "#8E2A1E" : "#3A332A";
    pen.beginPath();
    pen.roundRect(area.x, area.y, area.width, BUTTON_HEIGHT, 16);
    pen.fill();
    pen.font = `600 29px ${FONT}`;
    pen.fillStyle = text.active.has(area.action) ? "#14120F" : "#FBF8F2";
    const label = text.labels[area.action];
    pen.fillText(label, area.x + (area.width - pen.measureText(label).width) / 2, area.y + 25);
  }
}

/** A panel that can be written again. */
export class ComparePanel {
  readonly mesh: Mesh<PlaneGeometry, MeshBasicMaterial>;
  readonly #pen: CanvasRenderingContext2D | null;
  readonly #map: CanvasTexture;

  constructor() {
    const canvas = document.createElement("canvas");
    canvas.width = WIDTH;
    canvas.height = HEIGHT;
    this.#pen = canvas.getContext("2d");
    this.#map = new CanvasTexture(canvas);
    this.#map.colorSpace = SRGBColorSpace;
    this.#map.anisotropy = 4;
    this.mesh = new Mesh(new PlaneGeometry(METRES, (METRES * HEIGHT) / WIDTH), new MeshBasicMaterial({ map: this.#map, toneMapped: false }));
    this.mesh.name = "panel";
  }

  write(text: ComparePanelText): void {
    if (this.#pen) paint(this.#pen, text);
    this.#map.needsUpdate = true;
  }
}

/** Which button a ray's texture coordinate presses, if any. */
export function comparePressed(uv: Vector2): ComparePanelAction | null {
  const x = uv.x * WIDTH;
  const y = (1 - uv.y) * HEIGHT;
  return AREAS.find((area) => x >= area.x && x <= area.x + area.width && y >= area.y && y <= area.y + BUTTON_HEIGHT)?.action ?? null;
}
