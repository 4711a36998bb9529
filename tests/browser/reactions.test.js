import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "parlour/lib/problem.js";
import { CatchUp } from "parlour/live/catchup.js";
import { changed } from "parlour/models/changed.js";
import { emoji } from "parlour/models/emoji.js";
import { Presence } from "parlour/models/presence.js";
import { Reacting } from "parlour/models/reacting.js";
import { Timelines } from "parlour/models/timelines.js";
import { world } from "./world.js";

/** A reaction to message `seq`, which stood at `was` until then. */
const reaction = (seq, was, rev, more = {}) => ({ room: 1, seq, rev, was, user_id: 2, username: "Mira", emoji: "👍", on: true, ...more });
const settled = () => new Promise((done) => setTimeout(done));

/** Kit's page, with three messages; `emit` is what the server does. */
function page(emit) {
  const [timelines, said] = [new Timelines(), []];
  timelines.hold(1).load(world.messages(1, 3), 3);
  const kept = new Map();
  const parts = {
    timelines,
    catchup: { reach: async () => {} },
    connection: { up: true, emit },
    http: { get: async () => ({ reactions: [{ emoji: "👍", users: [{ id: 9, username: "Otto", role: "member" }] }] }) },
    notes: { show: (words) => said.push(words) },
    presence: new Presence(),
    session: { id: world.kit },
    store: { get: (name) => kept.get(name), set: (name, value) => kept.set(name, value) },
  };
  parts.presence.meet(1, [{ id: world.kit, username: "Kit", role: "member" }, { id: 2, username: "Mira", role: "member" }], [2]);
  return { reacting: new Reacting(parts), said, parts, message: () => timelines.get(1).messages.value[1] };
}

test("a reaction comes, joins others, and goes; its emoji keeps its place until nobody is left", () => {
  let held = world.message(2);
  const next = (more) => (held = changed(held, reaction(2, held.rev, held.rev + 1, more)));
  next({});
  next({ emoji: "🎉" });
  next({ user_id: 1 });
  assert.deepEqual(held.reactions, [{ emoji: "👍", users: [2, 1] }, { emoji: "🎉", users: [2] }]);
  next({ on: false });
  assert.deepEqual(held.reactions, [{ emoji: "👍", users: [1] }, { emoji: "🎉", users: [2] }]);
  next({ on: false, user_id: 1 });
  next({ on: false, emoji: "🎉" });
  assert.deepEqual(held, world.message(2, { rev: 8 }));
});

test("a reaction that came already changes nothing, one to another state of the message does not fit", () => {
  const held = world.message(2, { rev: 5 });
  assert.equal(changed(held, reaction(2, 3, 5)), held);
  assert.equal(changed(held, reaction(2, 6, 7)), null);
});

test("a reaction to what was never told is not applied: the whole message is asked for", async () => {
  const timelines = new Timelines();
  const whole = world.message(4, { rev: 6, reactions: [{ emoji: "👍", users: [2] }] });
  const asked = [];
  const ask = async (room, rev) => (asked.push(rev), { room, head: 6, messages: [whole], more: false, limited: false });
  const catchup = new CatchUp(timelines, { ask });
  const timeline = timelines.hold(1);
  timeline.load(world.messages(1, 3), 3);
  catchup.receive({ ...world.message(5), since: 3 }); // from the table, which has moved 4 on
  catchup.receive(reaction(4, 4, 6));
  assert.equal(timeline.rev, 5);
  await world.turns();
  assert.deepEqual([asked, timeline.rev, timeline.messages.value.map(({ seq }) => seq)], [[5], 6, [1, 2, 3, 4, 5]]);
  assert.deepEqual(timeline.messages.value[3], whole);
});

