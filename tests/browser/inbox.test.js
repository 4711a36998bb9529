import assert from "node:assert/strict";
import { test } from "node:test";
import { Inbox } from "parlour/models/inbox.js";
import { Readers } from "parlour/models/readers.js";
import { Rooms } from "parlour/models/rooms.js";
import { rows } from "parlour/models/rows.js";
import { events } from "parlour/live/events.js";
import { Timelines } from "parlour/models/timelines.js";
import { world } from "./world.js";

const entry = (id, seq, kind = "mention") => ({ id, kind, room: 1, seq, user_id: 2, username: "Mira", timestamp: "", message: "" });

function house() {
  const rooms = new Rooms();
  rooms.reset([world.room({ rev: 9, read_seq: 5, unread: 2 })]);
  return { rooms, inbox: new Inbox(rooms) };
}

test("an entry counts once, and not when ready has counted it", () => {
  const { rooms, inbox } = house();
  inbox.begin({ unread: 1, last: 7 });
  inbox.hear(entry(7, 6));
  inbox.hear(entry(8, 7));
  inbox.hear(entry(8, 7));
  inbox.hear(entry(9, 8, "reply"));
  assert.deepEqual([inbox.unread.value, rooms.get(1).mentions, rooms.calls.value], [3, 1, 1]);
});

test("what stands where one has read already is read, but for reactions", () => {
  const { rooms, inbox } = house();
  inbox.hear(entry(1, 5));
  inbox.hear(entry(2, 5, "keyword"));
  assert.deepEqual([inbox.unread.value, rooms.calls.value], [0, 0]);
  inbox.hear(entry(3, 5, "reaction"));
  assert.equal(inbox.unread.value, 1);
});

test("an answer that something has overtaken is not taken", () => {
  const { inbox } = house();
  inbox.hear(entry(3, 8));
  assert.equal(inbox.take({ unread: 0, last: 2 }), false);
  assert.equal(inbox.unread.value, 1);
  assert.equal(inbox.take({ unread: 0, last: 3 }), true);
  assert.equal(inbox.unread.value, 0);
});

test("direct conversations call with every message, rooms with mentions, and reading ends that", () => {
  const rooms = new Rooms();
  rooms.reset([world.room({ rev: 9, unread: 5, mentions: 2 }), world.room({ id: 2, kind: "direct", rev: 3, unread: 3, mentions: 1 })]);
  assert.deepEqual([rooms.calls.value, rooms.unread.value], [5, 8]);
  rooms.read(1, 9);
  assert.equal(rooms.calls.value, 3);
});

test("a room that is left unread stays so until one turns to it", () => {
  const { rooms } = house();
  const timelines = new Timelines();
  const timeline = timelines.hold(1);
  events({ rooms, timelines }).left_unread({ room: 1, read_seq: 3, unread: 4 });
  assert.deepEqual([rooms.isLeft(1), rooms.get(1).read_seq, rooms.get(1).unread, timeline.divider.value], [true, 3, 4, 3]);
  rooms.show(2);
  assert.equal(rooms.isLeft(1), true);
  rooms.show(1);
  assert.equal(rooms.isLeft(1), false);
});

test("who has read up to a message is told without its author and me", () => {
  const readers = new Readers({ id: 1 });
  readers.hear({ room: 1, read: { 2: 9 } }); // of a room of which nothing is known
  readers.take(1, { 1: 9, 2: 4, 3: 9, 4: 9 });
  assert.deepEqual(readers.of(world.message(5, { user_id: 4 })), [3]);
  readers.hear({ room: 1, read: { 2: 5 } });
  assert.deepEqual(readers.of(world.message(5, { user_id: 4 })), [2, 3]);
  readers.take(1, {});
  assert.deepEqual(readers.of(world.message(5)), []);
});

test("of my own messages the newest is marked", () => {
  const mine = (seq, more) => world.message(seq, { user_id: 1, ...more });
  const drawn = rows([mine(1), world.message(2), mine(3), mine(4, { kind: "deleted" })], [], { me: 1, divider: null });
  assert.deepEqual(drawn.filter((row) => row.latest).map((row) => row.message.seq), [3]);
});
