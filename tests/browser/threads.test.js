import assert from "node:assert/strict";
import { test } from "node:test";
import { ago } from "parlour/lib/ago.js";
import { Problem } from "parlour/lib/problem.js";
import { arrives } from "parlour/live/arrives.js";
import { Following } from "parlour/live/following.js";
import { Places } from "parlour/live/places.js";
import { sending } from "parlour/live/sending.js";
import { changed } from "parlour/models/changed.js";
import { Outbox } from "parlour/models/outbox.js";
import { Rooms } from "parlour/models/rooms.js";
import { rows } from "parlour/models/rows.js";
import { Scene } from "parlour/models/scene.js";
import { Thread } from "parlour/models/thread.js";
import { Timelines } from "parlour/models/timelines.js";
import { signal } from "signals";
import { world } from "./world.js";

const reader = { me: world.kit, divider: null };
const reply = (seq, more = {}) => world.message(seq, { thread: 1, ...more });
const places = (list) => list.flatMap((row) => (row.type === "message" ? [row.message.seq] : []));
const replies = (count) => ({ count, at: "2026-11-20T12:00:00.000Z", users: [2] });

test("the room draws what stands in no thread, and what was sent to both; the thread draws all of it", () => {
  const all = [world.message(1), reply(2), reply(3, { also_to_room: true }), world.message(4)];
  const pending = [{ key: "k", room: 1, message: "mine", at: 0, state: "queued", thread: 1 }, { key: "l", room: 1, message: "both", at: 0, state: "queued", thread: 1, also_to_room: true }];
  const [room, thread] = [rows(all, pending, reader), rows(all, pending, { ...reader, thread: true })];
  assert.deepEqual([places(room), places(thread)], [[1, 3, 4], [1, 2, 3, 4]]);
  assert.deepEqual([room, thread].map((list) => list.filter((row) => row.type === "pending").length), [1, 2]);
  assert.deepEqual(room.map((row) => row.more), [undefined, false, false, true, undefined, false]);
  assert.ok(thread.every((row) => row.type !== "message" || row.within));
});

test("what is new begins with what the room draws", () => {
  const types = rows([world.message(1), reply(2), world.message(3)], [], { ...reader, divider: 1 }).map((row) => row.type);
  assert.deepEqual(types, ["day", "message", "new", "message"]);
});

test("what a message says of its thread comes, changes and goes", () => {
  const change = (was, rev, count) => ({ room: 1, seq: 1, rev, was, replies: count ? replies(count) : null });
  const one = changed(world.message(1), change(1, 3, 1));
  assert.deepEqual(one, world.message(1, { rev: 3, replies: replies(1) }));
  assert.deepEqual(changed(one, change(3, 5, 0)), world.message(1, { rev: 5 }));
  assert.equal(changed(one, change(4, 5, 2)), null);
  assert.equal(changed(one, change(1, 3, 2)), one);
});

/** A thread of `count` replies from place 2 on; `asked` notes what was fetched, `meanwhile` happens on the way. */
function threaded(count, page = 10) {
  const all = Array.from({ length: count }, (_, n) => reply(n + 2));
  const there = { all, root: world.message(1, { replies: replies(count) }), asked: [], meanwhile: () => {} };
  there.thread = new Thread(1, 1, async (query) => {
    there.asked.push(query);
    const [[name, value] = ["before", Infinity]] = new URLSearchParams(query);
    const at = all.findIndex(({ seq }) => seq >= Number(value));
    const from = { before: (at < 0 ? all.length : at) - page, after: at + 1, around: at - page / 2 }[name];
    const messages = all.slice(Math.max(0, from), Math.max(0, from + page));
    const answer = structuredClone({ root: there.root, messages, older: messages[0]?.seq > 2, newer: messages.at(-1)?.seq < all.at(-1)?.seq, following: { following: true } });
    there.meanwhile();
    return answer;
  });
  return there;
}
const seqs = (thread) => thread.replies.value.map(({ seq }) => seq);

