import assert from "node:assert/strict";
import { test } from "node:test";
import { Visits } from "parlour/live/visits.js";
import { Presence } from "parlour/models/presence.js";
import { Rooms } from "parlour/models/rooms.js";
import { Timelines } from "parlour/models/timelines.js";
import { world } from "./world.js";

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
