import assert from "node:assert/strict";
import { test } from "node:test";

import { deviceFrom, pickDerivative, piecesOf, quickLook, stepDown } from "../src/core/budget";
import { parseScene } from "../src/core/scene";
import { copy, scene } from "./documents.mjs";

const DESK = { userAgent: "Chrome", coarsePointer: false, shortSide: 1080, memoryGb: 8, saveData: false };
const DEVICES = [
  ["desktop", {}],
  ["headset", { userAgent: "Mozilla OculusBrowser/36" }],
  ["headset", { userAgent: "PicoBrowser", coarsePointer: true, shortSide: 400 }],
  ["phone", { coarsePointer: true, shortSide: 390 }],
  ["desktop", { coarsePointer: true, shortSide: 1024 }],
  ["phone", { memoryGb: 2 }],
  ["desktop", { memoryGb: null }],
  ["phone", { saveData: true }],
];
for (const [device, more] of DEVICES) {
  test(`${JSON.stringify(more)} is a ${device}`, () => assert.equal(deviceFrom({ ...DESK, ...more }), device));
}

for (const [device, usage] of [["phone", "phone"], ["desktop", "desktop"], ["headset", "vr"]]) {
  test(`a ${device} is given the ${usage} copy`, () => assert.equal(pickDerivative(parseScene(scene()), device).usage, usage));
}

test("a copy beyond the budget is left for the next one, the smallest when none fits", () => {
  const heavy = parseScene(scene({ derivatives: [copy("desktop", { gpu_mb: 900 }), copy("vr")] }));
  assert.equal(pickDerivative(heavy, "desktop").usage, "vr");
  const all = parseScene(scene({ derivatives: [copy("desktop", { gpu_mb: 900 }), copy("vr", { gpu_mb: 900, bytes: 10 })] }));
  assert.equal(pickDerivative(all, "desktop").usage, "vr");
});

test("all models of an arranged scene share one budget", () => {
  const model = { placement: null, derivatives: [copy("vr", { gpu_mb: 150 }), copy("phone", { gpu_mb: 20, bytes: 100 })] };
  const one = parseScene(scene({ derivatives: model.derivatives, models: [model] }));
  const two = parseScene(scene({ derivatives: model.derivatives, models: [model, model] }));
  assert.equal(pickDerivative(one, "headset").usage, "vr");
  assert.equal(pickDerivative(two, "headset").usage, "phone");
});

test("a model without the wanted copy stands there by its smallest; one without any GLB is left out", () => {
  const some = parseScene(scene({ models: [{ derivatives: [copy("vr")] }, { derivatives: [copy("desktop"), copy("thumb", { bytes: 5 })] }, { derivatives: [] }] }));
  assert.deepEqual(piecesOf(some, "vr").map((piece) => piece.derivative.usage), ["vr", "thumb"]);
});

test("nothing to show is null", () => assert.equal(pickDerivative(parseScene(scene({ derivatives: [] })), "phone"), null));

test("the next smaller copy follows a lost one, and none the smallest", () => {
  const read = parseScene(scene());
  assert.equal(stepDown(read, read.derivatives[2]).usage, "vr");
  assert.equal(stepDown(read, read.derivatives[0]), null);
});

test("only a USDZ is for Quick Look, and it is never drawn", () => {
  const usdz = copy("ar", { media_type: "model/vnd.usdz+zip", bytes: 1 });
  const read = parseScene(scene({ derivatives: [usdz, copy("vr")] }));
  assert.equal(quickLook(read).url, "/d/ar.glb");
  assert.equal(pickDerivative(read, "phone").usage, "vr");
  assert.equal(quickLook(parseScene(scene({ derivatives: [copy("ar")] }))), null);
});