test("a thread is paged from its newest reply to its first, and around one both ways", async () => {
  const { thread, asked } = threaded(25);
  await thread.open();
  assert.deepEqual([seqs(thread).length, thread.first, thread.older.value, thread.newer.value], [10, 17, true, false]);
  await thread.more("older");
  await thread.more("older");
  await thread.more("older");
  assert.deepEqual([seqs(thread), thread.older.value], [Array.from({ length: 25 }, (_, n) => n + 2), false]);
  await thread.open(10);
  await thread.more("newer");
  assert.deepEqual(asked, ["", "before=17", "before=7", "around=10", "after=14"]);
  assert.deepEqual([thread.first, thread.last], [5, 24]);
});

test("replies, edits and deletions that come live are in the thread, in their place, once", async () => {
  const { thread } = threaded(3);
  await thread.open();
  for (const change of [reply(9), reply(9), reply(6, { rev: 10 }), world.message(11), { ...reply(12), thread: 7 }]) thread.apply(change);
  thread.apply(reply(3, { rev: 13, kind: "deleted", message: "" }));
  thread.apply({ room: 1, seq: 1, rev: 14, was: 1, replies: replies(4) });
  assert.deepEqual(seqs(thread), [2, 3, 4, 6, 9]);
  assert.deepEqual([thread.replies.value[1].kind, thread.root.value.replies.count, thread.root.value.rev], ["deleted", 4, 14]);
});

test("what comes while a page is on its way is part of it", async () => {
  const there = threaded(3);
  there.meanwhile = () => {
    there.meanwhile = () => {};
    for (const change of [reply(9), reply(2, { rev: 10, message: "edited" }), { room: 1, seq: 1, rev: 11, was: 1, replies: replies(4) }]) there.thread.apply(change);
  };
  await there.thread.open();
  assert.deepEqual([seqs(there.thread), there.thread.replies.value[0].message, there.thread.root.value.replies.count], [[2, 3, 4, 9], "edited", 4]);
  assert.equal(there.asked.length, 1);
});

test("where a change is missing between, it is fetched again", async () => {
  const there = threaded(3);
  there.meanwhile = () => {
    there.meanwhile = () => {};
    there.root = world.message(1, { rev: 12, replies: replies(5) });
    there.thread.apply({ room: 1, seq: 1, rev: 12, was: 11, replies: replies(5) });
  };
  await there.thread.open();
  assert.deepEqual([there.asked.length, there.thread.root.value.rev], [2, 12]);
  there.root = world.message(1, { rev: 20, replies: replies(6) });
  there.thread.apply({ room: 1, seq: 1, rev: 20, was: 19, replies: replies(6) });
  await world.turns();
  assert.deepEqual([there.asked.length, there.thread.root.value.rev], [3, 20]);
});

test("a reply behind what is held is not put there: it comes with its page", async () => {
  const { thread } = threaded(25);
  await thread.open(10);
  thread.apply(reply(40));
  assert.deepEqual([thread.last, thread.newer.value], [14, true]);
  thread.apply(reply(3, { rev: 41, message: "edited" }));
  assert.equal(thread.first, 5);
});

test("what could not be fetched is known, and what was asked for first does not come over what was asked for last", async () => {
  const { thread } = threaded(25);
  await Promise.all([thread.open(), thread.open(10)]);
  assert.equal(thread.last, 14);
  const failing = new Thread(1, 1, async () => Promise.reject(new Problem({ code: "network", message: "gone" })));
  await assert.rejects(failing.open());
  assert.deepEqual([failing.failed.value, failing.fetching.value], [true, null]);
});

/** Kit's page: a room of 9 messages, a thread at 1 that he follows from place 5 on. */
function page({ here = false } = {}) {
  const [timelines, rooms, said] = [new Timelines(), new Rooms(), []];
  rooms.put(world.room({ rev: 9, read_seq: 9 }));
  if (here) rooms.openId.value = 1;
  timelines.hold(1).load(world.messages(1, 9), 9);
  const scene = Object.assign(new Scene(new Map()), {});
  scene.atEnd.value = false;
  const state = { room: 1, thread: 1, following: true, read_seq: 5, unread: 0, rev: 9 };
  const answers = { list: [state], sent: [] };
  const connection = { up: true, emit: async (event, asked) => (answers.sent.push([event, asked]), { ...state, unread: 0, read_seq: asked.seq, rev: 99, following: asked.on ?? true }) };
  const http = { get: async () => ({ threads: structuredClone(answers.list) }) };
  const parts = { connection, http, rooms, scene, timelines, outbox: { settle() {} }, typing: { stop() {} }, visits: { meetSoon() {} } };
  const app = { ...parts, session: { id: world.kit }, ignored: { has: () => false }, spoken: { say: (words) => said.push(words) } };
  app.following = new Following(app);
  const hear = (message) => (arrives(app, message), timelines.get(1).apply(message));
  return { app, answers, hear, said, unread: () => rooms.get(1).unread, scene };
}

