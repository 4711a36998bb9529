import assert from "node:assert/strict";
import { test } from "node:test";
import { Archive } from "parlour/models/archive.js";
import { Rooms } from "parlour/models/rooms.js";
import { Timelines } from "parlour/models/timelines.js";
import { world } from "./world.js";

/** A page of `epoch` on this disk, with what it finds there. */
async function page(tables, epoch = "first") {
  const [rooms, timelines, session] = [new Rooms(), new Timelines(2), { epoch }];
  const archive = new Archive({ disk: world.disk(tables), session, rooms, timelines });
  await archive.restore();
  archive.start();
  return { rooms, timelines, session, archive };
}

const kept = (tables) => [...(tables.get("rooms") ?? [])].map(([room, { rev, before, messages }]) => [room, rev, before, messages.length]);

test("the next page finds the rooms and their newest messages, and where they stand", async () => {
  const tables = new Map();
  const { rooms, timelines } = await page(tables);
  rooms.reset([world.room({ rev: 260 })]);
  timelines.hold(1).load(world.messages(11, 260), 260);
  await world.turns();
  assert.deepEqual(kept(tables), [["1", 260, 61, 200]]);
  const next = await page(tables);
  const timeline = next.timelines.get(1);
  assert.deepEqual([next.rooms.get(1).name, timeline.first, timeline.last, timeline.rev], ["design", 61, 260, 260]);
  assert.deepEqual([timeline.before, timeline.older.value, next.timelines.positions()], [61, true, { 1: 260 }]);
});

test("a change is written when it is whole", async () => {
  const tables = new Map();
  const { archive, rooms, timelines } = await page(tables);
  rooms.reset([world.room({ rev: 60 })]);
  timelines.hold(1).load(world.messages(1, 10), 10);
  await world.turns();
  archive.flush(); // from here the next change is written at once
  timelines.hold(1).load(world.messages(51, 60), 60);
  await world.turns();
  assert.deepEqual(kept(tables), [["1", 60, 51, 10]]);
});

test("a tab that is behind does not overwrite what another has kept", async () => {
  const tables = new Map();
  const [ahead, behind] = [await page(tables), await page(tables)];
  for (const [each, last] of [[ahead, 60], [behind, 58]]) {
    each.rooms.reset([world.room({ rev: last })]);
    each.timelines.hold(1).load(world.messages(51, last), last);
    await world.turns();
  }
  assert.deepEqual(kept(tables), [["1", 60, 51, 10]]);
});

test("messages of another epoch are not shown, and go", async () => {
  const tables = new Map();
  const { rooms, timelines } = await page(tables);
  rooms.reset([world.room({ rev: 10 })]);
  timelines.hold(1).load(world.messages(1, 10), 10);
  await world.turns();
  const next = await page(tables, "second");
  await world.turns();
  assert.deepEqual([next.timelines.entries(), kept(tables), next.session.epoch], [[], [], "first"]); // `ready` tells the rest
});

test("a room that is no longer held is no longer kept", async () => {
  const tables = new Map();
  const { rooms, timelines } = await page(tables);
  rooms.reset([1, 2, 3].map((id) => world.room({ id })));
  for (const id of [1, 2, 3]) timelines.hold(id).load(world.messages(1, 3), 3);
  timelines.drop(3);
  await world.turns();
  assert.deepEqual(kept(tables).map(([room]) => room), ["2"]);
});
