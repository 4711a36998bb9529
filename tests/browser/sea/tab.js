import { Turns } from "parlour/lib/turns.js";
import { arrives } from "parlour/live/arrives.js";
import { CatchUp } from "parlour/live/catchup.js";
import { Delivery } from "parlour/live/delivery.js";
import { events } from "parlour/live/events.js";
import { Following } from "parlour/live/following.js";
import { Places } from "parlour/live/places.js";
import { sending } from "parlour/live/sending.js";
import { Visits } from "parlour/live/visits.js";
import { Archive } from "parlour/models/archive.js";
import { Outbox } from "parlour/models/outbox.js";
import { Presence } from "parlour/models/presence.js";
import { Ignored } from "parlour/models/ignored.js";
import { Inbox } from "parlour/models/inbox.js";
import { roomIdentity } from "parlour/models/room-identity.js";
import { Rooms } from "parlour/models/rooms.js";
import { Session } from "parlour/models/session.js";
import { Spoken } from "parlour/models/spoken.js";
import { Timelines } from "parlour/models/timelines.js";
import { Typing } from "parlour/models/typing.js";
import { signal } from "signals";
import { Line } from "./line.js";

const kit = { id: 1, username: "Kit", role: "member" };

/** One tab: the parts that main.js puts together, on a line and a disk that fail. */
export class Tab {
  dead = false;
  /** What arrived, in its order, by room: seq and rev. */
  arrived = [];

  /** @param {import("./sea.js").Sea} sea @param {import("parlour/types/app.js").Keeping} disk */
  static async open(sea, disk) {
    const tab = new Tab();
    await tab.#begin(sea, tab.#mortal(disk, sea.clock));
    return tab;
  }

  async #begin(sea, disk) {
    const { clock } = sea;
    const wait = (ms) => clock.wait(ms).then(() => (this.dead ? new Promise(() => {}) : undefined));
    const session = new Session({ account: kit, epoch: sea.server.epoch, limits: {} });
    const [rooms, timelines] = [new Rooms(), new Timelines(2)];
    const outbox = new Outbox(disk, (word) => sea.tell(this, word), (room) => roomIdentity(rooms.get(room)));
    const line = (this.line = new Line(sea, () => ({ epoch: session.epoch, rooms: timelines.positions() })));
    const catchup = new CatchUp(timelines, {
      ask: (room, rev) => line.emit("catch_up", { room, rev, epoch: session.epoch }, 2000),
      arrives: (message) => (this.arrived.push(message), arrives(this.app, message)),
      level: (room, rev) => outbox.reached(room, rev),
      resubscribe: () => line.drop(),
      wait,
    });
    outbox.placed = ({ room, rev = 0 }) => {
      outbox.reached(room, timelines.get(room)?.rev ?? rev);
      void wait(2000).then(() => catchup.reach(room, rev));
    };
    const turns = new Turns(disk, { locks: sea.locksFor(this), wait, now: () => clock.now });
    const delivery = new Delivery({ outbox, turns, wait, up: () => line.up, send: sending({ connection: line, rooms, session }) });
    const scene = { focused: signal(true), atEnd: signal(true), aim: signal(null), thread: signal(null), threads: signal(0) };
    const parts = { presence: new Presence(), typing: new Typing(), spoken: new Spoken(), scene, page: {} };
    const [store, notes] = [{ get() {}, set() {} }, { show() {} }];
    this.app = { ...parts, ignored: new Ignored(new Map()), inbox: new Inbox(rooms), session, rooms, timelines, outbox, catchup, delivery, disk, store, notes, connection: line };
    this.app.archive = new Archive({ disk, session, rooms, timelines });
    this.app.synced = { level() {}, do() {} };
    this.app.http = { get: (path) => sea.page(this, path) };
    this.app.places = new Places(this.app);
    this.app.following = new Following(this.app);
    this.app.visits = Object.assign(new Visits(this.app), { arrive: () => this.#arrive(), meetSoon() {} });
    for (const [event, listener] of Object.entries(events(this.app))) line.on(event, listener);
    await Promise.all([outbox.refresh(), this.app.archive.restore()]);
    this.app.archive.start();
    this.stop = delivery.start();
    line.connect();
  }

  /** Go into a room, as a click would. @param {number} id */
  look(id) {
    const { rooms, timelines, visits } = this.app;
    rooms.openId.value = id;
    if (timelines.hold(id).state.peek() !== "ready" && this.line.up) return visits.load(id);
  }

  /** The tab is gone, in the midst of whatever it did. */
  die() {
    this.dead = this.line.dead = true;
    this.line.cut();
    this.stop();
  }

  async #arrive() {
    const open = this.app.rooms.openId.peek();
    if (open) await this.look(open);
  }

  /** A disk that a dead tab neither reads nor writes. */
  #mortal(disk, clock) {
    const step = (name) => async (...given) => {
      if (this.dead) return new Promise(() => {});
      clock.busy++;
      const done = await disk[name](...given).finally(() => clock.busy--);
      return this.dead ? new Promise(() => {}) : done;
    };
    const steps = ["all", "put", "delete", "change", "clear"];
    return { lasting: true, ...Object.fromEntries(steps.map((name) => [name, step(name)])) };
  }
}
