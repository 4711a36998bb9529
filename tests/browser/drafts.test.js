import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "parlour/lib/problem.js";
import { DraftSync } from "parlour/live/draft-sync.js";
import { Synced } from "parlour/live/synced.js";
import { Drafts } from "parlour/models/drafts.js";
import { world } from "./world.js";

/** What the server promises of drafts: the last save wins, and all devices are told. */
class Server {
  rows = new Map();
  rev = 0;
  devices = new Set();
  saves = [];

  save({ room, message, reply_to, device, nth }) {
    this.saves.push(message);
    const known = this.rows.get(room);
    const overtaken = known?.device === device && known.nth >= nth;
    if (overtaken || (!known && !message && !reply_to)) return { ok: true, draft: known ?? { room, message: "", rev: 0 } };
    const draft = { room, message, rev: ++this.rev, reply_to, device, nth };
    this.rows.set(room, draft);
    for (const each of this.devices) if (each.connection.up) each.sync.hear(structuredClone(draft));
    return { ok: true, draft };
  }
}

/** A device of Kit's, on a disk of its own. */
async function device(server, { disk = world.disk(), seen } = {}) {
  const drafts = new Drafts(disk);
  await drafts.load();
  const kept = new Map(seen === undefined ? [] : [["drafts", seen]]);
  const app = {
    drafts,
    connection: { up: true, emit: async (_, asked) => server.save(asked) },
    http: { get: async (path) => ({ drafts: [...server.rows.values()].filter(({ rev }) => rev > Number(path.split("=")[1])) }) },
    store: { get: (name) => kept.get(name) ?? null, set: (name, value) => kept.set(name, value) },
  };
  app.sync = new DraftSync(app, seen ?? 0);
  app.kept = kept;
  app.disk = disk;
  server.devices.add(app);
  await app.sync.level(server.rev);
  return app;
}

test("what is written here is told once the typing rests, and stands on the other device", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const server = new Server();
  const [desk, phone] = [await device(server), await device(server)];
  for (const text of ["h", "he", "hel", "hello"]) {
    desk.drafts.keep(1, text);
    t.mock.timers.tick(1000);
  }
  desk.drafts.reply(1, 7);
  assert.deepEqual(server.saves, []);
  t.mock.timers.tick(1500);
  await world.turns();
  assert.deepEqual([server.saves, phone.drafts.of(1), phone.drafts.replyTo(1), phone.drafts.outside.value], [["hello"], "hello", 7, 1]);
  assert.deepEqual([desk.drafts.untold.size, phone.drafts.untold.size, desk.drafts.outside.value], [0, 0, 0]);
});

test("what was sent is gone everywhere at once, and never told if it never was", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const server = new Server();
  const [desk, phone] = [await device(server), await device(server)];
  desk.drafts.keep(1, "quick");
  desk.drafts.clear(1);
  t.mock.timers.tick(5000);
  await world.turns();
  assert.deepEqual([server.saves, desk.drafts.untold.size], [[], 0]);
  desk.drafts.keep(1, "slow");
  t.mock.timers.tick(1500);
  await world.turns();
  assert.equal(phone.drafts.of(1), "slow");
  desk.drafts.clear(1);
  t.mock.timers.tick(0);
  await world.turns();
  assert.deepEqual([server.saves, phone.drafts.of(1)], [["slow", ""], ""]);
});

test("sent while it was being told: it is told as gone after that", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const server = new Server();
  const [desk, phone] = [await device(server), await device(server)];
  let go = () => {};
  desk.connection.emit = async (_, asked) => (await new Promise((done) => (go = done)), server.save(asked));
  desk.drafts.keep(1, "hello");
  t.mock.timers.tick(1500);
  desk.drafts.clear(1);
  t.mock.timers.tick(5000);
  go();
  await world.turns();
  t.mock.timers.tick(0);
  go();
  await world.turns();
  assert.deepEqual([server.saves, phone.drafts.of(1), desk.drafts.untold.size], [["hello", ""], "", 0]);
});

test("what is written here is not overwritten, and wins when it is told", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const server = new Server();
  const [desk, phone] = [await device(server), await device(server)];
  phone.drafts.keep(1, "on the phone");
  desk.drafts.keep(1, "at the desk");
  t.mock.timers.tick(1000);
  phone.drafts.flush();
  await world.turns();
  assert.equal(desk.drafts.of(1), "at the desk");
  t.mock.timers.tick(1500);
  await world.turns();
  assert.deepEqual([phone.drafts.of(1), server.rows.get(1).message], ["at the desk", "at the desk"]);
});

