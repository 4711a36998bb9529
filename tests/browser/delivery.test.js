import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "parlour/lib/problem.js";
import { Delivery } from "parlour/live/delivery.js";
import { Outbox } from "parlour/models/outbox.js";
import { signal } from "signals";
import { world } from "./world.js";

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function post(send, up = signal(true)) {
  const store = world.store();
  const outbox = new Outbox(store);
  const placed = [];
  const delivery = new Delivery({ outbox, send, up: () => up.value, placed: (item) => placed.push(item.key) });
  delivery.start();
  return { store, outbox, delivery, placed, up };
}

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
  await pause(40);
  assert.deepEqual(sent, ["one", "two", "three"]);
  assert.equal(placed.length, 3);
});

test("silence is answered by the same key again", async () => {
  const keys = [];
  const { outbox } = post(async (item) => {
    keys.push(item.key);
    if (keys.length === 1) throw new Problem({ code: "timeout", message: "late" });
    return { seq: 1, rev: 1 };
  });
  const key = outbox.add(1, "hello");
  await pause(1200);
  assert.deepEqual(keys, [key, key]);
  assert.equal(outbox.items.value[0].state, "sent");
});

test("a refusal is shown, does not hold up the next, and can be tried again", async () => {
  let strict = true;
  const { outbox, delivery } = post(async (item) => {
    if (strict && item.message === "bad") throw new Problem({ code: "invalid", message: "No." });
    return { seq: 1, rev: 1 };
  });
  const bad = outbox.add(1, "bad");
  outbox.add(1, "good");
  await world.turns(50);
  assert.deepEqual(outbox.items.value.map((item) => item.state), ["failed", "sent"]);
  strict = false;
  delivery.again(bad);
  await world.turns(50);
  assert.equal(outbox.items.value[0].state, "sent");
});

test("what is written offline waits, and goes out on return", async () => {
  const sent = [];
  const up = signal(false);
  const { outbox } = post(async (item) => (sent.push(item.message), { seq: 1, rev: 1 }), up);
  outbox.add(1, "later");
  await world.turns(50);
  assert.deepEqual(sent, []);
  up.value = true;
  await world.turns(50);
  assert.deepEqual(sent, ["later"]);
});

test("the outbox survives a reload with its keys, and is empty once all is stored", async () => {
  const { store, outbox } = post(() => new Promise(() => {}));
  const key = outbox.add(1, "kept");
  const again = new Outbox(store);
  assert.deepEqual(again.items.value.map((item) => [item.key, item.message, item.state]), [[key, "kept", "queued"]]);
  again.stored(key, 5);
  assert.deepEqual(new Outbox(store).items.value, []);
});
