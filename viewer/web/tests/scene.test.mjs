import assert from "node:assert/strict";
import { test } from "node:test";

import { DocumentError, parseScene } from "../src/core/scene";
import { parseTour } from "../src/core/tour";
import { copy, scene } from "./documents.mjs";

test("a scene is read with its defaults", () => {
  const read = parseScene(scene());
  assert.equal(read.title.vi, "Đỉnh đồng");
  assert.equal(read.alt.en, "Bronze urn");
  assert.equal(read.floorRadius, 6);
  assert.equal(read.size, null);
  assert.deepEqual(read.derivatives.map((item) => item.usage), ["phone", "vr", "desktop"]);
});

test("a document without models has the one that its copies are of", () => {
  const read = parseScene(scene());
  assert.equal(read.models.length, 1);
  assert.equal(read.models[0].placement, null);
  assert.deepEqual(read.models[0].derivatives, read.derivatives);
});

test("placements are read as sixteen numbers", () => {
  const moved = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 4, 0, 0, 1];
  const read = parseScene(scene({ models: [{ placement: null, derivatives: [copy("vr")] }, { placement: moved, derivatives: [copy("vr")] }] }));
  assert.deepEqual(read.models.map((model) => model.placement), [null, moved]);
});

test("a usage of a newer server is passed over", () => {
  assert.deepEqual(parseScene(scene({ derivatives: [copy("hologram"), copy("vr")] })).derivatives.map((item) => item.usage), ["vr"]);
});

const FAULTS = [
  ["", null],
  ["", []],
  ["id", scene({ id: 7 })],
  ["slug", scene({ slug: null })],
  ["title", scene({ title: "Đỉnh" })],
  ["derivatives", scene({ derivatives: {} })],
  ["derivatives/0/url", scene({ derivatives: [copy("vr", { url: null })] })],
  ["derivatives/0/bytes", scene({ derivatives: [copy("vr", { bytes: "1000" })] })],
  ["derivatives/0/gpu_mb", scene({ derivatives: [copy("vr", { gpu_mb: Infinity })] })],
  ["models/0/placement", scene({ models: [{ placement: [1, 2, 3], derivatives: [] }] })],
  ["models/0/derivatives", scene({ models: [{ placement: null }] })],
  ["size/metres", scene({ size: { metres: [1, 2] } })],
  ["size/metres/1", scene({ size: { metres: [1, "2", 3] } })],
  ["spawn/position", scene({ spawn: { position: "here" } })],
  ["floor/radius_m", scene({ floor: { radius_m: "6" } })],
];
for (const [path, document] of FAULTS) {
  test(`the first wrong field is named: ${path || "the whole"}`, () => {
    assert.throws(() => parseScene(document), (error) => error instanceof DocumentError && error.path === path);
  });
}

test("a missing language takes the other's words", () => {
  assert.deepEqual(parseScene(scene({ title: { vi: "Chuông" } })).title, { vi: "Chuông", en: "Chuông" });
  assert.deepEqual(parseScene(scene({ title: { en: "Bell" } })).title, { vi: "Bell", en: "Bell" });
});

test("a tour is read stop by stop", () => {
  const stop = { title: { vi: "Một" }, text: {}, links: { scene: "/api/v1/scenes/a" }, view: "v=1,2,1,even", alt: { vi: "Chuông" } };
  const read = parseTour({ slug: "t", title: { vi: "Tham quan" }, intro: {}, stops: [stop] });
  assert.deepEqual(read.stops[0], { title: { vi: "Một", en: "Một" }, text: { vi: "", en: "" }, sceneUrl: "/api/v1/scenes/a", poster: "", alt: { vi: "Chuông", en: "Chuông" }, view: "v=1,2,1,even" });
  assert.throws(() => parseTour({ slug: "t", title: {}, intro: {}, stops: [{ links: {} }] }), (error) => error.path === "stops/0/links/scene");
});
