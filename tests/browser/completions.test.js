import assert from "node:assert/strict";
import { test } from "node:test";
import { completions } from "parlour/models/completions.js";
import { calling } from "parlour/live/calling.js";
import { world } from "./world.js";

globalThis.location ??= { origin: "http://parlour.test" };
const source = (mark) => completions.find((each) => each.mark === mark);
const people = ["Kit", "Mira Lind", "Élodie", "Miro", "Amira"].map((username, n) => ({ id: n + 1, username, role: "member" }));

function app({ guest = false, members = people.length } = {}) {
  const online = new Map([[2, people[1]]]);
  const rooms = [world.room({ members, owner_id: 9 }), world.room({ id: 2, name: "Gar[den", open: false })];
  return {
    presence: { of: () => ({ members: people, online, count: 30 }) },
    rooms: { get: () => rooms[0], named: { value: rooms } },
    scene: { calling: null, dialog: { value: null } },
    session: { id: 1, isGuest: guest, limits: { called: 100, confirm_over: 20 }, account: { value: { role: "member" } } },
  };
}

const names = (mark, typed, who = app()) => source(mark).find(who, typed, 1).map(({ name }) => name);

test("people are found by the beginning of their name first, without capitals and accents, and never oneself", () => {
  assert.deepEqual(names("@", "mir"), ["Mira Lind", "Miro", "Amira"]);
  assert.deepEqual(names("@", "elo"), ["Élodie"]);
  assert.deepEqual(names("@", "mira l"), ["Mira Lind"]);
  assert.deepEqual(names("@", "kit"), []);
  assert.deepEqual(source("@").find(app(), "mira", 1)[0].insert, "@Mira Lind ");
});

test("many can be called by those who may", () => {
  assert.deepEqual(names("@", "").slice(-2), ["room", "here"]);
  assert.deepEqual(names("@", "he"), ["here"]);
  assert.deepEqual(names("@", "he", app({ guest: true })), []);
});

test("a room becomes a link, and an emoji itself", () => {
  assert.equal(source("#").find(app(), "gar", 1)[0].insert, `[#Gar\\[den](${location.origin}/chat/2) `);
  assert.equal(source(":").find(app(), "rocket", 1)[0].insert, "🚀 ");
  assert.deepEqual([":", ")", "a", "D "].map((typed) => names(":", typed).length), [0, 0, 0, 0]);
});

test("only a call of many is asked about", () => {
  const sent = [];
  const ask = (text, how) => {
    const who = app(how);
    calling(who, { room: 1, text, send: (confirm) => sent.push(confirm) });
    return who.scene;
  };
  ask("@room", { members: 21 });
  ask("@room", { members: 101 }); // text like any other
  ask("@here", { guest: true });
  assert.deepEqual(sent, [false, false, false]);
  const scene = ask("@room", { members: 22 });
  assert.deepEqual([scene.dialog.value, scene.calling.people], ["calling", 21]);
  scene.calling.send();
  assert.deepEqual([sent.at(-1), ask("tea @here", { members: 40 }).calling.people], [true, 29]);
});
