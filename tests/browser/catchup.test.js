import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "parlour/lib/problem.js";
import { CatchUp } from "parlour/live/catchup.js";
import { Timelines } from "parlour/models/timelines.js";
import { world } from "./world.js";

/** A server that has `all`, and a client that was given the first `held` of it. */
function between(all, held, page = 200) {
  const timelines = new Timelines();
  const asked = [];
  const arrived = [];
  const ask = async (room, rev) => {
    asked.push(rev);
    const left = all.filter((message) => message.rev > rev).sort((a, b) => a.rev - b.rev);
    return { room, head: all.at(-1).rev, messages: left.slice(0, page), more: left.length > page, limited: false };
  };
  const catchup = new CatchUp(timelines, { ask, arrives: (message) => arrived.push(message.rev) });
  const timeline = timelines.hold(1);
  timeline.load(all.slice(0, held), held);
  return { catchup, timeline, asked, arrived };
}

const places = (timeline) => timeline.messages.value.map((message) => message.seq);

test("the next change is applied, an old one is dropped", () => {
  const all = world.messages(1, 3);
  const { catchup, timeline, arrived } = between(all, 2);
  catchup.receive(all[1]);
  assert.deepEqual([places(timeline), arrived], [[1, 2], []]);
  catchup.receive(all[2]);
  assert.deepEqual([places(timeline), arrived], [[1, 2, 3], [3]]);
});