test("a reply in a thread alone is unread there and not in the room", async () => {
  const { app, hear, said, unread, scene } = page({ here: true });
  await app.following.load();
  hear(reply(10));
  assert.deepEqual([unread(), app.following.of(1, 1).unread, scene.threads.value, said], [0, 1, 1, []]);
  assert.equal(app.timelines.get(1).divider.value, null);
  hear(reply(11, { also_to_room: true }));
  assert.deepEqual([unread(), app.following.of(1, 1).unread, said.length], [1, 2, 1]);
  hear(reply(12, { user_id: world.kit }));
  hear({ ...reply(13), thread: 4 });
  assert.deepEqual([app.following.of(1, 1).unread, app.following.of(1, 4), scene.threads.value], [2, undefined, 1]);
});

test("what the server has counted already is not counted again, whichever comes first", async () => {
  const { app, answers, hear } = page();
  answers.list = [{ ...answers.list[0], unread: 1, rev: 11 }];
  const loading = app.following.load();
  hear(reply(10));
  hear(reply(12));
  await loading;
  assert.equal(app.following.of(1, 1).unread, 2);
  app.following.heed({ ...answers.list[0], unread: 9, rev: 10 });
  assert.equal(app.following.of(1, 1).unread, 2);
});

test("what is read is told once, and known on every device", async () => {
  const { app, answers, hear, scene } = page();
  await app.following.load();
  hear(reply(10));
  app.following.read(1, 1, 10);
  app.following.read(1, 1, 10);
  app.following.read(1, 4, 10);
  assert.deepEqual([answers.sent, scene.threads.value], [[["read_thread", { room: 1, thread: 1, seq: 10 }]], 0]);
  await world.turns();
  app.following.heed({ ...answers.list[0], following: false, rev: 100 });
  assert.equal(app.following.of(1, 1), undefined);
  hear(reply(101));
  assert.equal(scene.threads.value, 0);
  await app.following.follow(1, 1, true);
  assert.equal(app.following.of(1, 1).following, true);
  app.following.leave(1);
  assert.equal(app.following.of(1, 1), undefined);
});

test("a deleted reply is asked about: it may have been unread", async () => {
  const { app, answers, hear } = page();
  await app.following.load();
  hear(reply(10));
  answers.list = [{ ...answers.list[0], unread: 0, rev: 11 }];
  hear(reply(10, { rev: 11, kind: "deleted" }));
  await world.turns();
  assert.equal(app.following.of(1, 1).unread, 0);
});

test("a reply survives a reload in the outbox, and goes out to its thread", async () => {
  const tables = new Map();
  const outbox = new Outbox(world.disk(tables));
  outbox.add(1, "beside", { thread: { thread: 7, epoch: "one" } });
  outbox.add(1, "both", { thread: { thread: 7, epoch: "one", also_to_room: true } });
  await world.turns();
  const next = new Outbox(world.disk(tables));
  await next.refresh();
  const [rooms, sent] = [new Rooms(), []];
  rooms.put(world.room());
  const emit = async (_, { key, ...payload }) => (sent.push(payload), { seq: 9, rev: 9 });
  for (const item of next.items.value) await sending({ connection: { emit }, rooms, session: { epoch: "one" } })(item);
  assert.deepEqual(sent, [{ room: 1, message: "beside", thread: 7 }, { room: 1, message: "both", thread: 7, also_to_room: true }]);
});

