// encode_ktx2.mjs RAW WIDTH HEIGHT OUT [etc1s|uastc]: RGBA bytes -> KTX2 with mipmaps, sRGB.
import { readFileSync, writeFileSync } from "node:fs";
import { encodeToKTX2 } from "ktx2-encoder";

const [raw, width, height, out, codec = "etc1s"] = process.argv.slice(2);
console.log = () => {}; // the encoder narrates every mipmap
const size = { width: Number(width), height: Number(height) };
const encoded = await encodeToKTX2(readFileSync(raw), {
  isUASTC: codec === "uastc",
  qualityLevel: 200,
  compressionLevel: 0,
  uastcLDRQualityLevel: 0,
  needSupercompression: codec === "uastc",
  generateMipmap: true,
  isPerceptual: true,
  isSetKTX2SRGBTransferFunc: true,
  imageDecoder: async (data) => ({ ...size, data }),
});
writeFileSync(out, encoded);