test("a change from further ahead waits while the missing ones are asked for", async () => {
  const all = world.messages(1, 6);
  const { catchup, timeline, asked } = between(all, 2);
  catchup.receive(all[4]);
  assert.deepEqual(places(timeline), [1, 2]);
  await world.turns();
  assert.deepEqual(places(timeline), [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(asked, [2]);
});

test("a long absence comes in pages, in order", async () => {
  const all = world.messages(1, 30);
  const { catchup, timeline, asked } = between(all, 5, 10);
  await catchup.reach(1, 30);
  assert.deepEqual(places(timeline), places({ messages: { value: all } }));
  assert.deepEqual(asked, [5, 15, 25]);
});

test("whoever is too far behind begins anew with the newest page", async () => {
  const timelines = new Timelines();
  const newest = world.messages(4951, 5000);
  const page = { room: 1, messages: newest, head: 5000, more: false, limited: true, reset: false, before: 4951 };
  const catchup = new CatchUp(timelines, { ask: async () => page });
  const timeline = timelines.hold(1);
  timeline.load(world.messages(1, 10), 10);
  await catchup.reach(1, 5000);
  assert.equal(timeline.first, 4951);
  assert.equal(timeline.rev, 5000);
  assert.equal(timeline.older.value, true);
});

test("an edit replaces the message in its place", () => {
  const { catchup, timeline } = between(world.messages(1, 3), 3);
  catchup.receive(world.message(2, { rev: 4, message: "mended" }));
  assert.deepEqual(places(timeline), [1, 2, 3]);
  assert.equal(timeline.messages.value[1].message, "mended");
});

test("cut off while asking, what is held stays as it was", async () => {
  const timelines = new Timelines();
  const catchup = new CatchUp(timelines, { ask: () => Promise.reject(new Error("gone")) });
  const timeline = timelines.hold(1);
  timeline.load(world.messages(1, 2), 2);
  await catchup.reach(1, 9);
  assert.deepEqual([timeline.state.value, timeline.rev], ["ready", 2]);
});

test("the state after any events is that of a fresh fetch", async () => {
  const random = sequence(7);
  for (let round = 0; round < 200; round++) {
    const all = world.messages(1, 40);
    const { catchup, timeline } = between(all, 5, 1 + Math.floor(random() * 12));
    const live = all.slice(5).flatMap((message) => (random() < 0.3 ? [] : random() < 0.3 ? [message, message] : [message]));
    for (const message of shuffled(live, random)) {
      catchup.receive(message);
      if (random() < 0.2) await world.turns(3);
    }
    await catchup.reach(1, 40);
    await world.turns(60);
    await catchup.reach(1, 40);
    assert.deepEqual(timeline.messages.value, all, `round ${round}`);
  }
});

/** A generator of the same numbers each time. */
function sequence(seed) {
  return () => (seed = (seed * 16807) % 2147483647) / 2147483647;
}

function shuffled(items, random) {
  return items.map((item) => [random(), item]).sort((a, b) => a[0] - b[0]).map(([, item]) => item);
}

test("what stands after a change that has moved on is no gap", async () => {
  const { catchup, timeline, asked } = between(world.messages(1, 4), 2);
  catchup.receive(world.message(2, { rev: 6, since: 5, message: "changed last" })); // 3, 4 and 5 are missing
  catchup.receive(world.message(3, { rev: 5, since: 3 }));
  assert.deepEqual([places(timeline), timeline.rev, asked], [[1, 2], 2, [2]]);
  catchup.receive(world.message(4, { rev: 3, seq: 4, since: 2 }));
  assert.deepEqual([places(timeline), timeline.rev], [[1, 2, 3, 4], 6]);
  assert.equal(timeline.messages.value[1].message, "changed last");
  assert.ok(timeline.messages.value.every((message) => !("since" in message)));
});

test("an edit that overtakes the page on which its message stands is not lost", () => {
  const { timeline } = between(world.messages(1, 60), 60);
  timeline.load(world.messages(51, 60), 60);
  timeline.fetching.value = true;
  timeline.apply(world.message(20, { rev: 61, message: "mended" }));
  timeline.prepend(world.messages(1, 50), 51); // read before the edit
  assert.equal(timeline.messages.value[19].message, "mended");
});

test("a page that belongs to what was held before is not put before what is held now", () => {
  const { timeline } = between(world.messages(1, 60), 60);
  timeline.load(world.messages(51, 60), 60);
  timeline.load(world.messages(101, 110), 110); // too far behind meanwhile
  timeline.prepend(world.messages(41, 50), 51);
  assert.deepEqual([timeline.first, timeline.before], [101, 101]);
});

test("an edited message on an older page does not move the position past what is still to come", () => {
  const { timeline } = between(world.messages(1, 60), 60);
  timeline.load([world.message(50, { rev: 70 }), ...world.messages(51, 60)], 60, 50);
  assert.equal(timeline.rev, 60);
});

test("a page that does not come ends the connection; a busy server is asked again", async () => {
  const timelines = new Timelines();
  const answers = [new Problem({ code: "retry", message: "busy" }), new Problem({ code: "timeout", message: "late" })];
  let ended = 0;
  const catchup = new CatchUp(timelines, { ask: () => Promise.reject(answers.shift()), resubscribe: () => ended++, wait: async () => {} });
  timelines.hold(1).load(world.messages(1, 2), 2);
  await catchup.reach(1, 9);
  assert.deepEqual([ended, answers.length, timelines.get(1).rev], [1, 0, 2]);
});

test("what is promised and stops coming is asked for", async () => {
  const { catchup, timeline, asked } = between(world.messages(1, 6), 2);
  await catchup.expect(1, 6);
  assert.deepEqual([timeline.rev, asked], [6, [2]]);
});

test("an older change does not undo a newer one that came on a page", () => {
  const { timeline } = between(world.messages(1, 60), 60);
  timeline.load([world.message(50, { rev: 70, message: "newest" }), ...world.messages(51, 60)], 60, 50);
  timeline.apply(world.message(50, { rev: 65, message: "newer" }));
  assert.deepEqual([timeline.messages.value[0].message, timeline.rev], ["newest", 65]);
});

test("what comes while a room is loaded is not lost, nor asked for", () => {
  const timelines = new Timelines();
  const catchup = new CatchUp(timelines, { ask: () => assert.fail("there was nothing to ask for") });
  const timeline = timelines.hold(1);
  catchup.receive(world.message(3));
  timeline.load(world.messages(1, 2), 2);
  catchup.loaded(1);
  assert.deepEqual(places(timeline), [1, 2, 3]);
});

test("what is heard of while one asks is asked for as well", async () => {
  const all = world.messages(1, 70);
  const timelines = new Timelines();
  const asked = [];
  const ask = async (room, rev) => {
    asked.push(rev);
    const head = asked.length === 1 ? 6 : 70;
    await world.turns(2);
    if (head === 6) catchup.receive(all[69]); // after the page was read, before it is here
    return { room, head, messages: all.slice(rev, head), more: false, limited: false };
  };
  const catchup = new CatchUp(timelines, { ask });
  timelines.hold(1).load(all.slice(0, 2), 2);
  catchup.receive(all[5]);
  await world.turns(20);
  assert.deepEqual([asked, timelines.get(1).messages.value.length], [[2, 6], 70]);
});

test("after a restore nothing that was held back comes in", () => {
  const { catchup, timeline } = between(world.messages(1, 8), 2);
  catchup.receive(world.message(9, { message: "of the time that is over" }));
  catchup.clear();
  timeline.restart();
  timeline.load(world.messages(1, 8), 8);
  catchup.loaded(1);
  assert.deepEqual([timeline.last, timeline.rev], [8, 8]);
});
