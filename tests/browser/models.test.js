import assert from "node:assert/strict";
import { test } from "node:test";
import { backoff } from "parlour/lib/backoff.js";
import { Presence } from "parlour/models/presence.js";
import { Rooms } from "parlour/models/rooms.js";
import { Slice } from "parlour/models/slice.js";
import { Spoken } from "parlour/models/spoken.js";
import { Timeline } from "parlour/models/timeline.js";
import { Timelines } from "parlour/models/timelines.js";
import { Typing } from "parlour/models/typing.js";
import { world } from "./world.js";

test("unread counts live messages once, and not those that ready has counted", () => {
  const rooms = new Rooms();
  rooms.reset([world.room({ rev: 4, unread: 2 })]);
  rooms.hear(world.message(4), true);
  rooms.hear(world.message(5), true);
  rooms.hear(world.message(5), true);
  rooms.hear(world.message(6), false);
  assert.equal(rooms.get(1).unread, 3);
  rooms.read(1, 6);
  assert.deepEqual([rooms.unread.value, rooms.get(1).read_seq], [0, 6]);
});

test("a list of rooms does not undo what was counted since", () => {
  const rooms = new Rooms();
  rooms.reset([world.room({ rev: 4, unread: 2 })]);
  rooms.list([world.room({ rev: 3, unread: 1 }), world.room({ id: 2, name: "garden", member: false, code: null })]);
  assert.equal(rooms.get(1).unread, 2);
  assert.deepEqual(rooms.others.value.map((room) => room.name), ["garden"]);
});

test("an answer that a live message overtook does not undo it", () => {
  const rooms = new Rooms();
  rooms.reset([world.room({ rev: 4 })]);
  rooms.hear(world.message(5), true);
  rooms.renew([world.room({ rev: 4, name: "drawing" })]);
  assert.deepEqual([rooms.get(1).rev, rooms.get(1).unread, rooms.get(1).name], [5, 1, "drawing"]);
});

test("older pages go before what is held, without a double", () => {
  const timeline = new Timeline();
  timeline.load(world.messages(51, 60), 60);
  timeline.prepend(world.messages(1, 52), 51);
  assert.equal(timeline.messages.value.length, 60);
  assert.equal(timeline.older.value, false);
});

test("the room that was not looked at for longest is let go", () => {
  const timelines = new Timelines(2);
  const first = timelines.hold(1);
  timelines.hold(2);
  assert.equal(timelines.hold(1), first);
  timelines.hold(3);
  assert.deepEqual([timelines.get(2), timelines.get(1)], [null, first]);
});

test("a window of at most 300 rows moves over any number", () => {
  const slice = new Slice();
  while (slice.up(5000)) assert.ok(slice.shown <= 300);
  assert.deepEqual(slice.bounds(5000), { start: 0, end: 300 });
  slice.append(1, false);
  assert.deepEqual(slice.bounds(5001), { start: 0, end: 300 });
  while (slice.down()) assert.ok(slice.shown <= 300);
  assert.equal(slice.bounds(5001).end, 5001);
});

test("older rows do not move the window, newer ones grow it", () => {
  const slice = new Slice();
  assert.deepEqual(slice.bounds(100), { start: 0, end: 100 });
  assert.deepEqual(slice.bounds(150), { start: 30, end: 150 });
  slice.append(5, true);
  assert.deepEqual(slice.bounds(155), { start: 30, end: 155 });
});

test("presence follows steps and lists", () => {
  const presence = new Presence();
  const mira = { id: 2, username: "Mira", role: "guest" };
  presence.replace({ room: 1, users: [{ id: 1, username: "Kit", role: "member" }], count: 1 });
  presence.enter({ room: 1, user_id: 2, username: "Mira", role: "guest" });
  presence.enter({ room: 1, user_id: 2, username: "Mira", role: "guest" });
  assert.deepEqual([presence.of(1).count, presence.of(1).online.get(2)], [2, mira]);
  assert.ok(presence.isGuest(2));
  presence.exit({ room: 1, user_id: 2, username: "Mira", role: "guest" });
  assert.equal(presence.of(1).count, 1);
  assert.equal(presence.of(9).count, 0);
});

test("typing is forgotten after six seconds and told every three", (context) => {
  const { setTimeout } = globalThis;
  context.after(() => (globalThis.setTimeout = setTimeout));
  globalThis.setTimeout = () => 0;
  const typing = new Typing();
  typing.hear({ room: 1, user_id: 2, username: "Mira" }, 1000);
  typing.hear({ room: 1, user_id: 2, username: "Mira" }, 2000);
  assert.deepEqual([typing.names(1), typing.names(2)], [["Mira"], []]);
  assert.deepEqual([typing.tell(1, 0), typing.tell(1, 2999), typing.tell(1, 3000)], [true, false, true]);
  typing.forget(7999);
  assert.deepEqual(typing.names(1), ["Mira"]);
  typing.forget(8001);
  assert.deepEqual(typing.names(1), []);
});

test("a screen reader hears one sentence in three seconds, and none while one writes", () => {
  const spoken = new Spoken();
  spoken.say("Mira: one", 10_000);
  spoken.say("Mira: two", 11_000);
  assert.equal(spoken.sentence.value, "Mira: one");
  spoken.hush(13_000);
  spoken.say("Mira: three", 14_000);
  spoken.say("Mira: four", 16_001);
  assert.equal(spoken.sentence.value, "Mira: four");
});

test("the wait before coming back is random up to a bound that doubles to thirty seconds", () => {
  assert.deepEqual([0, 1, 4, 5, 50].map((tries) => backoff(tries, () => 1)), [1000, 2000, 16_000, 30_000, 30_000]);
  assert.equal(backoff(3, () => 0), 250);
});
