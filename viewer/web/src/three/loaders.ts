/** GLB bytes to a scene graph; each decoder is fetched only when a file names its extension, always from our own server. */

import type { Group, WebGLRenderer } from "three";
import { GLTFLoader } from "three/examples/jsm/loaders/GLTFLoader.js";
import type { DRACOLoader } from "three/examples/jsm/loaders/DRACOLoader.js";
import type { KTX2Loader } from "three/examples/jsm/loaders/KTX2Loader.js";

import { ModelError } from "../core/problem";

const MAGIC = 0x46546c67; // "glTF"
const JSON_CHUNK = 0x4e4f534a;

/** The names in `extensionsUsed`; throws ModelError when the bytes are no GLB 2.0. */
export function extensionsOf(bytes: ArrayBuffer, file: string): readonly string[] {
  const view = new DataView(bytes);
  if (bytes.byteLength < 20 || view.getUint32(0, true) !== MAGIC) throw new ModelError(file, "not a GLB");
  const length = view.getUint32(12, true);
  if (view.getUint32(16, true) !== JSON_CHUNK || 20 + length > bytes.byteLength) throw new ModelError(file, "cut off");
  try {
    const document = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 20, length))) as { extensionsUsed?: unknown };
    return Array.isArray(document.extensionsUsed) ? document.extensionsUsed.map(String) : [];
  } catch {
    throw new ModelError(file, "header");
  }
}

/** One set of decoders for one renderer; call `dispose` with the renderer. */
export class ModelLoader {
  #draco: DRACOLoader | null = null;
  #ktx2: KTX2Loader | null = null;

  constructor(private readonly renderer: WebGLRenderer) {}

  /** Builds the scene graph; throws ModelError when the file is damaged or of an unknown kind. */
  async parse(bytes: ArrayBuffer, file: string): Promise<Group> {
    const extensions = extensionsOf(bytes, file);
    const loader = new GLTFLoader();
    if (extensions.includes("EXT_meshopt_compression")) {
      loader.setMeshoptDecoder((await import("three/examples/jsm/libs/meshopt_decoder.module.js")).MeshoptDecoder);
    }
    if (extensions.includes("KHR_draco_mesh_compression")) loader.setDRACOLoader(await this.#dracoLoader());
    if (extensions.includes("KHR_texture_basisu")) loader.setKTX2Loader(await this.#ktx2Loader());
    try {
      return (await loader.parseAsync(bytes, "")).scene;
    } catch (error) {
      throw new ModelError(file, error instanceof Error ? error.message : String(error));
    }
  }

  async #dracoLoader(): Promise<DRACOLoader> {
    this.#draco ??= new (await import("three/examples/jsm/loaders/DRACOLoader.js")).DRACOLoader();
    return this.#draco.setWorkerLimit(2);
  }

  async #ktx2Loader(): Promise<KTX2Loader> {
    this.#ktx2 ??= new (await import("three/examples/jsm/loaders/KTX2Loader.js")).KTX2Loader().setWorkerLimit(2).detectSupport(this.renderer);
    return this.#ktx2;
  }

  dispose(): void {
    this.#draco?.dispose();
    this.#ktx2?.dispose();
    this.#draco = null;
    this.#ktx2 = null;
  }
}
