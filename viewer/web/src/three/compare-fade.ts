/** One picture fading into another: the first is kept as a texture and laid over the second by its share. */

import { AddEquation, Camera, ConstantAlphaFactor, CustomBlending, FramebufferTexture, Mesh, OneMinusConstantAlphaFactor, PlaneGeometry, ShaderMaterial, Vector2, type WebGLRenderer } from "three";

const VERTEX = /* glsl */ `
varying vec2 vAt;
void main() { vAt = uv; gl_Position = vec4(position.xy, 0.0, 1.0); }
`;

// The texture holds what the screen held: finished colours, written again as they are.
const FRAGMENT = /* glsl */ `
uniform sampler2D uPicture; varying vec2 vAt;
void main() { gl_FragColor = texture2D(uPicture, vAt); }
`;

export class Fade {
  readonly #camera = new Camera();
  readonly #picture = { value: null as FramebufferTexture | null };
  readonly #sheet = new Mesh(
    new PlaneGeometry(2, 2),
    new ShaderMaterial({
      uniforms: { uPicture: this.#picture },
      vertexShader: VERTEX,
      fragmentShader: FRAGMENT,
      depthTest: false,
      depthWrite: false,
      toneMapped: false,
      blending: CustomBlending,
      blendEquation: AddEquation,
      blendSrc: ConstantAlphaFactor,
      blendDst: OneMinusConstantAlphaFactor,
    }),
  );

  constructor() {
    this.#sheet.frustumCulled = false;
  }

  /** Draws the second picture by `mix` and the first by the rest. */
  draw(renderer: WebGLRenderer, mix: number, first: () => void, second: () => void): void {
    first();
    renderer.copyFramebufferToTexture(this.#fitted(renderer));
    second();
    this.#sheet.material.blendAlpha = 1 - mix;
    renderer.autoClear = false;
    renderer.render(this.#sheet, this.#camera);
    renderer.autoClear = true;
  }

  #fitted(renderer: WebGLRenderer): FramebufferTexture {
    const { x: width, y: height } = renderer.getDrawingBufferSize(new Vector2());
    const kept = this.#picture.value;
    if (kept && kept.image.width === width && kept.image.height === height) return kept;
    kept?.dispose();
    const made = new FramebufferTexture(width, height);
    this.#picture.value = made;
    return made;
  }

  dispose(): void {
    this.#picture.value?.dispose();
    this.#sheet.geometry.dispose();
    this.#sheet.material.dispose();
  }
}
