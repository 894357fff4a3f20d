import assert from "node:assert/strict";
import { test } from "node:test";

import { areaBetween, fitted, pointAt, readNumber, readPair, readTriple, shareAt, writeNumber } from "../src/core/pins";
import { sayCondition } from "../src/core/condition-strings";

test("a wide picture stands in the middle of a high view", () => {
  assert.deepEqual(fitted({ width: 400, height: 400 }, { width: 800, height: 400 }), { left: 0, top: 100, width: 400, height: 200 });
});

test("a picture that is not there yet fills the view", () => {
  assert.deepEqual(fitted({ width: 400, height: 300 }, { width: 0, height: 0 }), { left: 0, top: 0, width: 400, height: 300 });
});

test("a point becomes a share and comes back", () => {
  const area = fitted({ width: 390, height: 400 }, { width: 600, height: 400 });
  const share = shareAt(area, [100, 200]);
  const [x, y] = pointAt(area, share);
  assert.ok(Math.abs(x - 100) < 1e-9 && Math.abs(y - 200) < 1e-9);
});

for (const point of [[10, 10], [200, 301], [-1, 200]]) {
  test(`beside the picture is no share: ${point}`, () => {
    assert.equal(shareAt({ left: 0, top: 100, width: 400, height: 200 }, point), null);
  });
}

test("a rectangle has a middle and sides, whichever corner came first", () => {
  const one = areaBetween([0.6, 0.5], [0.2, 0.1]);
  const other = areaBetween([0.2, 0.1], [0.6, 0.5]);
  assert.deepEqual(one, other);
  assert.deepEqual(one.middle.map((v) => v.toFixed(3)), ["0.400", "0.300"]);
  assert.deepEqual(one.sides.map((v) => v.toFixed(3)), ["0.400", "0.400"]);
});

test("a rectangle stays inside the picture", () => {
  assert.deepEqual(areaBetween([-0.5, 0], [0.5, 2]), { middle: [0.25, 0.5], sides: [0.5, 1] });
});

test("hardly a drag is no rectangle", () => assert.equal(areaBetween([0.5, 0.5], [0.5005, 0.8]), null));

test("numbers are written and read in both languages", () => {
  assert.equal(writeNumber(1234.5678, 2, "vi"), "1234,57");
  assert.equal(writeNumber(-0.5, 2, "en"), "-0.5");
  assert.equal(readNumber(" 12,5 "), 12.5);
  for (const text of ["", "  ", "x", "1,2,3"]) assert.equal(readNumber(text), null);
});

test("places in the page are read, damaged ones are none", () => {
  assert.deepEqual(readPair("0.25 0.5"), [0.25, 0.5]);
  assert.deepEqual(readTriple("1 -2 3.5"), [1, -2, 3.5]);
  for (const text of [undefined, "", "1", "1 x", "1 2 3 4"]) {
    assert.equal(readPair(text), null);
    assert.equal(readTriple(text), null);
  }
});

test("what is said has its values in both languages", () => {
  assert.equal(sayCondition("vi", "pin", { number: 1, name: "nứt" }), "Ghim 1: nứt");
  assert.equal(sayCondition("en", "pin", { number: 1, name: "crack" }), "Pin 1: crack");
});
