// pack_meshopt.mjs (IN OUT POSITION_BITS)…: quantises and compresses geometry; coordinates of textures stay floats because
// quantised ones would need KHR_texture_transform. Several files in one process: its start costs more than a small file.
import { readFileSync, writeFileSync } from "node:fs";
import { pack } from "gltfpack";

const files = { read: (path) => readFileSync(path), write: (path, data) => writeFileSync(path, data) };
const given = process.argv.slice(2);
for (let at = 0; at + 2 < given.length; at += 3) {
  const [input, output, bits] = given.slice(at, at + 3);
  const flags = ["-i", input, "-o", output, "-cc", "-kv", "-km", "-vp", bits, "-vtf", "-vt", "16", "-vn", "8", "-vc", "12"];
  await pack(flags, files);
}
