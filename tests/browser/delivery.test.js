import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "parlour/lib/problem.js";
import { Turns } from "parlour/lib/turns.js";
import { Delivery } from "parlour/live/delivery.js";
import { sending } from "parlour/live/sending.js";
import { Outbox } from "parlour/models/outbox.js";
import { signal } from "signals";
import { world } from "./world.js";

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const late = () => new Problem({ code: "timeout", message: "late" });

/** A tab; those with the same `tables` and `locks` are tabs of one browser. */
function post(send, { up = signal(true), tables = new Map(), locks = world.locks(), wait = async () => {}, codeOf = undefined } = {}) {
  const disk = world.disk(tables);
  const outbox = new Outbox(disk, () => {}, codeOf);
  const placed = [];
  outbox.placed = (item) => placed.push(item.key);
  const delivery = new Delivery({ outbox, turns: new Turns(disk, { locks }), send, up: () => up.value, wait });
  return { tables, outbox, placed, up, stop: delivery.start() };
}

const states = (outbox) => outbox.items.value.map((item) => item.state);

test("one send is in flight a room, and the order is that of writing", async () => {
  const sent = [];
  let flying = 0;
  const { outbox, placed } = post(async (item) => {
    assert.equal(++flying, 1);
    await pause(2);
    flying--;
    sent.push(item.message);
    return { seq: sent.length, rev: sent.length };
  });
  for (const word of ["one", "two", "three"]) outbox.add(1, word);
  while (placed.length < 3) await pause(1); // as long as it takes: the runner ends a test that hangs
  assert.deepEqual(sent, ["one", "two", "three"]);
  assert.equal(placed.length, 3);
});

test("silence is answered by the same key again, after a random wait that may double", async () => {
  const keys = [];
  const waits = [];
  const { outbox } = post(async (item) => {
    keys.push(item.key);
    if (keys.length < 5) throw late();
    return { seq: 1, rev: 1 };
  }, { wait: async (ms) => waits.push(ms) });
  const key = outbox.add(1, "hello");
  await world.turns(200);
  assert.deepEqual(keys, [key, key, key, key, key]);
  assert.deepEqual(states(outbox), ["stored"]);
  assert.ok(waits.every((ms, n) => ms >= 250 && ms <= 1000 * 2 ** n), String(waits));
});

test("a full disk is waited for without end, and the line says so all the while", async () => {
  const [waits, said] = [[], []];
  const { outbox } = post(async () => {
    said.push(outbox.items.value[0].problem);
    if (waits.length < 50) throw new Problem({ code: "storage_full", message: "Full.", retry_after: 5 });
    return { seq: 1, rev: 1 };
  }, { wait: async (ms) => waits.push(ms) });
  outbox.add(1, "kept");
  while (states(outbox)[0] !== "stored") await pause(1);
  assert.deepEqual(outbox.items.value.map(({ state, problem }) => [state, problem]), [["stored", undefined]]);
  assert.ok(waits.length === 50 && waits.every((ms) => ms >= 5000 && ms <= 30_000), String(waits));
  assert.deepEqual([...new Set(said)], [undefined, "The server's disk is full. It goes out by itself when there is room again."]);
});

test("a server that takes nothing is named as the reason, though not at once", async () => {
  const said = [];
  const { outbox } = post(async () => {
    said.push(outbox.items.value[0].problem?.slice(0, 27));
    if (said.length < 6) throw new Problem({ code: "retry", message: "Busy." });
    return { seq: 1, rev: 1 };
  });
  outbox.add(1, "hello");
  await world.turns(200);
  const reason = "The server does not take it";
  assert.deepEqual(said, [undefined, undefined, undefined, reason, reason, reason]);
});

test("who was told to slow down sends nothing in any room before the time is over, also on a new connection", async () => {
  const log = [];
  let [strict, over] = [true, () => {}];
  const { outbox, up } = post(async (item) => {
    log.push(item.message);
    if (strict) throw new Problem({ code: "rate_limited", message: "Slower.", retry_after: 3 });
    return { seq: 1, rev: 1 };
  }, { wait: (ms) => new Promise((done) => (log.push(ms >= 3000), (over = done))) });
  outbox.add(1, "one");
  await world.turns(100);
  outbox.add(2, "two");
  up.value = false;
  up.value = true;
  await world.turns(100);
  assert.deepEqual([log, states(outbox), outbox.items.value[0].problem], [["one", true], ["queued", "queued"], "A little fast; it goes out in a moment."]);
  strict = false;
  over();
  await world.turns(100);
  assert.deepEqual([log.slice(2).sort(), states(outbox)], [["one", "two"], ["stored", "stored"]]);
});

