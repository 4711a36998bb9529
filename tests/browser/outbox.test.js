import assert from "node:assert/strict";
import { test } from "node:test";
import { Memory } from "parlour/lib/memory.js";
import { openDisk } from "parlour/lib/open-disk.js";
import { Drafts } from "parlour/models/drafts.js";
import { Outbox } from "parlour/models/outbox.js";
import { world } from "./world.js";

const drawn = (outbox) => outbox.items.value.map((item) => [item.message, item.state]);

async function reloaded(tables) {
  const outbox = new Outbox(world.disk(tables));
  await outbox.refresh();
  return outbox;
}

test("the outbox survives a reload with its keys, and is empty once all is stored", async () => {
  const tables = new Map();
  const outbox = new Outbox(world.disk(tables));
  const key = outbox.add(1, "kept");
  outbox.sent(key);
  await world.turns();
  const again = await reloaded(tables);
  assert.deepEqual(again.items.value.map((item) => [item.key, item.message, item.state]), [[key, "kept", "queued"]]);
  await again.stored(key, { seq: 5, rev: 5 });
  assert.deepEqual((await reloaded(tables)).items.value, []);
});

test("what was refused is still there after a reload, and does not go out by itself", async () => {
  const tables = new Map();
  const outbox = new Outbox(world.disk(tables));
  const key = outbox.add(1, "no");
  await outbox.failed(key, "Not here.");
  const again = await reloaded(tables);
  assert.deepEqual([drawn(again), again.items.value[0].problem, again.next(1)], [[["no", "failed"]], "Not here.", undefined]);
  again.again(key);
  await world.turns();
  assert.deepEqual(drawn(await reloaded(tables)), [["no", "queued"]]);
  again.settle(key, true);
  await world.turns();
  assert.deepEqual(drawn(await reloaded(tables)), []);
});

test("the order is that of writing, even when the clock goes back", async () => {
  const tables = new Map();
  const outbox = new Outbox(world.disk(tables));
  outbox.add(1, "one", { now: 2000 });
  outbox.add(1, "two", { now: 1000 });
  outbox.add(1, "three", { now: 2000 });
  await world.turns();
  assert.deepEqual(drawn(await reloaded(tables)).map(([message]) => message), ["one", "two", "three"]);
});

test("tabs tell one another; one that missed it learns it from disk", async () => {
  const tables = new Map();
  const [desk, deaf] = [new Outbox(world.disk(tables)), new Outbox(world.disk(tables))];
  const placed = [];
  desk.placed = ({ key, seq }) => placed.push([key, seq]);
  const sofa = new Outbox(world.disk(tables), (word) => desk.heed(structuredClone(word)));
  const key = sofa.add(1, "from the sofa");
  await world.turns();
  await deaf.refresh();
  assert.deepEqual([drawn(desk), drawn(deaf)], [[["from the sofa", "queued"]], [["from the sofa", "queued"]]]);
  sofa.sent(key);
  await sofa.stored(key, { seq: 7, rev: 7 });
  assert.deepEqual([drawn(desk), placed], [[["from the sofa", "stored"]], [[key, 7]]]);
  await deaf.refresh();
  assert.deepEqual(drawn(deaf), []);
});

test("a message that comes and goes while the disk is read does not come back", async () => {
  const tables = new Map();
  const disk = world.disk(tables);
  const [writer, reader] = [new Outbox(world.disk(tables)), new Outbox(disk)];
  const key = writer.add(1, "soon gone");
  await world.turns();
  const { all } = disk;
  disk.all = async (table) => {
    const found = await all.call(disk, table);
    reader.heed({ key, item: writer.items.value[0] });
    reader.heed({ key, gone: true });
    return found;
  };
  await reader.refresh();
  assert.deepEqual(drawn(reader), []);
});

test("a full disk keeps nothing, says so, and changes no order", async () => {
  const disk = world.disk();
  const { put } = disk;
  disk.put = () => Promise.reject(new DOMException("full", "QuotaExceededError"));
  const outbox = new Outbox(disk);
  outbox.add(1, "one");
  assert.equal(outbox.next(1), undefined); // not known yet whether it is kept
  await world.turns();
  disk.put = put;
  outbox.add(1, "two"); // there is room again, but no other tab may take it before the first has gone
  await world.turns();
  await outbox.refresh();
  assert.deepEqual(outbox.items.value.map((item) => [item.message, item.kept]), [["one", false], ["two", false]]);
  assert.equal(outbox.next(1)?.message, "one");
});

