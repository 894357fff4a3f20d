import assert from "node:assert/strict";
import { test } from "node:test";

import { changes, differences, entryOf, inOrder, missing, nameOf, newEntry, settle } from "../src/core/field";
import { fold } from "../src/core/folding";

const NOW = new Date("2026-05-01T03:20:00Z");
const RECORD = { uid: "u1", kind: "artifact", number: "G7", version: 3, values: { accession_number: "G7", title_vi: "Bát", location: "Kho 1", recorder: "Lê C" } };

test("a new entry sends all that was typed, one taken along only what changed", () => {
  const fresh = newEntry("artifact", "u2", NOW, { accession_number: " G8 ", title_vi: "Lư", location: "" });
  assert.deepEqual(changes(fresh), { accession_number: "G8", title_vi: "Lư" });
  const taken = { ...entryOf(RECORD, NOW), values: { ...RECORD.values, location: "", recorder: "Lê C " } };
  assert.deepEqual(changes(taken), { location: "" });
});

test("what the museum needs is named", () => {
  assert.deepEqual(missing("artifact", { accession_number: " ", title_vi: "x" }), ["accession_number"]);
  assert.deepEqual(missing("site", { code: "A", title_vi: "x" }), []);
});

test("only fields that both sides changed are asked about; the rest is merged and nothing is lost", () => {
  const mine = { ...entryOf(RECORD, NOW), state: "conflict", values: { ...RECORD.values, location: "Kho 2", condition_text: "Nứt" } };
  const both = { ...mine, theirs: { ...RECORD.values, location: "Kho 9", recorder: "Trần B" }, theirVersion: 5 };
  assert.deepEqual(differences(both).map((row) => [row.field, row.mine, row.theirs, row.base]), [["location", "Kho 2", "Kho 9", "Kho 1"]]);
  const settled = settle(both, new Set(["location"]));
  assert.equal(settled.values.location, "Kho 9");
  assert.equal(settled.values.recorder, "Trần B");
  assert.equal(settled.values.condition_text, "Nứt");
  assert.deepEqual(changes(settled), { condition_text: "Nứt" });
  assert.deepEqual([settled.baseVersion, settled.state], [5, "waiting"]);
  assert.equal(settle(both, new Set()).values.location, "Kho 2");
});

test("entries that need a person come first", () => {
  const entries = ["sent", "waiting", "conflict"].map((state, at) => ({ ...newEntry("site", `u${at}`, NOW, { code: state }), state }));
  assert.deepEqual(inOrder(entries).map(nameOf), ["conflict", "waiting", "sent"]);
});

test("words fold as the server folds them", () => {
  assert.equal(fold("  Điện  THÁI Hòa".normalize("NFD")), "dien thai hoa");
});
