import assert from "node:assert/strict";
import { test } from "node:test";
import { highest } from "parlour/models/cleared.js";
import { rows } from "parlour/models/rows.js";
import { Timeline } from "parlour/models/timeline.js";
import { Underway } from "parlour/models/underway.js";
import { world } from "./world.js";

const line = (floor, seq = 101, rev = seq) => world.message(seq, { rev, kind: "cleared", message: "Messages from before ... were deleted", reply_to: floor });
const seqs = (run) => run.messages.value.map(({ seq }) => seq);

function reader(from, to = 100) {
  const timeline = new Timeline();
  timeline.load(world.messages(from, to), to);
  return timeline;
}

test("what was deleted for good is dropped, and the line that says so stays", () => {
  const timeline = reader(1);
  timeline.apply(line(98));
  assert.deepEqual([seqs(timeline), timeline.before, timeline.older.value, timeline.rev], [[98, 99, 100, 101], null, false, 101]);
  timeline.apply(line(100, 101, 102));
  assert.deepEqual(seqs(timeline), [100, 101]);
  timeline.apply(line(103, 101, 105));
  assert.deepEqual(seqs(timeline), [101]);
});

test("where only newer ones are held there may be older ones still, or none any more", () => {
  const some = reader(51);
  some.apply(line(20));
  assert.deepEqual([seqs(some).length, some.before, some.older.value], [51, 51, true]);
  const none = reader(51);
  none.apply(line(51));
  assert.deepEqual([seqs(none).length, none.before, none.older.value], [51, null, false]);
});

test("the line itself is not held where it stands further back, and still counts", () => {
  const timeline = reader(51);
  timeline.apply(line(90, 7, 101));
  assert.deepEqual([seqs(timeline)[0], timeline.before], [7, null]);
  const far = reader(51);
  far.apply(line(30, 7, 101));
  assert.deepEqual([seqs(far)[0], far.before], [51, 51]);
});

test("a page of older ones that was on its way comes without what is gone", () => {
  const timeline = reader(51);
  timeline.fetching.value = true;
  timeline.apply(line(40));
  timeline.prepend(world.messages(1, 50), 51);
  assert.equal(seqs(timeline)[0], 40);
  const late = reader(51);
  late.fetching.value = true;
  late.apply(line(70));
  late.prepend(world.messages(1, 50), 51);
  assert.equal(seqs(late)[0], 70);
});

test("who reads further back keeps what is kept; where nothing is, the end is shown", async () => {
  const timeline = reader(91);
  const all = world.messages(1, 100);
  const ask = async () => ({ messages: all.slice(40, 60), older: true, newer: true, at: 50 });
  await timeline.passage.open(ask, "around=50");
  timeline.apply(line(55));
  assert.deepEqual([seqs(timeline.passage)[0], seqs(timeline.passage).at(-1)], [55, 60]);
  timeline.apply(line(80, 101, 102));
  assert.deepEqual(seqs(timeline.passage), []);
});

test("a place that is gone when its page comes is no place", async () => {
  const underway = new Underway();
  let give;
  const asked = underway.take(() => new Promise((done) => (give = done)));
  underway.note(line(50));
  give({ messages: world.messages(30, 60), older: true, newer: true, at: 40 });
  const page = await asked;
  assert.deepEqual([page.at, page.messages[0].seq], [null, 50]);
  const next = await underway.take(async () => ({ messages: world.messages(30, 60), older: true, newer: true, at: 40 }));
  assert.equal(next.at, 40); // what it was asked after is not held against it
});

test("a quote of what is gone says so", async () => {
  const { originals } = new Timeline();
  await originals.want(async () => ({ messages: world.messages(3, 4), older: true, newer: true, at: null }), [3, 4]);
  originals.apply(line(4));
  assert.deepEqual([originals.at(3), originals.at(4)?.seq], [null, 4]);
});

test("the line is drawn nowhere, and no other change is taken for one", () => {
  const drawn = rows([line(3), world.message(102)], [], { me: 1, divider: null });
  assert.deepEqual(drawn.map(({ type }) => type), ["day", "message"]);
  assert.equal(highest([world.message(5, { reply_to: 3 }), { room: 1, seq: 3, rev: 9, was: 8, on: true }]), 0);
});