test("what is kept is one person's: the next finds nothing, and the one before can keep nothing more", async () => {
  const tables = new Map();
  const [kit, disk] = [new Outbox(world.disk(tables)), world.disk(tables)];
  kit.add(1, "mine");
  await world.turns();
  const mira = new Outbox(world.disk(tables, "2/Mira"));
  await mira.refresh();
  assert.deepEqual(drawn(mira), []);
  kit.add(1, "from a tab left open");
  await world.turns();
  await mira.refresh();
  assert.deepEqual([drawn(mira), kit.items.value.at(-1).kept], [[], false]);
  await assert.rejects(disk.all("outbox"), /another person/);
});

test("after clearing, another tab of the same person keeps nothing either", async () => {
  const tables = new Map();
  const [one, two] = [world.disk(tables), world.disk(tables)];
  await one.clear();
  await assert.rejects(two.put("drafts", "1", "too late"));
});

test("what an older Parlour left in localStorage moves over", async () => {
  const kept = new Map([["outbox/abcdefgh", { key: "abcdefgh", room: 1, message: "old", at: 5 }], ["draft/3", "half a thought"], ["room", 3]]);
  const store = { get: (name) => kept.get(name), delete: (name) => kept.delete(name), names: (start) => [...kept.keys()].filter((name) => name.startsWith(start)), clearOthers() {} };
  const disk = await openDisk("1/Kit", store); // Node has no IndexedDB: in memory then, and localStorage keeps it too
  assert.ok(disk instanceof Memory && !disk.lasting);
  const [outbox, drafts] = [new Outbox(disk), new Drafts(disk)];
  await Promise.all([outbox.refresh(), drafts.load()]);
  assert.deepEqual([drawn(outbox), drafts.of(3)], [[["old", "queued"]], "half a thought"]);
  assert.equal(kept.size, 3);
});

test("what an older Parlour kept without a state is still there when the disk is read again", async () => {
  const disk = world.disk();
  await disk.put("outbox", "abcdefgh", { key: "abcdefgh", room: 1, message: "old", at: 5 });
  const outbox = new Outbox(disk);
  for (let n = 0; n < 2; n++) await outbox.refresh();
  assert.deepEqual([drawn(outbox), outbox.next(1)?.key], [[["old", "queued"]], "abcdefgh"]);
});

test("a draft that is typed while an earlier one is written is the one that stays", async () => {
  const tables = new Map();
  const drafts = new Drafts(world.disk(tables));
  for (const text of ["h", "he", "hello"]) drafts.keep(1, text);
  drafts.keep(2, "there");
  drafts.keep(2, "");
  await world.turns();
  const again = new Drafts(world.disk(tables));
  await again.load();
  assert.deepEqual([again.of(1), again.of(2)], ["hello", ""]);
});

test("a tab that is closed before the disk has its message leaves it to the next", async () => {
  const left = new Map();
  const store = Object.assign(left, { names: (start) => [...left.keys()].filter((name) => name.startsWith(start)), clearOthers() {} });
  const disk = world.disk();
  const slow = Object.assign(world.disk(), { put: () => new Promise(() => {}) });
  new Outbox(slow, () => {}, undefined, store).add(1, "closed over it");
  const next = new Outbox(await openDisk("1/Kit", store));
  await next.refresh();
  assert.deepEqual(drawn(next), [["closed over it", "queued"]]);
  left.clear();
  new Outbox(disk, () => {}, undefined, store).add(1, "on disk soon");
  await world.turns();
  assert.deepEqual([left.size, (await disk.all("outbox")).length], [0, 1]);
});

test("what calls many goes out again once its writer says that he means it", async () => {
  const tables = new Map();
  const outbox = new Outbox(world.disk(tables));
  const key = outbox.add(1, "@room: tea");
  await outbox.failed(key, "That would call 30 people at once.", true);
  const again = await reloaded(tables);
  again.again(key);
  await world.turns();
  assert.deepEqual([again.next(1).confirm, outbox.add(1, "@here", { confirm: true }) && outbox.items.value.at(-1).confirm], [true, true]);
});
