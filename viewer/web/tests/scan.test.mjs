import assert from "node:assert/strict";
import { test } from "node:test";

import { sayScan } from "../src/core/procedure-strings";
import { countThings, isDouble, judge, keyOf, lastPlace, linesOf, parseNamed } from "../src/core/scan-list";

const CODE = "0123456789BCGHKM";
const named = (kind, number, more = {}) => ({ kind, number, title: number, place: "", picture: "", isOpen: true, ...more });
const known = (kind, number, more) => ({ text: number, named: named(kind, number, more), state: "known" });
const SHELF = known("location", "A");

for (const [one, other, same] of [
  [`https://hue.vn/q/${CODE}`, `HTTPS://HUE.VN/Q/${CODE.toLowerCase()}/`, true],
  [`https://hue.vn/q/${CODE}`, CODE, true],
  ["g.1 ", "G.1", true],
  ["G.1", "G.10", false],
]) {
  test(`${one} and ${other}`, () => assert.equal(keyOf(one) === keyOf(other), same));
}

test("an artifact is double by its number even when another text named it", () => {
  const entries = [SHELF, { ...known("artifact", "G.1"), text: `https://hue.vn/q/${CODE}` }];
  assert.equal(isDouble(entries, "G.1", named("artifact", "G.1")), true);
  assert.equal(isDouble(entries, "G.2", named("artifact", "G.2")), false);
});

test("a shelf may come again, but not twice in a row", () => {
  const entries = [SHELF, known("artifact", "G.1"), known("location", "B")];
  assert.equal(isDouble(entries, "A", null), false);
  assert.equal(isDouble(entries, "A", named("location", "A")), false);
  assert.equal(isDouble(entries, "B", named("location", "B")), true);
});

for (const [entry, before, verdict] of [
  [known("artifact", "G.1"), [], "placeFirst"],
  [known("artifact", "G.1"), [SHELF], "added"],
  [known("artifact", "G.1"), [known("location", "Z", { isOpen: false })], "placeFirst"],
  [SHELF, [], "placed"],
  [known("location", "Z", { isOpen: false }), [], "closed"],
  [known("site", "PTH"), [SHELF], "notThing"],
  [{ text: "?", named: null, state: "unknown" }, [SHELF], "unknown"],
  [{ text: "G.1", named: null, state: "offline" }, [SHELF], "offline"],
]) {
  test(`${entry.text} after ${before.length}: ${verdict}`, () => {
    assert.equal(judge(before, entry), verdict);
    assert.notEqual(sayScan("vi", verdict, {}), sayScan("en", verdict, {}));
  });
}

test("what is sent is what was scanned, in order", () => {
  const entries = [SHELF, known("artifact", "G.1"), known("location", "B"), known("artifact", "G.2")];
  assert.equal(linesOf(entries), "A\nG.1\nB\nG.2");
  assert.equal(countThings(entries), 2);
  assert.equal(lastPlace(entries)?.number, "B");
});

test("an answer is read; anything else is none", () => {
  const body = { kind: "artifact", number: "G.1", title: { vi: "Bát", en: null }, place: null, picture: "/d/x", is_open: true };
  assert.deepEqual(parseNamed(body, "en"), named("artifact", "G.1", { title: "Bát", picture: "/d/x" }));
  for (const wrong of [null, [], { kind: "tour", number: "x" }, { kind: "site" }]) assert.equal(parseNamed(wrong, "vi"), null);
});
