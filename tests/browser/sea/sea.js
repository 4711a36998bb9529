import { Problem } from "parlour/lib/problem.js";
import { Thread } from "parlour/models/thread.js";
import { Chance } from "./chance.js";
import { Clock } from "./clock.js";
import { Server } from "./server.js";
import { Tab } from "./tab.js";

const ROOMS = [1, 2, 3];
const EMOJI = ["👍", "🎉", "❤️"];

/** Tabs of one browser, one disk, a server, and bad weather between them; the same for the same seed. */
export class Sea {
  clock = new Clock();
  calm = false;
  server = new Server(ROOMS);
  /** @type {Tab[]} */
  tabs = [];
  /** What Kit wrote: which tab, in which room, under which key. @type {{tab: Tab, room: number, key: string, text: string}[]} */
  written = [];
  #locks = new Map();
  #backup;

  /** @param {{seed: number, disk: () => Promise<any>, locks?: boolean, restores?: boolean}} how */
  constructor({ seed, disk, locks = true, restores = false }) {
    this.chance = new Chance(seed);
    this.disk = disk;
    this.locks = locks;
    this.restores = restores;
  }

  /** Storm for so many steps, then calm; returns what is wrong then. @param {number} steps */
  async sail(steps) {
    const [{ random }, { now }] = [Math, Date];
    Math.random = this.chance.number;
    Date.now = () => 1e12 + this.clock.now;
    crypto.getRandomValues = (bytes) => bytes.map(() => this.chance.below(256));
    try {
      await this.#open();
      for (let n = 0; n < steps; n++) {
        await this.#step();
        await this.clock.run(this.chance.below(this.chance.is(0.1) ? 4000 : 120));
      }
      this.calm = true;
      this.server.restart(); // a last message that was lost, and then silence: only connecting anew shows that
      await this.clock.run(200_000);
      for (const tab of this.tabs) for (const id of ROOMS.slice(0, 2)) await Promise.all([tab.look(id), this.clock.run(5000)]);
      await this.clock.run(60_000);
      await this.#readBack();
      return await this.#wrong();
    } finally {
      Math.random = random;
      Date.now = now;
      delete crypto.getRandomValues; // the true one is the prototype's
      for (const tab of this.tabs) tab.die();
    }
  }

