import assert from "node:assert/strict";
import { test } from "node:test";
import { sending } from "parlour/live/sending.js";
import { CatchUp } from "parlour/live/catchup.js";
import { startDirect } from "parlour/live/start-direct.js";
import { Finder } from "parlour/models/finder.js";
import { roomIdentity } from "parlour/models/room-identity.js";
import { Rooms } from "parlour/models/rooms.js";
import { Timelines } from "parlour/models/timelines.js";
import { otherHere } from "parlour/views/other-here.js";
import { world } from "./world.js";

const kit = { id: 1, username: "Kit", role: "member" };
const mira = { id: 2, username: "Mira", role: "member" };
const otto = { id: 3, username: "Otto", role: "member" };

/** Kit's conversation with Mira. */
const direct = (more = {}) =>
  world.room({ id: 7, name: "Mira", code: null, open: false, owner_id: null, kind: "direct", people: [kit, mira], ...more });

test("a conversation in which nothing was said is listed only while it is open", () => {
  const rooms = new Rooms();
  rooms.reset([world.room({ rev: 3 }), direct()]);
  assert.deepEqual([rooms.named.value.length, rooms.directs.value.length, rooms.listed.value.length], [1, 0, 1]);
  rooms.openId.value = 7;
  assert.deepEqual(rooms.listed.value.map(({ id }) => id), [1, 7]);
  rooms.openId.value = 1;
  rooms.hear({ ...world.message(1), room: 7 }, true);
  assert.deepEqual([rooms.directs.value.map(({ name }) => name), rooms.unread.value], [["Mira"], 1]);
});

test("a list that was read before a conversation began does not take it away", () => {
  const rooms = new Rooms();
  rooms.reset([world.room()]);
  rooms.put(direct());
  rooms.list([world.room(), world.room({ id: 2, name: "garden", member: false, code: null })]);
  assert.deepEqual([rooms.get(7)?.name, rooms.others.value.length], ["Mira", 1]);
});

test("what waits goes only to the people it was written to, whatever number their room has now", async () => {
  const rooms = new Rooms();
  const sent = [];
  const send = sending({ rooms, session: {}, connection: { emit: async (_, message) => sent.push(message.key) } });
  rooms.reset([direct()]);
  const item = { room: 7, key: "key-1", message: "between us", code: roomIdentity(rooms.get(7)) };
  assert.equal(item.code, "1/Kit 2/Mira");
  await send(item);
  rooms.reset([direct({ people: [kit, otto], name: "Otto" })]);
  await assert.rejects(send(item), { code: "other_room" });
  rooms.reset([]);
  await assert.rejects(send(item), { code: "other_room" });
  assert.deepEqual(sent, ["key-1"]);
});

test("opening a conversation does not undo what is known of it", async () => {
  const rooms = new Rooms();
  const opened = [];
  const app = { rooms, http: { post: async () => direct() }, visits: { open: async (id) => opened.push(id) } };
  rooms.put(direct({ rev: 9, unread: 2 }));
  await startDirect(app, [2]);
  assert.deepEqual([rooms.get(7).rev, rooms.get(7).unread, opened], [9, 2, [7]]);
});

test("a conversation begins with nothing, and its first message is its first change", () => {
  const timelines = new Timelines();
  const catchup = new CatchUp(timelines, { ask: () => assert.fail("there was nothing to ask for"), arrives: () => {} });
  const timeline = timelines.hold(7);
  timeline.load([], 0);
  assert.deepEqual([timeline.older.value, timelines.positions()], [false, { 7: 0 }]);
  catchup.receive({ ...world.message(1), room: 7 });
  assert.deepEqual([timeline.last, timeline.rev], [1, 1]);
});

test("an answer that the next question overtook is dropped", async () => {
  const waiting = new Map();
  const finder = new Finder((path) => new Promise((give) => waiting.set(path, give)), 0);
  const asked = async (path) => {
    while (!waiting.has(path)) await new Promise((turn) => setTimeout(turn));
  };
  void finder.ask("m");
  await asked("/people?q=m");
  const second = finder.ask("mi&");
  await asked("/people?q=mi%26");
  waiting.get("/people?q=mi%26")({ people: [mira] });
  await second;
  waiting.get("/people?q=m")({ people: [kit, mira] });
  await world.turns();
  assert.deepEqual([finder.people.value, finder.pending.value], [[mira], false]);
});

test("who has gone is asked for no answer, and told of none", async () => {
  const asked = [];
  const finder = new Finder(async (path) => (asked.push(path), { people: [kit] }), 0);
  void finder.ask("k");
  finder.stop();
  await new Promise((turn) => setTimeout(turn, 5));
  assert.deepEqual([asked, finder.people.value], [[], []]);
});

test("the other of two is here, away, or not known to be either", () => {
  const here = { count: 0, online: new Map() };
  const app = { session: { id: 1 }, connection: { up: true }, presence: { of: () => here } };
  assert.deepEqual([otherHere(app, direct({ online: 2 })), otherHere(app, direct({ online: 1 }))], [true, false]);
  Object.assign(here, { count: 1, online: new Map([[1, kit]]) });
  assert.equal(otherHere(app, direct({ online: 2 })), false);
  assert.equal(otherHere(app, direct({ people: [kit, mira, otto] })), null);
  assert.equal(otherHere(app, direct({ people: [kit] })), null);
  assert.equal(otherHere({ ...app, connection: { up: false } }, direct()), null);
});
