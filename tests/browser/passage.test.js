import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "parlour/lib/problem.js";
import { Places } from "parlour/live/places.js";
import { Notes } from "parlour/models/notes.js";
import { Slice } from "parlour/models/slice.js";
import { Timeline } from "parlour/models/timeline.js";
import { Timelines } from "parlour/models/timelines.js";
import { signal } from "signals";
import { world } from "./world.js";

const HALF = 25;

/** A room of `count` messages as the server has it, and a page of it for each query. */
function history(count) {
  const all = world.messages(1, count);
  const asked = [];
  const page = (messages, at = null) => {
    const [first, last] = [messages[0]?.seq ?? 0, messages.at(-1)?.seq ?? count];
    return { messages: structuredClone(messages), older: first > 1, newer: last < all.at(-1).seq, at };
  };
  const ask = async (query) => {
    asked.push(query);
    const [[name, value]] = new URLSearchParams(query);
    const place = name === "on" ? Number(value.slice(-2)) : Number(value);
    if (name === "before") return page(all.filter(({ seq }) => seq < place).slice(-2 * HALF));
    if (name === "after") return page(all.filter(({ seq }) => seq > place).slice(0, 2 * HALF));
    const at = all.some(({ seq }) => seq === place) ? place : null;
    return page([...all.filter(({ seq }) => seq < place).slice(-HALF), ...all.filter(({ seq }) => seq >= place).slice(0, HALF)], at);
  };
  return { all, ask, asked };
}

/** Somebody who holds the newest 50 of them. */
function reader(count = 500) {
  const there = history(count);
  const timeline = new Timeline();
  timeline.load(there.all.slice(-50), count);
  return { ...there, timeline, passage: timeline.passage };
}

const places = (run) => [run.messages.value[0]?.seq, run.messages.value.at(-1)?.seq, run.messages.value.length];

test("a passage opens around a place, and what is live stays as it is", async () => {
  const { ask, timeline, passage } = reader();
  assert.equal(await passage.open(ask, "around=100"), 100);
  timeline.meet();
  assert.deepEqual([places(passage), passage.older.value, passage.newer.value], [[75, 124, 50], true, true]);
  assert.deepEqual(places(timeline), [451, 500, 50]);
  assert.deepEqual([timeline.at(100)?.seq, timeline.at(470)?.seq, timeline.at(300)], [100, 470, undefined]);
});

test("where nothing stands it does not open, and what was open stays", async () => {
  const { ask, passage } = reader();
  assert.equal(await passage.open(ask, "around=9999"), null);
  assert.equal(passage.messages.value.length, 0);
  await passage.open(ask, "around=100");
  assert.equal(await passage.open(ask, "around=9999"), null);
  assert.deepEqual(places(passage), [75, 124, 50]);
});

test("it is paged both ways, without a double", async () => {
  const { ask, asked, passage } = reader();
  await passage.open(ask, "around=100");
  await Promise.all([passage.more("older"), passage.more("older")]);
  await passage.more("newer");
  assert.deepEqual(asked, ["around=100", "before=75", "after=124"]);
  assert.deepEqual(places(passage), [25, 174, 150]);
  await passage.more("older");
  assert.deepEqual([places(passage), passage.older.value], [[1, 174, 174], false]);
  await passage.more("older");
  assert.equal(asked.length, 4);
});

test("it holds at most so many: the far end goes, and can be fetched again", async () => {
  const { ask, passage } = reader(2000);
  await passage.open(ask, "around=1000");
  for (let n = 0; n < 13; n++) await passage.more("older");
  assert.deepEqual([places(passage), passage.newer.value], [[325, 924, 600], true]);
  for (let n = 0; n < 3; n++) await passage.more("newer");
  assert.deepEqual([places(passage), passage.older.value], [[475, 1074, 600], true]);
});

test("where it comes up to the live run the two become one", async () => {
  const { ask, all, timeline, passage } = reader();
  await passage.open(ask, "around=400");
  for (let n = 0; n < 2 && passage.messages.value.length; n++) {
    await passage.more("newer");
    timeline.meet();
  }
  assert.equal(passage.messages.value.length, 0);
  assert.deepEqual(timeline.messages.value, all.slice(374));
  assert.deepEqual([timeline.before, timeline.older.value], [375, true]);
  timeline.apply(world.message(501));
  assert.equal(timeline.last, 501);
});

test("one that reaches the beginning of the room brings it along", async () => {
  const { ask, all, timeline, passage } = reader(90);
  await passage.open(ask, "around=20");
  timeline.meet();
  assert.deepEqual(timeline.messages.value, all);
  assert.deepEqual([timeline.before, timeline.older.value, passage.messages.value.length], [null, false, 0]);
});

test("it meets only what is ready", async () => {
  const { ask, timeline, passage } = reader(90);
  timeline.state.value = "waiting";
  await passage.open(ask, "around=20");
  timeline.meet();
  assert.deepEqual(places(passage), [1, 44, 44]);
  timeline.load(world.messages(41, 90), 90);
  await world.turns();
  assert.deepEqual([places(timeline), passage.messages.value.length], [[1, 90, 90], 0]);
});

