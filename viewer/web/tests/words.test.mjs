import assert from "node:assert/strict";
import { test } from "node:test";

import { isOver, kindName, parseJob } from "../src/core/job";
import { agrees, formatBytes, formatLength, formatSize } from "../src/core/measure";
import { FetchError, fileName, GraphicsLostError, ModelError, NoModelError, NoWebglError, parseProblemText, sentence, XrError } from "../src/core/problem";
import { DocumentError } from "../src/core/scene";
import { decodeState, encodeState, HOME, normalise } from "../src/core/state";
import { say } from "../src/core/strings";

const LENGTHS = [
  [0.437, "vi", "437 mm"],
  [0.00346, "vi", "3,5 mm"],
  [0.00346, "en", "3.5 mm"],
  [9.999, "en", "9,999 mm"],
  [12.3, "vi", "12,30 m"],
];
for (const [metres, lang, words] of LENGTHS) {
  test(`${metres} m in ${lang}`, () => {
    const { value, unit } = formatLength(metres, lang);
    assert.equal(`${value} ${unit}`, words);
  });
}

test("a size is height × width × depth with one unit", () => {
  assert.equal(formatSize([0.232, 0.437, 0.23], "vi"), "437 × 232 × 230 mm");
  assert.equal(formatSize([8, 12.5, 8], "en"), "12.50 × 8.00 × 8.00 m");
});

test("sizes agree within five per cent, axis by axis", () => {
  assert.equal(agrees([1, 1, 1], [1.04, 1, 0.97]), true);
  assert.equal(agrees([1, 1, 1], [1.07, 1, 1]), false);
  assert.equal(agrees([1, 1], [1, 1, 1]), false);
});

for (const [bytes, words] of [[999, "999 B"], [1000, "1,0 kB"], [52_300, "52 kB"], [8_200_000, "8,2 MB"], [3e15, "3.000 TB"]]) {
  test(`${bytes} bytes`, () => assert.equal(formatBytes(bytes, "vi"), words));
}

const FAILURES = [
  [new NoWebglError(), "WebGL"],
  [new NoModelError(), "chưa có mô hình"],
  [new GraphicsLostError(), "bộ nhớ đồ hoạ"],
  [new XrError("no room"), "no room"],
  [new DocumentError("title"), "mục title"],
  [new DocumentError(""), "mục /"],
  [new FetchError("a.glb", 0), "mất mạng"],
  [new FetchError("a.glb", 404), "a.glb (lỗi 404)"],
  [new ModelError("a.glb", "cut"), "a.glb bị hỏng"],
  [new TypeError("x"), "TypeError"],
  ["x", "?"],
];
for (const [error, part] of FAILURES) {
  test(`a failure in words: ${part}`, () => {
    assert.ok(sentence(error, "vi").includes(part), sentence(error, "vi"));
    assert.notEqual(sentence(error, "en"), sentence(error, "vi"));
  });
}

test("a file's name is what stands last in its address", () => {
  assert.equal(fileName("/d/%C4%91%E1%BB%89nh.glb?v=1#x"), "đỉnh.glb");
  assert.equal(fileName("vr.glb"), "vr.glb");
});

test("a problem document is read, anything else is null", () => {
  const read = parseProblemText('{"title": "Tệp bị cụt", "detail": "a.ply", "remedy": 5}');
  assert.deepEqual([read.title, read.detail, read.remedy], ["Tệp bị cụt", "a.ply", ""]);
  for (const body of ["<html>", "null", "[]", '{"detail": "x"}']) assert.equal(parseProblemText(body), null);
});

test("a view goes through an address and back", () => {
  const view = { azimuth: -90, elevation: 30, zoom: 1.5, light: "raking" };
  assert.deepEqual(decodeState(`#${encodeState(view)}`), view);
  assert.deepEqual(decodeState(`#a=1&${encodeState(HOME)}`), HOME);
});

for (const damaged of ["", "#v=1,2,3", "#v=1,2,3,disco", "#v=1-,2,3,even", "#w=1,2,3,even"]) {
  test(`a damaged view is none: ${damaged}`, () => assert.equal(decodeState(damaged), null));
}

test("a view is brought into what the stage can show", () => {
  assert.deepEqual(normalise({ azimuth: 270, elevation: 120, zoom: 99, light: "even" }), { azimuth: -90, elevation: 88, zoom: 4, light: "even" });
});

test("a job is read; its progress stays between nothing and all", () => {
  const job = parseJob({ id: "1", kind: "web_model", state: "running", progress: 7, step: "simplify" }, "vi");
  assert.deepEqual([job.progress, job.state, job.problem], [1, "running", null]);
  assert.equal(isOver(job), false);
  assert.equal(isOver({ ...job, state: "cancelled" }), true);
  for (const body of [null, {}, { id: 1, state: "done" }, { id: "1", state: "asleep" }]) assert.equal(parseJob(body, "vi"), null);
});

test("a step has words in both languages; an unknown one is shown as it is", () => {
  const step = (id, lang) => parseJob({ id: "1", state: "running", step: id }, lang).step;
  assert.equal(step("simplify", "vi"), "giảm tam giác");
  assert.equal(step("simplify", "en"), "reducing triangles");
  assert.equal(step("echoing", "en"), "echoing");
});

test("a kind has a name, an unknown one its own", () => {
  assert.equal(kindName("accept", "en"), "Taking the file in");
  assert.equal(kindName("brew", "en"), "brew");
});

test("an unfilled place in a sentence stays to be seen", () => assert.equal(say("en", "missing", { file: "a.glb" }).includes("{status}"), true));