test("nor is one that waited while a page told of later changes", async () => {
  const timelines = new Timelines();
  const whole = world.message(4, { rev: 6, reactions: [{ emoji: "👍", users: [2] }] });
  const pages = [{ head: 6, messages: [world.message(5)], more: true }, { head: 6, messages: [whole], more: false }];
  const asked = [];
  const ask = async (room, rev) => (asked.push(rev), { room, limited: false, ...pages.shift() });
  const catchup = new CatchUp(timelines, { ask });
  const timeline = timelines.hold(1);
  timeline.load(world.messages(1, 3), 3);
  catchup.receive(reaction(4, 4, 6)); // 4 itself was lost on the way
  await world.turns();
  assert.deepEqual([asked, timeline.rev, timeline.messages.value.map(({ seq }) => seq)], [[3, 5], 6, [1, 2, 3, 4, 5]]);
  assert.deepEqual(timeline.messages.value[3], whole);
});

test("a reaction to an older message only counts, and is there when its page comes", () => {
  const timelines = new Timelines();
  const catchup = new CatchUp(timelines, { ask: async () => assert.fail("nothing is missing") });
  const timeline = timelines.hold(1);
  timeline.load(world.messages(51, 60), 60);
  catchup.receive(reaction(7, 7, 61));
  assert.equal(timeline.rev, 61);
  timeline.fetching.value = true;
  catchup.receive(reaction(8, 8, 62));
  timeline.prepend(world.messages(1, 50).map((each) => (each.seq === 7 ? { ...each, rev: 61 } : each)), 51);
  assert.deepEqual(timeline.messages.value[7].reactions, [{ emoji: "👍", users: [2] }]);
});

test("what I react with is there at once, once, and stays when the server says so", async () => {
  const sent = [];
  const { reacting, parts, message } = page(async (event, wish) => (sent.push([event, wish.on]), { ok: true, rev: 4 }));
  const [first] = [reacting.toggle(message(), "👍"), reacting.toggle(message(), "👍")];
  assert.deepEqual(reacting.on(message()), [{ emoji: "👍", users: [world.kit] }]);
  await first;
  assert.deepEqual(sent, [["react", true]]);
  parts.timelines.get(1).apply(reaction(2, 2, 4, { user_id: world.kit }));
  reacting.reached(1, 4);
  assert.deepEqual(reacting.on(message()), [{ emoji: "👍", users: [world.kit] }]);
  const back = reacting.toggle(message(), "👍");
  assert.deepEqual(reacting.on(message()), []);
  await back;
  assert.deepEqual(sent.at(-1), ["react", false]);
});

test("a reaction that is refused is taken back, with a word", async () => {
  const { reacting, said, message } = page(async () => {
    throw new Problem({ code: "too_many_reactions", message: "Too many." });
  });
  await reacting.toggle(message(), "👍");
  assert.deepEqual([reacting.on(message()), said], [[], ["Too many."]]);
});

test("without a connection nothing is promised", async () => {
  const { reacting, said, parts, message } = page(() => assert.fail("nothing goes out"));
  parts.connection.up = false;
  await reacting.toggle(message(), "👍");
  assert.deepEqual([reacting.on(message()), said.length], [[], 1]);
});

test("what is chosen from all is put there and never taken back; the last chosen come first", async () => {
  const sent = [];
  const { reacting, parts, message } = page(async (_, wish) => (sent.push(wish.on), { ok: true, rev: 4 }));
  await reacting.put(message(), "👍");
  parts.timelines.get(1).apply(reaction(2, 2, 4, { user_id: world.kit }));
  reacting.reached(1, 4);
  await reacting.put(message(), "🎉");
  await reacting.put(message(), "👍");
  assert.deepEqual([sent, reacting.recent], [[true, true], ["👍", "🎉"]]);
});

test("names are those of people who were seen; those who have left are asked for", async () => {
  const { reacting, message } = page();
  assert.deepEqual(reacting.names(1, [2, world.kit, 9]), ["you", "Mira", ""]);
  await reacting.meet({ ...message(), reactions: [{ emoji: "👍", users: [9] }] });
  await settled();
  assert.deepEqual(reacting.names(1, [9]), ["Otto"]);
});

test("every emoji that is offered is one, written in full, once", () => {
  const offered = emoji.map(([each]) => each);
  assert.deepEqual(offered.filter((each) => !new RegExp("^\\p{RGI_Emoji}$", "v").test(each)), []);
  assert.equal(new Set(offered).size, offered.length);
});