test("edits and deletions that come live are in it, also those that overtake its pages", async () => {
  const { ask, timeline, passage } = reader();
  await passage.open(ask, "around=100");
  timeline.apply(world.message(100, { rev: 501, message: "edited" }));
  assert.deepEqual([passage.at(100).message, timeline.at(100).rev], ["edited", 501]);
  const more = passage.more("older");
  timeline.apply(world.message(60, { rev: 502, kind: "deleted", message: "" }));
  await more;
  assert.equal(passage.at(60).kind, "deleted");
  const opened = passage.open(ask, "around=200");
  timeline.apply(world.message(201, { rev: 503, message: "late" }));
  await opened;
  assert.equal(passage.at(201).message, "late");
});

test("a page that was read after a change is not undone by it", async () => {
  const { all, ask, timeline, passage } = reader();
  all[99] = world.message(100, { rev: 502, message: "twice" });
  await passage.open(ask, "around=100");
  timeline.apply(world.message(100, { rev: 501, message: "once" }));
  assert.equal(passage.at(100).message, "twice");
});

test("a page asked for before the passage was closed, or opened elsewhere, is dropped", async () => {
  const { ask, passage } = reader();
  const opening = passage.open(ask, "around=100");
  passage.close();
  assert.equal(await opening, undefined);
  assert.equal(passage.messages.value.length, 0);
  await passage.open(ask, "around=100");
  const more = passage.more("older");
  await Promise.all([passage.open(ask, "around=300"), more]);
  assert.deepEqual([places(passage), passage.fetching.value], [[275, 324, 50], null]);
});

test("when the live run begins anew, what may have been missed further back is fetched anew", async () => {
  const { all, ask, timeline, passage } = reader();
  await passage.open(ask, "around=100");
  all[99] = world.message(100, { rev: 1600, message: "missed" });
  timeline.load(world.messages(1551, 1600), 1600, 1551);
  await world.turns();
  assert.deepEqual([passage.at(100).message, places(passage)], ["missed", [75, 124, 50]]);
  timeline.restart();
  assert.equal(passage.messages.value.length, 0);
});

test("what was asked for before the live run began anew is asked for once more", async () => {
  const { all, ask, asked, timeline, passage } = reader();
  const opening = passage.open(async (query) => structuredClone(await ask(query)), "around=100");
  all[99] = world.message(100, { rev: 600, message: "missed" });
  timeline.load(world.messages(551, 600), 600, 551);
  assert.equal(await opening, 100);
  assert.deepEqual([passage.at(100).message, asked.length, passage.sound], ["missed", 2, true]);
});

test("what cannot be fetched anew is not shown any longer", async () => {
  const { ask, timeline, passage } = reader();
  let fail = false;
  await passage.open((query) => (fail ? Promise.reject(new Problem({ code: "network", message: "gone" })) : ask(query)), "around=100");
  fail = true;
  timeline.load(world.messages(1551, 1600), 1600, 1551);
  await world.turns();
  assert.equal(passage.messages.value.length, 0);
});

test("the window over the rows keeps its first row when the far end goes, and moves to a row that is sought", () => {
  const slice = new Slice();
  slice.begin(50, 600);
  assert.deepEqual(slice.bounds(600), { start: 50, end: 350 });
  slice.begin(580, 600);
  assert.deepEqual(slice.bounds(600), { start: 580, end: 600 });
  const other = new Slice();
  other.show(5, 1000);
  assert.deepEqual(other.bounds(1000), { start: 0, end: 65 });
  other.show(40, 1000);
  assert.deepEqual(other.bounds(1000), { start: 0, end: 65 });
  other.show(995, 1000);
  assert.deepEqual(other.bounds(1000), { start: 880, end: 1000 });
});

/** The parts that ways to a place need; `asked` notes what was fetched. */
function ways(count = 500) {
  const there = history(count);
  const [timelines, notes] = [new Timelines(), new Notes()];
  const said = [];
  notes.show = (words) => said.push(words);
  const rooms = { openId: signal(1), get: (id) => (id === 1 ? world.room({ rev: count }) : null) };
  const scene = { aim: signal(null), atEnd: signal(true), jumps: 0, seeking: true, jumpToEnd() { this.jumps++; } };
  const http = { get: (path) => there.ask(path.split("?")[1].replace(/&limit=\d+$/, "")) };
  timelines.hold(1).load(there.all.slice(-50), count);
  const app = { http, notes, rooms, scene, timelines, connection: { up: true } };
  return { ...there, app, said, timeline: timelines.get(1), places: new Places(app) };
}

test("ways to a place: further back both ways, until it is the newest again", async () => {
  const { app, asked, places: way, timeline, all } = ways(160);
  assert.equal(await way.read(1, "around=30"), 30);
  await way.further(1, "newer");
  await way.further(1, "newer");
  assert.deepEqual(timeline.messages.value, all.slice(4));
  await way.further(1, "newer");
  await way.further(1, "older");
  assert.deepEqual(asked, ["around=30", "after=54", "after=104", "before=5"]);
  assert.deepEqual([timeline.messages.value, timeline.older.value], [all, false]);
  app.connection.up = false;
  await way.further(1, "older");
  assert.equal(asked.length, 4);
});

test("what fails is said, and changes nothing", async () => {
  const { app, said, places: way, timeline } = ways();
  app.http.get = async () => Promise.reject(new Problem({ code: "network", message: "not now" }));
  assert.equal(await way.read(1, "around=30"), undefined);
  await way.further(1, "older");
  assert.deepEqual([said, timeline.messages.value.length, timeline.fetching.value], [["not now", "not now"], 50, false]);
});
