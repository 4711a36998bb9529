import assert from "node:assert/strict";
import { test } from "node:test";
import { noticeText } from "parlour/models/notice-text.js";
import { rows } from "parlour/models/rows.js";
import { world } from "./world.js";

const reader = { me: world.kit, divider: null };
const types = (list) => list.map((row) => row.type);
const pending = (key, at) => ({ key, room: 1, message: "mine", at, state: "queued" });

test("messages of one person within five minutes stand together", () => {
  const list = rows([world.message(1), world.message(2), world.message(9)], [], reader);
  assert.deepEqual(list.filter((row) => row.type === "message").map((row) => row.more), [false, true, false]);
});

test("another person, a notice and a new day each begin anew", () => {
  const notice = world.message(3, { kind: "joined", message: "Theo joined" });
  const tomorrow = world.message(4, { timestamp: "2026-11-22T12:04:00.000Z" });
  const list = rows([world.message(1), world.message(2, { user_id: world.kit }), notice, tomorrow], [], reader);
  assert.deepEqual(types(list), ["day", "message", "message", "notice", "day", "message"]);
  assert.ok(list.every((row) => row.more !== true));
});

test("the line before what is new stands before the first message by somebody else", () => {
  const all = [world.message(1), world.message(2, { user_id: world.kit }), world.message(3)];
  const list = rows(all, [], { me: world.kit, divider: 1 });
  assert.deepEqual(types(list), ["day", "message", "message", "new", "message"]);
});

test("without its place being held there is no such line", () => {
  const list = rows(world.messages(50, 52), [], { me: world.kit, divider: 3 });
  assert.ok(!types(list).includes("new"));
});

test("a pending message keeps its row when it is stored", () => {
  const before = rows([world.message(1)], [pending("abc", Date.UTC(2026, 10, 20, 12, 2))], reader);
  const stored = world.message(2, { user_id: world.kit, key: "abc" });
  const after = rows([world.message(1), stored], [pending("abc", 0)], reader);
  assert.equal(before.at(-1).type, "pending");
  assert.equal(after.at(-1).type, "message");
  assert.equal(before.at(-1).key, after.at(-1).key);
});

test("the same key of two people is two rows", () => {
  const list = rows([world.message(1, { key: "k" }), world.message(2, { key: "k", user_id: world.kit })], [], reader);
  assert.equal(new Set(list.map((row) => row.key)).size, list.length);
});

const joined = (seq, username, kind = "joined") => world.message(seq, { username, kind, message: `${username} ${kind}` });

test("those who come one after another are one line, which keeps its row", () => {
  const one = rows([joined(1, "Mira")], [], reader);
  const three = rows([joined(1, "Mira"), joined(2, "Jonas"), joined(3, "Sana"), joined(4, "Mira", "left")], [], reader);
  assert.deepEqual(types(three), ["day", "notice"]);
  assert.equal(three[1].key, one[1].key);
  assert.equal(noticeText(three[1].messages), "Mira, Jonas and Sana joined, Mira left");
  assert.equal(noticeText(one[1].messages), "Mira joined");
});

test("of many who come the first are named and the rest counted", () => {
  const names = ["Mira", "Jonas", "Sana", "Theo", "Kit", "Otto", "Mira"];
  assert.equal(noticeText(names.map((name, n) => joined(n, name))), "Mira, Jonas, Sana, Theo and 2 others joined");
});

test("the line before what is new parts those who came", () => {
  const list = rows([joined(1, "Mira"), joined(2, "Jonas")], [], { me: world.kit, divider: 1 });
  assert.deepEqual(types(list), ["day", "notice", "new", "notice"]);
});

test("what else the room says stands by itself", () => {
  const renamed = world.message(2, { kind: "renamed", message: "Kit renamed the room to Soup" });
  const list = rows([joined(1, "Mira"), renamed, joined(3, "Jonas")], [], reader);
  assert.deepEqual(types(list), ["day", "notice", "notice", "notice"]);
});

test("who does not want to know who comes and goes sees all the rest", () => {
  const renamed = world.message(3, { kind: "renamed", message: "Kit renamed the room to Soup" });
  const list = rows([joined(1, "Mira"), world.message(2), renamed, joined(4, "Mira", "left")], [], { ...reader, quiet: true });
  assert.deepEqual(types(list), ["day", "message", "notice"]);
});
