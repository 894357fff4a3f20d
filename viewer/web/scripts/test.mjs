/** Runs tests/*.test.mjs with Node's own runner; the TypeScript that they import is bundled first, nothing is checked here. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "rolldown";

const tests = fileURLToPath(new URL("../tests/", import.meta.url));
const names = readdirSync(tests).filter((name) => name.endsWith(".test.mjs"));
const out = mkdtempSync(join(tmpdir(), "web-tests-"));
try {
  await build({
    input: Object.fromEntries(names.map((name) => [basename(name, ".mjs"), join(tests, name)])),
    platform: "node",
    output: { dir: out, format: "esm", entryFileNames: "[name].mjs" },
    logLevel: "warn",
  });
  const run = spawnSync(process.execPath, ["--test", ...names.map((name) => join(out, name))], { stdio: "inherit" });
  process.exitCode = run.status ?? 1;
} finally {
  rmSync(out, { recursive: true });
}
