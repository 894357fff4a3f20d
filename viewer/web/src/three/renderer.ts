import { ACESFilmicToneMapping, SRGBColorSpace, WebGLRenderer } from "three";

import { BUDGETS, type Device } from "../core/budget";
import { NoWebglError } from "../core/problem";

/** A renderer within the device's budget; throws NoWebglError where the browser has none. */
export function makeRenderer(device: Device): WebGLRenderer {
  const canvas = document.createElement("canvas");
  const settings = { antialias: device !== "phone", alpha: true, powerPreference: "high-performance" } as const;
  const context = canvas.getContext("webgl2", settings);
  if (!(context instanceof WebGL2RenderingContext)) throw new NoWebglError();
  const renderer = new WebGLRenderer({ canvas, context, ...settings });
  renderer.setPixelRatio(Math.min(window.devicePixelRatio, BUDGETS[device].pixelRatio));
  renderer.outputColorSpace = SRGBColorSpace;
  renderer.toneMapping = ACESFilmicToneMapping;
  renderer.toneMappingExposure = 1.05;
  renderer.setClearColor(0x14120f, 0);
  return renderer;
}

/** Whether a CPU draws: then expensive light is left out. */
export function isSoftware(renderer: WebGLRenderer): boolean {
  const context = renderer.getContext();
  const info = context.getExtension("WEBGL_debug_renderer_info");
  const name: unknown = info ? context.getParameter(info.UNMASKED_RENDERER_WEBGL) : "";
  return typeof name === "string" && /swiftshader|llvmpipe|software|basic render/i.test(name);
}
