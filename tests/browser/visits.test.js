import assert from "node:assert/strict";
import { test } from "node:test";
import { arrives } from "parlour/live/arrives.js";
import { Visits } from "parlour/live/visits.js";
import { Presence } from "parlour/models/presence.js";
import { Rooms } from "parlour/models/rooms.js";
import { Timelines } from "parlour/models/timelines.js";
import { signal } from "signals";
import { world } from "./world.js";

test("nobody asks who belongs to a room that he has left, or is about to have left", async () => {
  const [rooms, asked] = [new Rooms(), []];
  rooms.put(world.room());
  rooms.openId.value = 1;
  const scene = { focused: signal(true), atEnd: signal(true) };
  const parts = { rooms, scene, session: { id: world.kit }, timelines: new Timelines(), outbox: { settle() {} }, typing: { stop() {} } };
  const app = { ...parts, ignored: { has: () => false }, spoken: { say() {} }, visits: { meetSoon: (room) => asked.push(`soon ${room}`) } };
  arrives(app, world.message(1, { kind: "left" }));
  arrives(app, world.message(2, { kind: "left", user_id: world.kit }));
  const http = { get: async (path) => void asked.push(path) };
  new Visits({ rooms, http }).meetSoon(1, 0);
  rooms.remove(1);
  await new Promise((done) => setTimeout(done)); // after what waits already
  assert.deepEqual(asked, ["soon 1"]);
});

test("an answer that comes late does not take a room back", async () => {
  const [timelines, answers] = [new Timelines(), []];
  const connection = { up: true, emit: () => new Promise((done) => answers.push(done)) };
  const parts = { connection, timelines, rooms: new Rooms(), presence: new Presence(), catchup: { loaded() {} } };
  const visits = Object.assign(new Visits(parts), { meetSoon() {} });
  const page = { room: world.room({ rev: 3 }), messages: world.messages(1, 3), members_online: [] };
  const asked = [visits.load(1), visits.load(1)];
  answers[1](page);
  await asked[1];
  timelines.get(1).apply(world.message(4));
  answers[0](page);
  await asked[0];
  assert.deepEqual([timelines.get(1).rev, timelines.get(1).last], [4, 4]);
});

test("what was asked about the rooms before one was entered does not put anybody out of it", async () => {
  const [rooms, timelines, answers, lost] = [new Rooms(), new Timelines(), [], []];
  const line = { key: "key-1", state: "queued", room: 1, message: "Hello" };
  const outbox = { items: signal([line]), of: () => [line], settle: (key) => lost.push(key) };
  const http = { get: () => new Promise((done) => answers.push(done)) };
  const session = { epoch: "one", begin() {} };
  const visits = new Visits({ rooms, timelines, outbox, http, session, ignored: { take() {} }, drafts: { keep() {} }, notes: { show() {} }, page: {} });
  const asked = visits.refresh();
  rooms.put(world.room());
  timelines.hold(1).load([], 0);
  let again = 0;
  visits.refreshSoon = () => (again += 1);
  answers[0]({ epoch: "one", rooms: [], ignored: [] });
  await asked;
  assert.deepEqual([lost, rooms.get(1)?.member, again], [[], true, 1]);
});