test("a refusal is shown, does not hold up the next, and can be tried again", async () => {
  let strict = true;
  const { outbox } = post(async (item) => {
    if (strict && item.message === "bad") throw new Problem({ code: "invalid", message: "No." });
    return { seq: 1, rev: 1 };
  });
  const bad = outbox.add(1, "bad");
  outbox.add(1, "good");
  await world.turns(100);
  assert.deepEqual(states(outbox), ["failed", "stored"]);
  strict = false;
  outbox.again(bad);
  await world.turns(100);
  assert.deepEqual(states(outbox), ["stored", "stored"]);
});

test("what was written for another room of the same number goes out only when its writer says so", async () => {
  const [tables, sent, up] = [new Map(), [], signal(true)];
  const rooms = { code: "OLD", get: (id) => (id === 1 ? { code: rooms.code } : undefined) };
  const connection = { emit: async (event, item) => (sent.push(item), { seq: 1, rev: 1 }) };
  const before = new Outbox(world.disk(tables), () => {}, (id) => rooms.get(id)?.code);
  before.add(1, "for the old room");
  await world.turns();
  rooms.code = "NEW"; // the server was restored; this tab never knew the old room
  const { outbox } = post(sending({ connection, rooms, session: {} }), { tables, up, codeOf: (id) => rooms.get(id)?.code });
  await outbox.refresh();
  await world.turns(100);
  assert.deepEqual([states(outbox), sent], [["failed"], []]);
  outbox.again(outbox.items.value[0].key);
  await world.turns(100);
  assert.deepEqual([states(outbox), sent.map(({ message, code }) => [message, code])], [["stored"], [["for the old room", undefined]]]);
});

test("what is written offline waits, and goes out on return", async () => {
  const sent = [];
  const { outbox, up } = post(async (item) => (sent.push(item.message), { seq: 1, rev: 1 }), { up: signal(false) });
  outbox.add(1, "later");
  await world.turns(100);
  assert.deepEqual(sent, []);
  up.value = true;
  await world.turns(100);
  assert.deepEqual(sent, ["later"]);
});

test("nothing goes out before it is kept", async () => {
  const kept = [];
  const tables = new Map();
  const { outbox } = post(async (item) => (kept.push(tables.get("outbox").has(item.key)), { seq: 1, rev: 1 }), { tables });
  outbox.add(1, "one");
  outbox.add(1, "two");
  await world.turns(100);
  assert.deepEqual(kept, [true, true]);
});

test("two tabs send what both know once, and the other takes over when one is cut off", async () => {
  const sent = [];
  const [tables, locks, up] = [new Map(), world.locks(), signal(true)];
  const silent = () => new Promise((_, reject) => setTimeout(() => reject(late()), 10));
  const first = post((item) => (sent.push(`first: ${item.message}`), silent()), { tables, locks, up });
  const second = post(async (item) => (sent.push(`second: ${item.message}`), { seq: 1, rev: 1 }), { tables, locks });
  first.outbox.add(1, "one");
  first.outbox.add(1, "two");
  await world.turns(100);
  await second.outbox.refresh();
  assert.deepEqual(sent, ["first: one"]);
  up.value = false; // the tab that had the turn loses its connection
  while (sent.length < 3) await pause(1);
  assert.deepEqual(sent, ["first: one", "second: one", "second: two"]);
  await first.outbox.refresh();
  assert.deepEqual(states(first.outbox), []);
});

test("where a browser has no locks a lease on disk keeps two tabs apart", async () => {
  const [tables, log] = [new Map(), []];
  let now = 0;
  const tab = () => new Turns(world.disk(tables), { now: () => now, wait: async (ms) => void (await pause(1), (now += ms / 10)) });
  const act = (name, ms) => async () => void (log.push(`${name} begins`), await pause(ms), log.push(`${name} ends`));
  await Promise.all([tab().take("outbox/1", act("one", 30)), tab().take("outbox/1", act("two", 1))]);
  assert.deepEqual(log, ["one begins", "one ends", "two begins", "two ends"]);
  tables.get("about").set("turn/outbox/2", { by: "the dead", until: now + 10_000 }); // a tab that died renews no more
  now += 10_001;
  await tab().take("outbox/2", act("three", 1));
  assert.deepEqual(log.slice(4), ["three begins", "three ends"]);
});
