import assert from "node:assert/strict";
import { test } from "node:test";
import { Ignored } from "parlour/models/ignored.js";
import { Rooms } from "parlour/models/rooms.js";
import { world } from "./world.js";

const kit = { id: 1, username: "Kit", role: "member" };
const mira = { id: 2, username: "Mira", role: "member" };
const otto = { id: 3, username: "Otto", role: "member" };

/** What a browser keeps of settings. */
const shelf = () => {
  const kept = new Map();
  return { get: (name) => kept.get(name) ?? null, set: (name, value) => kept.set(name, value) };
};

test("what the ignored say is folded, until one asks for it", () => {
  const ignored = new Ignored(shelf());
  assert.equal(ignored.folds(world.message(3)), false);
  ignored.take([mira.id]);
  assert.equal(ignored.folds(world.message(3)), true);
  ignored.show("1:3");
  assert.deepEqual([ignored.folds(world.message(3)), ignored.folds(world.message(4))], [false, true]);
  ignored.put(mira.id, false);
  assert.equal(ignored.folds(world.message(4)), false);
});

test("whom one ignores is known after a reload, before there is a connection", () => {
  const store = shelf();
  new Ignored(store).put(mira.id, true);
  assert.equal(new Ignored(store).has(mira.id), true);
});

test("a conversation with somebody one ignores is not counted, one with more people is", () => {
  const ignored = new Ignored(shelf());
  const rooms = new Rooms((room) => ignored.silences(room));
  const direct = { kind: "direct", rev: 3, unread: 2, code: null };
  rooms.reset([
    world.room({ unread: 1 }),
    world.room({ ...direct, id: 7, name: "Mira", people: [kit, mira] }),
    world.room({ ...direct, id: 8, name: "Mira, Otto", people: [kit, mira, otto] }),
  ]);
  assert.equal(rooms.unread.value, 5);
  ignored.take([mira.id]);
  assert.deepEqual([rooms.unread.value, rooms.listed.value.map(({ unread }) => unread)], [3, [1, 0, 2]]);
  ignored.take([]);
  assert.equal(rooms.unread.value, 5);
});
