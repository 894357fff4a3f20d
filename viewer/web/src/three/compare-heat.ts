/** Deviations as colours on a surface: the shader that reads `_DEVIATION`, `_LOD`, `_VALID` and `_REGION` at every pixel. */

import { BufferAttribute, Color, DataTexture, LinearFilter, Mesh, MeshStandardMaterial, RGBAFormat, UnsignedByteType, type BufferGeometry, type IUniform, type Object3D } from "three";

import { NEUTRAL, NO_DATA, rampBytes, rgb, type Stop } from "../core/deviation";

const RAMP = 513; // odd: zero has a texel of its own

const HEAD = /* glsl */ `
uniform float uHeat; uniform float uLimit; uniform float uThreshold; uniform float uLod; uniform float uProven; uniform float uStripe;
uniform sampler2D uRamp; uniform vec3 uNeutral; uniform vec3 uBare; uniform vec3 uBareDark;
varying vec4 vChange; varying vec3 vPlace;
`;

// After tone mapping, so that the hue on the surface is the hue in the legend; only slopes darken it.
const TAIL = /* glsl */ `
if (uHeat > 0.5) {
  float shade = 0.66 + 0.34 * abs(dot(normalize(normal), normalize(vViewPosition)));
  float size = abs(vChange.x);
  vec3 hue;
  if (vChange.z < 0.999) hue = fract((vPlace.x + vPlace.y + vPlace.z) * uStripe) < 0.5 ? uBare : uBareDark;
  else if (size < uThreshold || (uLod > 0.5 && size <= vChange.y) || (uProven > 0.5 && vChange.w < 0.5)) hue = uNeutral;
  else hue = texture2D(uRamp, vec2((0.5 + (0.5 + 0.5 * clamp(vChange.x / uLimit, -1.0, 1.0)) * ${RAMP - 1}.0) / ${RAMP}.0, 0.5)).rgb;
  gl_FragColor = vec4(hue * shade, gl_FragColor.a);
}
`;

type Uniforms = Record<string, IUniform>;

function shown(colour: string): Color {
  const [red, green, blue] = rgb(colour);
  const made = new Color();
  made.r = red / 255; // set past colour management: these are written to the screen as they are
  made.g = green / 255;
  made.b = blue / 255;
  return made;
}

/** A survey's meshes, the switch of its colours, and whether its file carries deviations and region numbers. */
export interface Dressed {
  readonly on: IUniform<number>;
  readonly meshes: readonly Mesh[];
  readonly measured: boolean;
  readonly knowsRegions: boolean;
}

/** What both surveys share; `value`s may change at any time. */
export class Heat {
  readonly limit: IUniform<number> = { value: 1 };
  readonly threshold: IUniform<number> = { value: 0 };
  readonly lod: IUniform<number> = { value: 1 };
  readonly proven: IUniform<number> = { value: 0 };
  readonly stripe: IUniform<number> = { value: 200 };
  readonly #ramp: IUniform<DataTexture>;

  constructor(stops: readonly Stop[]) {
    const texture = new DataTexture(rampBytes(stops, RAMP), RAMP, 1, RGBAFormat, UnsignedByteType);
    texture.minFilter = texture.magFilter = LinearFilter;
    texture.needsUpdate = true;
    this.#ramp = { value: texture };
  }

  /** Gives every mesh under `root` the colouring; returns its switch and what the file carries. */
  dress(root: Object3D): Dressed {
    const on = { value: 0 };
    const meshes: Mesh[] = [];
    root.traverse((node) => {
      if (node instanceof Mesh) meshes.push(node as Mesh);
    });
    const measured = meshes.length > 0 && meshes.every((mesh) => hasDeviation(mesh.geometry));
    const knowsRegions = measured && meshes.every((mesh) => mesh.geometry.hasAttribute("_region"));
    for (const mesh of meshes) {
      const own = Array.isArray(mesh.material) ? mesh.material[0] : mesh.material;
      const material = own instanceof MeshStandardMaterial ? own : new MeshStandardMaterial({ color: 0xb9ab97, roughness: 0.9 });
      if (measured) this.#colour(mesh.geometry, material, on);
      mesh.material = material;
    }
    return { on, meshes, measured, knowsRegions };
  }

  #colour(geometry: BufferGeometry, material: MeshStandardMaterial, on: IUniform<number>): void {
    geometry.setAttribute("change", packed(geometry));
    const uniforms: Uniforms = {
      uHeat: on,
      uLimit: this.limit,
      uThreshold: this.threshold,
      uLod: this.lod,
      uProven: this.proven,
      uStripe: this.stripe,
      uRamp: this.#ramp,
      uNeutral: { value: shown(NEUTRAL) },
      uBare: { value: shown(NO_DATA[0]) },
      uBareDark: { value: shown(NO_DATA[1]) },
    };
    material.onBeforeCompile = (shader) => {
      Object.assign(shader.uniforms, uniforms);
      shader.vertexShader = shader.vertexShader
        .replace("#include <common>", "#include <common>\nattribute vec4 change; varying vec4 vChange; varying vec3 vPlace;")
        .replace("#include <begin_vertex>", "#include <begin_vertex>\nvChange = change; vPlace = position;");
      shader.fragmentShader = shader.fragmentShader
        .replace("#include <common>", `#include <common>\n${HEAD}`)
        .replace("#include <dithering_fragment>", `#include <dithering_fragment>\n${TAIL}`);
    };
    material.customProgramCacheKey = () => "deviation";
    material.needsUpdate = true;
  }

  dispose(): void {
    this.#ramp.value.dispose();
  }
}

/** GLTFLoader writes the names of own attributes in small letters. */
export function hasDeviation(geometry: BufferGeometry): boolean {
  return geometry.hasAttribute("_deviation") && geometry.hasAttribute("_lod");
}

/** Value, level of detection, validity and "in a region" side by side; what is not a number is no data. Files of old know no regions. */
function packed(geometry: BufferGeometry): BufferAttribute {
  const [deviation, lod] = [geometry.getAttribute("_deviation"), geometry.getAttribute("_lod")];
  const [valid, region] = [geometry.attributes["_valid"], geometry.attributes["_region"]];
  const values = new Float32Array(deviation.count * 4);
  for (let index = 0; index < deviation.count; index += 1) {
    const [mm, limit] = [deviation.getX(index), lod.getX(index)];
    const good = Number.isFinite(mm) && Number.isFinite(limit) && (valid ? valid.getX(index) > 0.5 : true);
    if (good) values.set([mm, limit, 1, region && region.getX(index) < 0.5 ? 0 : 1], index * 4);
  }
  for (const name of ["_deviation", "_lod", "_valid", "_region"]) geometry.deleteAttribute(name);
  return new BufferAttribute(values, 4);
}
