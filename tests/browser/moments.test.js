import assert from "node:assert/strict";
import { test } from "node:test";
import { localInput } from "parlour/lib/local-input.js";
import { moments } from "parlour/models/moments.js";

const days = (now) => moments([], new Date(now)).map(({ at }) => [at.getDay(), at.getHours(), at.getDate()]);

test("tomorrow and Monday are at nine, in the reader's own time", () => {
  assert.deepEqual(days("2026-11-18T15:30"), [[4, 9, 19], [1, 9, 23]]); // a Wednesday
  assert.deepEqual(days("2026-11-23T08:00"), [[2, 9, 24], [1, 9, 30]]); // on a Monday it is the next one
});

test("on a Sunday they are the same, and stand there once", () => {
  assert.deepEqual(days("2026-11-22T23:59"), [[1, 9, 23]]);
});

test("what is asked for in minutes comes first, in words", () => {
  const now = new Date("2026-11-18T15:30");
  const soon = moments([20, 60, 180], now).slice(0, 3);
  assert.deepEqual(soon.map(({ name }) => name), ["In 20 minutes", "In an hour", "In 3 hours"]);
  assert.deepEqual(soon.map(({ at }) => (at.getTime() - now.getTime()) / 60_000), [20, 60, 180]);
});

test("a moment goes into a field for local times and comes back as it was", () => {
  for (const text of ["2026-11-18T15:30", "2027-01-01T00:00", "2026-07-01T09:05"]) assert.equal(localInput(new Date(text)), text);
});
