import assert from "node:assert/strict";
import { test } from "node:test";

import { decodeCompare, encodeCompare, homeState, within } from "../src/core/compare-state";
import { parseComparison, regionAfter } from "../src/core/comparison";
import { blend, colourAt, DEFAULT_STOPS, formatDay, formatReading, rampBytes, sayReading, verdict } from "../src/core/deviation";
import { DocumentError } from "../src/core/scene";

const survey = (year) => ({ name: `${year}.ply`, url: `/f/${year}.glb`, bytes: 10, label: year });
const comparison = (more = {}) => ({ id: "c", title: { vi: "Đỉnh" }, epochs: [survey("2019"), survey("2025")], limit_mm: 1.5, ...more });

test("a comparison is read with its defaults", () => {
  const read = parseComparison(comparison({ deviation_glb: "/f/d.glb", lod_mm: { median: 0.1, p95: null } }));
  assert.deepEqual([read.earlier.label, read.later.url, read.lodMedian, read.lodP95, read.frame], ["2019", "/f/d.glb", 0.1, null, null]);
  assert.deepEqual(read.stops, DEFAULT_STOPS);
  assert.deepEqual([read.regions, read.series, read.warnings], [[], [], []]);
});

test("a region keeps its figures; what is absent is null", () => {
  const region = { id: 3, kind: "gain", centroid_mm: [1, 2, 3], bbox_mm: [[0, 0, 0], [2, 4, 6]], area_mm2: 5, max_mm: 0.4 };
  const [read] = parseComparison(comparison({ regions: [region] })).regions;
  assert.deepEqual([read.id, read.kind, read.centroid, read.box, read.area, read.volume], [3, "gain", [1, 2, 3], [[0, 0, 0], [2, 4, 6]], 5, null]);
});

const FAULTS = [
  ["epochs", comparison({ epochs: [survey("2019")] })],
  ["epochs/1/url", comparison({ epochs: [survey("2019"), { name: "x", bytes: 1 }] })],
  ["limit_mm", comparison({ limit_mm: 0 })],
  ["frame", comparison({ frame: [1, 2] })],
  ["regions/0/max_mm", comparison({ regions: [{ id: 1 }] })],
  ["regions/0/bbox_mm", comparison({ regions: [{ id: 1, max_mm: 1, bbox_mm: [[0, 0, 0]] }] })],
  ["stops/0/colour", comparison({ stops: [{ at: 0 }] })],
];
for (const [path, document] of FAULTS) {
  test(`the first wrong field of a comparison is named: ${path}`, () => {
    assert.throws(() => parseComparison(document), (error) => error instanceof DocumentError && error.path === path);
  });
}

test("a reading is blended inside a triangle; one corner without data is enough for none", () => {
  const corners = [-1, 0, 2].map((mm) => ({ mm, lod: 0.1, valid: true }));
  assert.deepEqual(blend(corners, [0.5, 0.25, 0.25]), { mm: 0, lod: 0.1, valid: true });
  assert.equal(blend([corners[0], corners[1], { mm: 0, lod: 0, valid: false }], [1, 0, 0]).valid, false);
});

test("a value is judged against the level of detection of its place", () => {
  assert.equal(verdict({ mm: -0.11, lod: 0.1, valid: true }), "beyond");
  assert.equal(verdict({ mm: 0.1, lod: 0.1, valid: true }), "within");
  assert.equal(verdict({ mm: 9, lod: 0.1, valid: false }), "noData");
});

test("a reading is spoken with its uncertainty, its level of detection and the two surveys", () => {
  const reading = { mm: -1.24, lod: 0.098, valid: true };
  assert.equal(formatReading(reading, "vi"), "−1,24 ± 0,10 mm");
  assert.equal(sayReading(reading, "vi", ["2019", "2025"]), "−1,24 ± 0,10 mm; vượt mức phát hiện 0,10 mm (2019 → 2025)");
  assert.match(sayReading({ ...reading, mm: 0.05 }, "en", ["2019", "2025"]), /^\+0\.05 ± 0\.10 mm; inside the level of detection of 0\.10 mm, so no change/);
  assert.match(sayReading({ ...reading, valid: false }, "en", ["2019", "2025"]), /^No data/);
});

test("a survey's day is written as the language does", () => {
  assert.equal(formatDay("2019-05-04", "vi"), "04/05/2019");
  assert.equal(formatDay("2019-05-04", "en"), "04 May 2019");
  assert.equal(formatDay("2019-05", "en"), "2019-05");
});

test("colours run from the first stop to the last, both sides of zero their own", () => {
  assert.deepEqual(colourAt(DEFAULT_STOPS, -2), [0x0a, 0x2f, 0x66]);
  assert.deepEqual(colourAt(DEFAULT_STOPS, 2), [0x7c, 0x24, 0x05]);
  assert.deepEqual(colourAt(DEFAULT_STOPS, 0.7), [0xd0, 0x57, 0x1c]);
  assert.equal(rampBytes(DEFAULT_STOPS, 513).length, 2052);
});

test("a view of a comparison goes through an address and back", () => {
  const state = { ...homeState(1.5), mode: "swipe", split: 0.25, threshold: 0.3, lod: false, proven: true, heat: true, region: 2 };
  const read = decodeCompare(`#${encodeCompare(state, "a b")}&v=1,2,1,even`);
  assert.equal(read.comparison, "a b");
  assert.deepEqual({ ...homeState(1.5), ...read.state }, state);
  assert.deepEqual(decodeCompare("#m=disco&t=x&r=1.5"), { state: {}, comparison: "" });
});

test("a state is brought into what can be shown", () => {
  const state = within({ ...homeState(1), limit: 9, threshold: 5, split: -1, mix: 2 }, 3);
  assert.deepEqual([state.limit, state.threshold, state.split, state.mix], [3, 3, 0, 1]);
});

test("regions are gone through around both ends", () => {
  const regions = [4, 7, 9].map((id) => ({ id }));
  const after = (chosen, by) => regionAfter(regions, chosen, by)?.id ?? null;
  assert.deepEqual([after(null, 1), after(null, -1), after(9, 1), after(4, -1), after(7, 1)], [4, 9, 4, 9, 9]);
  assert.equal(regionAfter([], null, 1), null);
});
