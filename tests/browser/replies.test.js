import assert from "node:assert/strict";
import { test } from "node:test";
import { excerpt } from "parlour/lib/excerpt.js";
import { Problem } from "parlour/lib/problem.js";
import { sending } from "parlour/live/sending.js";
import { Drafts } from "parlour/models/drafts.js";
import { Originals } from "parlour/models/originals.js";
import { Outbox } from "parlour/models/outbox.js";
import { Rooms } from "parlour/models/rooms.js";
import { rows } from "parlour/models/rows.js";
import { Timeline } from "parlour/models/timeline.js";
import { world } from "./world.js";

/** Originals, and a server that has `count` messages. */
function answered(count = 100) {
  const [all, asked, originals] = [world.messages(1, count), [], new Originals()];
  const ask = async (query) => {
    asked.push(query);
    const seqs = query.slice(3).split(",").map(Number);
    return { messages: structuredClone(all.filter(({ seq }) => seqs.includes(seq))), older: true, newer: true, at: null };
  };
  return { all, asked, originals, ask };
}

test("what replies answer is asked for once, together, and known not to be there", async () => {
  const { asked, originals, ask } = answered();
  await Promise.all([originals.want(ask, [3, 7, 999]), originals.want(ask, [7, 8])]);
  await originals.want(ask, [3, 8, 999]);
  assert.deepEqual(asked, ["at=3,7,999", "at=8"]);
  assert.deepEqual([originals.at(3).message, originals.at(8).message, originals.at(999), originals.at(50)], ["number 3", "number 8", null, undefined]);
});

test("at most fifty are asked for at once", async () => {
  const { asked, originals, ask } = answered(200);
  await originals.want(ask, Array.from({ length: 120 }, (_, n) => n + 1));
  assert.equal(asked[0].split(",").length, 50);
  assert.deepEqual([originals.at(50)?.seq, originals.at(51)], [50, undefined]);
});

test("the oldest of very many are let go", async () => {
  const { originals, ask } = answered(700);
  for (let n = 0; n < 600; n += 50) await originals.want(ask, Array.from({ length: 50 }, (_, at) => n + at + 1));
  assert.deepEqual([originals.at(100), originals.at(101)?.seq, originals.at(600)?.seq], [undefined, 101, 600]);
});

test("edits and deletions that come live are in what is quoted, also while it is on its way", async () => {
  const { originals, ask } = answered();
  await originals.want(ask, [3]);
  originals.apply(world.message(3, { rev: 101, message: "edited" }));
  assert.equal(originals.at(3).message, "edited");
  const on = originals.want(ask, [5]);
  originals.apply(world.message(5, { rev: 102, kind: "deleted", message: "" }));
  await on;
  assert.equal(originals.at(5).kind, "deleted");
  originals.apply(world.message(3, { rev: 100, message: "late" }));
  assert.equal(originals.at(3).message, "edited");
});

test("after changes were missed it is asked for anew; what was under way does not count", async () => {
  const { originals, ask, asked, all } = answered();
  const on = originals.want(ask, [3]);
  originals.clear();
  all[2] = world.message(3, { rev: 400, message: "missed" });
  await on;
  assert.equal(originals.at(3), undefined);
  await originals.want(ask, [3]);
  assert.deepEqual([originals.at(3).message, asked.length], ["missed", 2]);
});

test("a failure leaves it to be asked for again", async () => {
  const { originals, ask } = answered();
  await assert.rejects(originals.want(async () => Promise.reject(new Problem({ code: "network", message: "gone" })), [3]));
  await originals.want(ask, [3]);
  assert.equal(originals.at(3).seq, 3);
});

test("a quote is what is held, here or further back, before what was fetched for it", async () => {
  const { ask } = answered();
  const timeline = new Timeline();
  timeline.load(world.messages(51, 100), 100);
  await timeline.originals.want(ask, [3, 60]);
  timeline.apply(world.message(60, { rev: 101, message: "edited" }));
  timeline.apply(world.message(3, { rev: 102, message: "edited too" }));
  assert.deepEqual([timeline.quoted(60).message, timeline.quoted(3).message, timeline.quoted(4)], ["edited", "edited too", undefined]);
  timeline.load(world.messages(151, 200), 200);
  assert.equal(timeline.quoted(3), undefined);
});