/** What goes out for a reply in a thread; `refused` is what the server says to the first of it. */
async function goesOut(epoch, refused) {
  const [rooms, sent] = [new Rooms(), []];
  rooms.put(world.room());
  const emit = async (_, { thread, reply_to }) => {
    sent.push([thread, reply_to]);
    if (sent.length === 1 && refused) throw new Problem(refused);
    return { seq: 9, rev: 9 };
  };
  const item = { room: 1, key: "k", message: "m", thread: 5, reply_to: 6, epoch };
  const answer = await sending({ connection: { emit }, rooms, session: { epoch: "two" } })(item).catch(({ code }) => code);
  return [sent, answer.seq ?? answer];
}

test("what was meant for a thread is not sent to the room, unless a restore has put another there", async () => {
  const used = { code: "key_reuse", message: "That key was used." };
  const gone = (field) => ({ code: "invalid", field, message: "There is none." });
  assert.deepEqual(await goesOut("two"), [[[5, 6]], 9]);
  assert.deepEqual(await goesOut("two", gone("thread")), [[[5, 6]], "invalid"]);
  assert.deepEqual(await goesOut("two", gone("reply_to")), [[[5, 6], [5, undefined]], 9]);
  assert.deepEqual(await goesOut("one"), [[[undefined, undefined]], 9]);
  assert.deepEqual(await goesOut("one", used), [[[undefined, undefined], [5, 6]], 9]);
});

test("pages of nothing but replies are followed by larger ones", async () => {
  const timelines = new Timelines();
  timelines.hold(1).load(Array.from({ length: 50 }, (_, n) => reply(n + 951)), 1000);
  const asked = [];
  const http = { get: async (path) => (asked.push(path.split("?")[1]), { messages: world.messages(741, 950), older: true, newer: true }) };
  const ways = new Places({ http, timelines, notes: { show() {} }, connection: { up: true } });
  await ways.further(1, "older");
  await ways.further(1, "older");
  assert.deepEqual(asked, ["before=951&limit=200", "before=741&limit=50"]);
});

test("a link to a reply opens its thread, with what that began with behind it", async () => {
  const [timelines, rooms] = [new Timelines(), { openId: signal(1), get: () => world.room() }];
  timelines.hold(1).load([world.message(1), reply(2), reply(3, { also_to_room: true })], 3);
  const opened = [];
  const scene = { aim: signal(null), atEnd: signal(true), openThread: (...place) => opened.push(place) };
  globalThis.location = { pathname: "/r/1/m/2" };
  const went = [];
  globalThis.history = { pushState: (_, __, path) => went.push(path), replaceState: (_, __, path) => went.push(path) };
  const ways = new Places({ timelines, rooms, scene, notes: { show() {} } });
  await ways.show(1, 2);
  assert.deepEqual([opened, scene.aim.value, went], [[[1, 1, 2]], { room: 1, seq: 1 }, []]);
  await ways.show(1, 3);
  assert.deepEqual([opened.length, scene.aim.value, went], [1, { room: 1, seq: 3 }, ["/r/1/m/3"]]);
  await ways.showThread(1, 1);
  assert.deepEqual(opened[1], [1, 1]);
  delete globalThis.location;
  delete globalThis.history;
});

test("how long ago something was is said in words", () => {
  const now = Date.UTC(2026, 10, 20, 12);
  const said = (minutes) => ago(new Date(now - minutes * 60_000), now);
  assert.deepEqual([-5, 0.5, 5, 119, 60 * 26, 60 * 24 * 40, 60 * 24 * 800].map(said), ["just now", "just now", "5 minutes ago", "1 hour ago", "yesterday", "last month", "2 years ago"]);
});

test("the people are behind a thread, and the thread over the conversation where there is little room", () => {
  const scene = new Scene(new Map());
  scene.openThread(1, 5);
  assert.equal(scene.over.value, null);
  scene.togglePanel();
  assert.deepEqual([scene.thread.value, scene.panel.value], [null, true]);
  scene.togglePanel();
  assert.equal(scene.panel.value, false);
  scene.narrow.value = true;
  scene.sheet.value = "rooms";
  scene.openThread(1, 5, 7);
  assert.deepEqual([scene.over.value, scene.thread.value], ["thread", { room: 1, seq: 5, at: 7 }]);
});
