import { CanvasTexture, LinearFilter, SRGBColorSpace, Sprite, SpriteMaterial } from "three";

const PIXELS = 64;

/** A short text that always faces the eye; `height` in metres. */
export function makeLabel(text: string, height: number): Sprite {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  const font = `600 ${PIXELS * 0.6}px "Be Vietnam Pro", system-ui, sans-serif`;
  let width = PIXELS;
  if (pen) {
    pen.font = font;
    width = Math.ceil(pen.measureText(text).width + PIXELS * 0.8);
    canvas.width = width;
    canvas.height = PIXELS;
    pen.fillStyle = "rgba(20,18,15,0.82)";
    pen.beginPath();
    pen.roundRect(0, 0, width, PIXELS, PIXELS * 0.3);
    pen.fill();
    pen.font = font;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillStyle = "#EDE6DA";
    pen.fillText(text, width / 2, PIXELS * 0.53);
  }
  const map = new CanvasTexture(canvas);
  map.colorSpace = SRGBColorSpace;
  map.minFilter = LinearFilter;
  map.generateMipmaps = false;
  const sprite = new Sprite(new SpriteMaterial({ map, depthTest: false, transparent: true, toneMapped: false }));
  sprite.scale.set((height * width) / PIXELS, height, 1);
  sprite.renderOrder = 10;
  return sprite;
}