test("a reply begins anew under its author's name", () => {
  const [first, second] = [world.message(1), world.message(2, { reply_to: 1 })];
  const pending = { key: "k", room: 1, message: "mine", at: Date.UTC(2026, 10, 20, 12, 3), state: "queued", reply_to: 1 };
  const list = rows([first, second, world.message(3)], [{ ...pending, key: "j", reply_to: undefined }, pending], { me: world.mira, divider: null });
  assert.deepEqual(list.map((row) => row.more), [undefined, false, false, true, true, false]);
});

test("which message is answered survives a reload, with the draft and in the outbox", async () => {
  const tables = new Map();
  const [drafts, outbox] = [new Drafts(world.disk(tables)), new Outbox(world.disk(tables))];
  drafts.keep(1, "half a thought");
  drafts.reply(1, 7);
  drafts.reply(2, 9);
  drafts.reply(3, 11);
  drafts.reply(3, null);
  outbox.add(1, "an answer", { replyTo: 5, epoch: "one" });
  outbox.add(1, "no answer", { replyTo: null });
  await world.turns();
  const [next, sent] = [new Drafts(world.disk(tables)), new Outbox(world.disk(tables))];
  await Promise.all([next.load(), sent.refresh()]);
  assert.deepEqual([next.of(1), next.replyTo(1), next.of(2), next.replyTo(2), next.replyTo(3)], ["half a thought", 7, "", 9, null]);
  assert.deepEqual(sent.items.value.map((item) => [item.reply_to, item.epoch]), [[5, "one"], [undefined, undefined]]);
  next.clear(1);
  await world.turns();
  const last = new Drafts(world.disk(tables));
  await last.load();
  assert.deepEqual([last.of(1), last.replyTo(1), last.replyTo(2)], ["", null, 9]);
});

/** What goes out for a message; `refused` is what the server says to the first of it. */
async function goesOut(item, refused) {
  const [rooms, sent] = [new Rooms(), []];
  rooms.put(world.room());
  const emit = async (_, payload) => {
    sent.push(payload.reply_to);
    if (sent.length === 1 && refused) throw new Problem(refused);
    return { seq: 9, rev: 9 };
  };
  const answer = await sending({ connection: { emit }, rooms, session: { epoch: "two" } })({ room: 1, key: "k", message: "m", ...item }).catch(({ code }) => code);
  return [sent, answer.seq ?? answer];
}

test("a reply goes out as one, or by itself where what it answers is lost", async () => {
  const gone = { code: "invalid", field: "reply_to", message: "There is no such message to reply to." };
  const used = { code: "key_reuse", message: "That key was used." };
  const [now, before] = [{ reply_to: 5, epoch: "two" }, { reply_to: 5, epoch: "one" }];
  assert.deepEqual(await goesOut({}), [[undefined], 9]);
  assert.deepEqual(await goesOut(now), [[5], 9]);
  assert.deepEqual(await goesOut(now, gone), [[5, undefined], 9]);
  assert.deepEqual(await goesOut(now, { code: "retry", message: "Busy." }), [[5], "retry"]);
  assert.deepEqual(await goesOut(before), [[undefined], 9]); // another message may stand there since the restore
  assert.deepEqual(await goesOut(before, used), [[undefined, 5], 9]);
});

test("an excerpt is one line without marks", () => {
  assert.equal(excerpt("# Head\n\nThe **kettle** is `on`,\n> see [here](https://example.org)"), "Head The kettle is on, see here");
  assert.equal(excerpt("snake_case and 2 * 3"), "snake_case and 2 * 3");
  assert.equal(excerpt("**"), "**");
  assert.equal(excerpt("😀".repeat(200)), `${"😀".repeat(140)}...`);
  assert.equal(excerpt(`${" \n".repeat(4)}x`), "x");
});
