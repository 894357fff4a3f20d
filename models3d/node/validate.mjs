// validate.mjs FILE…: prints one JSON object {file: {errors, warnings, messages, info}} from the Khronos validator.
import { readFileSync } from "node:fs";
import validator from "gltf-validator";

const out = {};
for (const file of process.argv.slice(2)) {
  const report = await validator.validateBytes(new Uint8Array(readFileSync(file)), { maxIssues: 50 });
  const { numErrors, numWarnings, messages } = report.issues;
  out[file] = { errors: numErrors, warnings: numWarnings, messages, info: report.info };
}
process.stdout.write(JSON.stringify(out));
