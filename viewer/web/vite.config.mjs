import { readdirSync } from "node:fs";
import { basename, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { defineConfig } from "vite";

import { basemap } from "./scripts/basemap.mjs";
import { evalFree } from "./scripts/evalfree.mjs";
import { precompress } from "./scripts/precompress.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const pages = readdirSync(resolve(here, "src/pages")).filter((name) => name.endsWith(".ts"));

// App mode, never library mode: library mode inlines the decoders' wasm as base64 and triples the script.
export default defineConfig({
  root: here,
  base: "/static/web/",
  publicDir: false,
  build: {
    outDir: resolve(here, "../../app/static/web"),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
    target: "es2022",
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      input: Object.fromEntries(pages.map((name) => [basename(name, ".ts"), resolve(here, "src/pages", name)])),
    },
  },
  worker: { format: "es" },
  plugins: [evalFree(), basemap(), precompress()],
});
