/** A sign inside VR: title, measure, how to move, and two buttons; drawn on a canvas, pressed by a ray. */

import { CanvasTexture, Mesh, MeshBasicMaterial, PlaneGeometry, SRGBColorSpace, type Vector2 } from "three";

const WIDTH = 1024;
const HEIGHT = 640;
const METRES = 0.72;
const FONT = '"Be Vietnam Pro", system-ui, sans-serif';

export interface PanelText {
  readonly title: string;
  readonly size: string;
  readonly hint: string;
  readonly reset: string;
  readonly leave: string;
}

export type PanelAction = "reset" | "leave";

interface Area {
  readonly action: PanelAction;
  readonly x: number;
  readonly width: number;
}

const BUTTONS: readonly Area[] = [
  { action: "reset", x: 56, width: 440 },
  { action: "leave", x: 528, width: 440 },
];
const BUTTON_TOP = 500;
const BUTTON_HEIGHT = 92;

function wrap(pen: CanvasRenderingContext2D, text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    const longer = line ? `${line} ${word}` : word;
    if (line && pen.measureText(longer).width > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line ? [...lines, line] : lines;
}

function paragraph(pen: CanvasRenderingContext2D, text: string, top: number, leading: number, most: number): number {
  const lines = wrap(pen, text, WIDTH - 112).slice(0, most);
  lines.forEach((line, index) => pen.fillText(line, 56, top + index * leading));
  return top + lines.length * leading;
}

function paint(pen: CanvasRenderingContext2D, text: PanelText): void {
  pen.fillStyle = "#1E1A15";
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  pen.fillStyle = "#D9A521";
  pen.fillRect(56, 52, 72, 6);
  pen.textBaseline = "top";
  pen.fillStyle = "#EDE6DA";
  pen.font = `600 54px ${FONT}`;
  let at = paragraph(pen, text.title, 86, 74, 2) + 8;
  pen.fillStyle = "#D9C9A8";
  pen.font = `500 36px ${FONT}`;
  at = paragraph(pen, text.size, at, 54, 1) + 18;
  pen.fillStyle = "#B9AF9F";
  pen.font = `400 31px ${FONT}`;
  paragraph(pen, text.hint, at, 47, 4);
  pen.font = `600 34px ${FONT}`;
  for (const area of BUTTONS) {
    pen.fillStyle = area.action === "leave" ? "#8E2A1E" : "#3A332A";
    pen.beginPath();
    pen.roundRect(area.x, BUTTON_TOP, area.width, BUTTON_HEIGHT, 18);
    pen.fill();
    pen.fillStyle = "#FBF8F2";
    const label = text[area.action];
    pen.fillText(label, area.x + (area.width - pen.measureText(label).width) / 2, BUTTON_TOP + 26);
  }
}

export function makePanel(text: PanelText): Mesh {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const pen = canvas.getContext("2d");
  if (pen) paint(pen, text);
  const map = new CanvasTexture(canvas);
  map.colorSpace = SRGBColorSpace;
  map.anisotropy = 4;
  const panel = new Mesh(new PlaneGeometry(METRES, (METRES * HEIGHT) / WIDTH), new MeshBasicMaterial({ map, toneMapped: false }));
  panel.name = "panel";
  return panel;
}

/** Which button a ray's texture coordinate presses, if any. */
export function pressed(uv: Vector2): PanelAction | null {
  const x = uv.x * WIDTH;
  const y = (1 - uv.y) * HEIGHT;
  if (y < BUTTON_TOP || y > BUTTON_TOP + BUTTON_HEIGHT) return null;
  return BUTTONS.find((area) => x >= area.x && x <= area.x + area.width)?.action ?? null;
}