  async #step() {
    const { chance, server } = this;
    const [tab, room] = [chance.one(this.tabs), chance.one(ROOMS)];
    const rows = server.all(room).filter((row) => row.kind === "message");
    const acts = {
      write: [30, () => this.#write(tab, room)],
      hear: [30, () => server.post(room, 2, `mira-${this.clock.now}-${chance.below(1e9)}`, "from Mira", { to: chance.is(0.3) && rows.length ? chance.one(rows).seq : undefined })],
      reply: [14, () => rows.length && server.post(room, 2, `mira-${this.clock.now}-${chance.below(1e9)}`, "beside", { thread: this.#root(rows), also: chance.is(0.2) })],
      thread: [6, () => this.#read(tab, room)],
      draw: [10, () => this.#draw(tab)],
      edit: [10, () => rows.length && server.change(room, chance.one(rows).seq, `edited at ${this.clock.now}`)],
      delete: [4, () => rows.length && server.change(room, chance.one(rows).seq, "")],
      react: [16, () => rows.length && server.react(room, chance.one(chance.is(0.5) ? rows.slice(-12) : rows).seq, 1 + chance.below(3), chance.one(EMOJI), chance.is(0.7))],
      ask: [3, () => server.post(room, 2, `poll-${this.clock.now}-${chance.below(1e9)}`, "a poll", { poll: { options: [{ text: "a" }, { text: "b" }, { text: "c" }], ...(chance.is(0.4) && { anonymous: true }) } })],
      vote: [12, () => this.#vote(room, rows.filter(({ poll }) => poll))],
      flood: [1, () => Array.from({ length: 90 + chance.below(60) }, (_, n) => server.post(room, 2, `flood-${this.clock.now}-${n}-pad`, "a flood"))],
      cut: [6, () => tab.line.cut()],
      look: [8, () => void tab.look(room)],
      older: [5, () => void tab.app.places.further(room, "older")],
      newer: [5, () => void tab.app.places.further(room, "newer")],
      place: [3, () => void tab.app.places.read(room, `around=${1 + chance.below(server.rooms.get(room).rev)}`)],
      back: [2, () => tab.app.timelines.get(room)?.passage.close()],
      flush: [5, () => tab.app.archive.flush()],
      clear: [2, () => this.#clear(room)],
      restart: [1, () => server.restart()],
      backup: [this.restores ? 2 : 0, () => (this.#backup = structuredClone(server.rooms))],
      restore: [this.#backup ? 1 : 0, () => this.#restore()],
      reload: [4, () => this.#reload(tab)],
      open: [this.tabs.length < 3 ? 3 : 0, () => this.#open()],
      wake: [4, () => tab.app.outbox.refresh()],
    };
    let at = chance.number() * Object.values(acts).reduce((sum, [weight]) => sum + weight, 0);
    await Object.values(acts).find(([weight]) => (at -= weight) < 0)[1]();
  }

  #vote(room, polls) {
    if (!polls.length) return;
    const places = [0, 1, 2].filter(() => this.chance.is(0.4));
    this.server.vote(room, this.chance.one(polls.slice(-4)).seq, 1 + this.chance.below(4), places);
  }

  /** The oldest messages go for good; what is still to be sent is not among them, or its writer could not know that it was stored. */
  async #clear(room) {
    const outbox = await (await this.disk()).all("outbox");
    const kept = outbox.map(([key]) => key);
    const roots = [...outbox.map(([, item]) => item), ...this.tabs.flatMap((tab) => tab.app.outbox.items.peek())].map((item) => item.thread ?? Infinity);
    const waiting = new Set([...kept, ...this.tabs.flatMap((tab) => tab.app.outbox.items.peek().map(({ key }) => key))]);
    const rows = this.server.all(room);
    const first = rows.find(({ key }) => waiting.has(key))?.seq ?? Infinity;
    const floor = Math.min(first, ...roots, rows[this.chance.below(Math.min(rows.length, 40))].seq);
    const gone = new Set(this.server.clear(room, floor).map(({ key }) => key));
    this.written = this.written.filter(({ key }) => !gone.has(key));
    const stored = new Set(this.server.all(room).map(({ key }) => key));
    for (const each of this.written) if (each.room === room && each.replyTo < floor && !stored.has(each.key)) each.replyTo = null;
  }

  #write(tab, room) {
    if (!tab.app.rooms.get(room)) return; // a room that is not shown yet
    const text = `line ${this.written.length}`;
    const held = (tab.app.timelines.get(room)?.messages.peek() ?? []).filter(({ kind }) => kind === "message");
    const replyTo = held.length && this.chance.is(0.4) ? this.chance.one(held).seq : null;
    const there = (/** @type {number | null} */ seq) => seq && this.server.rooms.get(room).rows.has(seq); // it may be gone already, and the tab has not heard of it
    const { epoch } = tab.app.session;
    const roots = held.filter((row) => there(row.thread ?? row.seq));
    const thread = roots.length && this.chance.is(0.3) ? { thread: this.#root(roots), epoch, ...(this.chance.is(0.3) && { also_to_room: true }) } : undefined;
    const key = tab.app.outbox.add(room, text, { replyTo, epoch, thread });
    this.written.push({ tab, room, text, replyTo: there(replyTo) ? replyTo : null, thread: thread?.thread, key });
  }

  /** A message in whose thread one can write: that of one of the newest, or one with a thread already. */
  #root(rows) {
    const { seq, thread } = this.chance.one(rows.slice(-12));
    return thread ?? seq;
  }

  /** Somebody reads a thread, or further in it. */
  #read(tab, room) {
    const timeline = tab.app.timelines.get(room);
    const roots = timeline?.messages.peek().filter(({ replies }) => replies) ?? [];
    if (timeline?.thread && this.chance.is(0.5)) return void timeline.thread.more(this.chance.is(0.7) ? "older" : "newer").catch(() => {});
    if (!roots.length) return;
    const { seq } = this.chance.one(roots);
    timeline.thread = new Thread(room, seq, (query) => tab.app.http.get(`/rooms/${room}/threads/${seq}?${query}`));
    void timeline.thread.open(this.chance.is(0.3) ? seq + this.chance.below(60) : undefined).catch(() => {});
  }

  /** In each tab somebody reads further back, and what stands there, and elsewhere, is changed. */
  async #readBack() {
    for (const tab of this.tabs) for (const id of ROOMS.slice(0, 2)) void tab.app.places.read(id, `around=${1 + this.chance.below(20)}`);
    await this.clock.run(2000);
    for (const tab of this.tabs) {
      for (const [, { thread }] of tab.app.timelines.entries()) if (thread?.failed.peek()) void thread.renew(); // as its view does
      this.#draw(tab);
    }
    await this.clock.run(2000);
    for (const id of ROOMS.slice(0, 2)) {
      for (let n = 0; n < 60; n++) {
        const rows = this.server.all(id).filter(({ kind }) => kind === "message");
        if (rows.length && n % 4 === 0) this.server.post(id, 2, `late-${id}-${n}-pad`, "beside", { thread: this.#root(rows) });
        if (rows.length) this.server.change(id, this.chance.one(rows).seq, this.chance.is(0.2) ? "" : `late ${n}`);
      }
    }
    await this.clock.run(20_000);
  }

  /** Draw what is held: each reply wants what it answers. */
  #draw(tab) {
    for (const [room, timeline] of tab.app.timelines.entries()) {
      for (const { reply_to: to } of timeline.messages.peek()) if (to) tab.app.places.quoted(room, to);
    }
  }

  async #open() {
    const opened = Promise.all([this.disk().then((disk) => Tab.open(this, disk)), this.clock.run(1)]);
    this.tabs.push((await opened)[0]);
  }

  async #reload(tab) {
    if (this.chance.is(0.5)) tab.app.archive.flush();
    tab.die();
    for (const [name, turn] of this.#locks) if (turn.by === tab) this.#release(name, tab);
    const kept = new Set(tab.app.outbox.items.peek().filter((item) => item.kept === undefined).map((item) => item.key));
    this.written = this.written.filter(({ key }) => !kept.has(key)); // what was not on disk yet when the tab died
    this.tabs.splice(this.tabs.indexOf(tab), 1);
    if (!this.tabs.length || this.chance.is(0.7)) await this.#open();
  }

  /** What was acknowledged since the backup is gone, as the epoch says; what was not is still to come. */
  async #restore() {
    const waiting = new Set((await (await this.disk()).all("outbox")).map(([key]) => key));
    for (const { key, kept } of this.tabs.flatMap((tab) => tab.app.outbox.items.peek())) if (!kept) waiting.add(key);
    this.server.restart(this.#backup);
    const kept = new Set(ROOMS.flatMap((id) => this.server.all(id).map((row) => row.key)));
    this.written = this.written.filter(({ key }) => waiting.has(key) || kept.has(key));
    this.#backup = undefined;
  }

  /** Tabs hear one another late, or not at all. @param {Tab} from @param {object} word */
  tell(from, word) {
    if (from.dead) return;
    for (const tab of this.tabs.filter((each) => each !== from)) {
      const heard = structuredClone(word);
      if (this.calm || this.chance.is(0.7)) this.clock.after(this.chance.below(40), () => tab.dead || tab.app.outbox.heed(heard));
    }
  }

  /** The browser's locks, which fall free when their tab ends. @param {Tab} tab */
  locksFor(tab) {
    if (!this.locks) return undefined;
    return {
      request: (name, act) => new Promise((done) => {
        const turn = this.#locks.get(name) ?? { by: null, next: [] };
        this.#locks.set(name, turn);
        turn.next.push({ tab, act: () => void act().finally(() => (this.#release(name, tab), done())) });
        if (!turn.by) this.#release(name, null);
      }),
    };
  }

  #release(name, by) {
    const turn = this.#locks.get(name);
    if (turn.by !== by) return;
    const next = turn.next.splice(0).filter(({ tab }) => !tab.dead);
    turn.by = next[0]?.tab ?? null;
    turn.next = next.slice(1);
    next[0]?.act();
  }

  /** A page of history by HTTP. @param {Tab} tab @param {string} path */
  async page(tab, path) {
    if (path === "/following") return { threads: [] };
    const [, id, seq, query] = /rooms\/(\d+)\/(?:messages|threads\/(\d+))\?(.*)/.exec(path);
    await this.clock.wait(this.chance.below(300));
    const asked = new URLSearchParams(query);
    const page = structuredClone(seq ? this.server.threadPage(Number(id), Number(seq), asked) : this.server.page(Number(id), asked));
    await this.clock.wait(this.chance.below(300));
    if (!this.calm && this.chance.is(0.2)) throw new Problem({ code: "network", message: "gone" });
    return page;
  }

  async #wrong() {
    const wrong = [];
    const expect = (what, found, wanted) => {
      const [a, b] = [spelled(found), spelled(wanted)];
      const at = Math.max(0, [...a].findIndex((letter, index) => letter !== b[index]) - 200);
      if (a !== b) wrong.push(`${what}: ${a.slice(at, at + 500)} instead of ${b.slice(at, at + 500)}`);
    };
    for (const [n, { app, arrived, line }] of this.tabs.entries()) {
      expect(`tab ${n} is connected`, line.status.value.state, "connected");
      const left = app.outbox.items.value.filter((item) => item.state !== "stored" || app.timelines.get(item.room));
      expect(`outbox of tab ${n}`, left, []);
      for (const [id, timeline] of app.timelines.entries()) {
        const all = this.server.all(id).filter((row) => row.seq >= (timeline.before ?? 0));
        expect(`room ${id} of tab ${n} (${timeline.state.value})`, timeline.messages.value, all);
        const { passage } = timeline;
        const read = this.server.all(id).filter((row) => row.seq >= passage.first && row.seq <= passage.last);
        expect(`further back in room ${id} of tab ${n}`, passage.messages.value, read);
        const { thread } = timeline;
        const there = ({ seq }) => seq >= thread.first && (seq <= thread.last || !thread.newer.value);
        const beside = thread ? this.server.thread(id, thread.seq).filter(there) : [];
        if (thread?.root.value && this.server.rooms.get(id).rows.has(thread.seq)) expect(`thread ${thread.seq} in room ${id} of tab ${n}`, [thread.root.value, ...thread.replies.value], [this.server.rooms.get(id).rows.get(thread.seq), ...beside]);
        const answered = timeline.messages.value.flatMap(({ reply_to: to }) => (to && timeline.quoted(to)) ?? []);
        expect(`answered in room ${id} of tab ${n}`, answered, answered.map(({ seq }) => this.server.rooms.get(id).rows.get(seq)));
        expect(`position of tab ${n} in room ${id}`, timeline.rev, this.server.rooms.get(id).rev);
        if (!this.restores) expect(`arrived twice in tab ${n}`, doubled(arrived.filter((each) => each.room === id)), []);
      }
    }
    for (const id of ROOMS) {
      const mine = this.server.all(id).filter((row) => row.user_id === 1);
      expect(`keys in room ${id}`, doubled(mine.map((row) => ({ rev: row.key }))), []);
      const to = (/** @type {{key: string}} */ { key }) => this.written.find((each) => each.key === key)?.replyTo ?? undefined;
      if (!this.restores) expect(`answers in room ${id}`, mine.map((row) => row.reply_to), mine.map((row) => (row.kind === "deleted" ? undefined : to(row))));
      const where = (/** @type {{key: string}} */ { key }) => this.written.find((each) => each.key === key)?.thread;
      if (!this.restores) expect(`threads in room ${id}`, mine.map((row) => row.thread), mine.map(where));
      const lost = this.written.filter(({ room, key }) => room === id && !mine.some((row) => row.key === key));
      expect(`lost in room ${id}`, lost.map(({ text }) => text), []);
      for (const tab of new Set(this.written.map((each) => each.tab))) {
        const keys = this.written.filter((each) => each.room === id && each.tab === tab).map(({ key }) => key);
        expect(`order in room ${id}`, mine.map((row) => row.key).filter((key) => keys.includes(key)), keys);
      }
    }
    const disk = await this.disk();
    expect("left in the outbox on disk", await disk.all("outbox"), []);
    return wrong;
  }
}

/** As text, whatever the order in which its fields came to be. @param {unknown} value */
const spelled = (value) => JSON.stringify(value, (_, each) => (each && typeof each === "object" && !Array.isArray(each) ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each));

/** @param {{rev: unknown}[]} list */
const doubled = (list) => list.map(({ rev }) => rev).filter((rev, n, all) => all.indexOf(rev) !== n);