test("who was away takes what changed, and what he did not touch; what he wrote meanwhile is told", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const server = new Server();
  const [desk, phone] = [await device(server), await device(server)];
  desk.drafts.keep(1, "to be sent");
  desk.drafts.keep(2, "to be changed");
  t.mock.timers.tick(1500);
  await world.turns();
  phone.connection.up = false;
  desk.drafts.clear(1);
  desk.drafts.keep(2, "changed");
  t.mock.timers.tick(1500);
  phone.drafts.keep(3, "in the tunnel");
  t.mock.timers.tick(1500);
  await world.turns();
  assert.deepEqual([phone.drafts.of(1), phone.drafts.of(2), server.rows.has(3)], ["to be sent", "to be changed", false]);
  phone.connection.up = true;
  await phone.sync.level(server.rev);
  t.mock.timers.tick(1500);
  await world.turns();
  assert.deepEqual([phone.drafts.of(1), phone.drafts.of(2), desk.drafts.of(3)], ["", "changed", "in the tunnel"]);
});

test("after a reload what was told is known as told, and emptied it is told as gone", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const server = new Server();
  const desk = await device(server);
  desk.drafts.keep(1, "hello");
  t.mock.timers.tick(1500);
  await world.turns();
  server.devices.clear();
  const again = await device(server, { disk: desk.disk, seen: desk.kept.get("drafts") });
  assert.deepEqual([again.drafts.of(1), again.drafts.untold.size], ["hello", 0]);
  again.drafts.clear(1);
  t.mock.timers.tick(0);
  await world.turns();
  assert.deepEqual([server.saves, server.rows.get(1).message, await desk.disk.all("drafts")], [["hello", ""], "", []]);
});

test("what was emptied without a connection is told as gone after a reload", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const server = new Server();
  const desk = await device(server);
  desk.drafts.keep(1, "hello");
  t.mock.timers.tick(1500);
  await world.turns();
  desk.connection.up = false;
  desk.drafts.clear(1);
  t.mock.timers.tick(5000);
  await world.turns();
  await device(server, { disk: desk.disk, seen: server.rev });
  t.mock.timers.tick(0);
  await world.turns();
  assert.equal(server.rows.get(1).message, "");
});

test("what an older Parlour kept is told; what the server will not have stays here, and is not asked again", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const server = new Server();
  const disk = world.disk();
  await disk.put("drafts", "1", "from before");
  await device(server, { disk });
  t.mock.timers.tick(1500);
  await world.turns();
  assert.equal(server.rows.get(1).message, "from before");
  const desk = await device(server);
  let asked = 0;
  desk.connection.emit = async () => {
    asked += 1;
    throw new Problem({ code: "invalid", message: "Too long." });
  };
  desk.drafts.keep(2, "too long");
  t.mock.timers.tick(1500);
  await world.turns();
  t.mock.timers.tick(60_000);
  assert.deepEqual([asked, desk.drafts.of(2)], [1, "too long"]);
});

test("a server that is busy is asked again, later", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const server = new Server();
  const desk = await device(server);
  const { emit } = desk.connection;
  desk.connection.emit = async () => {
    desk.connection.emit = emit;
    throw new Problem({ code: "rate_limited", message: "Slower.", retry_after: 30 });
  };
  desk.drafts.keep(1, "hello");
  t.mock.timers.tick(1500);
  await world.turns();
  t.mock.timers.tick(29_000);
  await world.turns();
  assert.deepEqual(server.saves, []);
  t.mock.timers.tick(1000);
  await world.turns();
  assert.deepEqual(server.saves, ["hello"]);
});

test("what others' devices need comes when there is something, or one begins to write", async () => {
  const app = { store: { get: () => 7 }, drafts: new Drafts(world.disk()), connection: { up: false } };
  const asked = [];
  app.http = { get: async (path) => (asked.push(path), { drafts: [] }) };
  app.store.set = () => {};
  const synced = new Synced(app);
  const first = app.drafts.changed;
  synced.level(7);
  await new Promise((done) => setTimeout(done, 50));
  assert.equal(app.drafts.changed, first);
  synced.level(9);
  await new Promise((done) => setTimeout(done, 200));
  assert.deepEqual(asked, ["/drafts?after=7"]);
  assert.notEqual(app.drafts.changed, first);
});
