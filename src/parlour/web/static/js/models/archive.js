import { effect, untracked } from "signals";

/** @import { Keeping } from "parlour/types/app.js" */
/** @import { Rooms } from "parlour/models/rooms.js" */
/** @import { Session } from "parlour/models/session.js" */
/** @import { Timeline } from "parlour/models/timeline.js" */
/** @import { Timelines } from "parlour/models/timelines.js" */
/** @import { Message, Room } from "parlour/types/wire.js" */
/** @typedef {{at: number, epoch: string, room: Room, rev: number, before: number | null, messages: Message[]}} Kept one room as it is on disk */
/** @typedef {() => Promise<unknown>} Write */

const MESSAGES = 200; // a room
const PAUSE = 1000; // ms between two writings of one room

/** The rooms, and the newest messages of those looked at lately, on disk: to be read at once, and without a connection. */
export class Archive {
  #disk;
  #session;
  #rooms;
  #timelines;
  /** What was written a moment ago, and what is to be written next. @type {Map<string, {write: Write | null, timer: ReturnType<typeof setTimeout>}>} */
  #waiting = new Map();
  /** @type {Map<number, () => void>} */
  #watched = new Map();

  /** @param {{disk: Keeping, session: Session, rooms: Rooms, timelines: Timelines}} parts */
  constructor({ disk, session, rooms, timelines }) {
    this.#disk = disk;
    this.#session = session;
    this.#rooms = rooms;
    this.#timelines = timelines;
  }

  /** Take what is on disk. Messages of another epoch are worth nothing; `ready` sees to the rest. */
  async restore() {
    const session = this.#session;
    const about = new Map(await this.#disk.all("about").catch(() => []));
    if (!about.has("epoch")) return this.renew(session.epoch);
    const present = session.epoch;
    session.epoch = about.get("epoch");
    this.#rooms.reset(about.get("rooms") ?? []);
    const found = await this.#disk.all("rooms").catch(() => []);
    for (const [name, { epoch, room, messages, rev, before }] of found.sort(([, a], [, b]) => a.at - b.at)) {
      if (epoch !== present) {
        void this.#disk.delete("rooms", name).catch(() => {});
        continue;
      }
      if (!this.#rooms.get(room.id)?.member) this.#rooms.put(room);
      this.#timelines.hold(room.id).load(messages, rev, before);
    }
  }

  /** Begin anew: the server was restored, or this browser has kept nothing yet. @param {string} epoch */
  async renew(epoch) {
    for (const name of this.#waiting.keys()) this.#cancel(name);
    for (const [room] of await this.#disk.all("rooms").catch(() => [])) await this.#disk.delete("rooms", room).catch(() => {});
    await this.#disk.delete("about", "rooms").catch(() => {});
    await this.#disk.put("about", "epoch", epoch).catch(() => {});
  }

  /** Keep up from now on. */
  start() {
    if (!this.#disk.lasting) return;
    this.#timelines.watch = (room, timeline) => (timeline ? this.#watch(room, timeline) : this.#drop(room));
    for (const [room, timeline] of this.#timelines.entries()) this.#watch(room, timeline);
    effect(() => {
      const mine = this.#rooms.mine.value;
      this.#soon("rooms", () => this.#disk.put("about", "rooms", mine));
    });
  }

  /** Write now what would be written soon: the page may not be there then. */
  flush() {
    for (const [name, { write }] of [...this.#waiting]) {
      this.#cancel(name);
      void write?.().catch(() => {}); // Not kept: then it is fetched again.
    }
  }

  /** @param {number} room @param {Timeline} timeline */
  #watch(room, timeline) {
    let known = true;
    const stop = effect(() => {
      const empty = !timeline.messages.value.length;
      if (timeline.state.value !== "ready" || empty || known) return void (known = false);
      untracked(() => this.#soon(`room ${room}`, () => this.#write(room, timeline)));
    });
    this.#watched.set(room, stop);
  }

  /** @param {number} room */
  #drop(room) {
    this.#watched.get(room)?.();
    this.#watched.delete(room);
    this.#cancel(`room ${room}`);
    void this.#disk.delete("rooms", String(room)).catch(() => {});
  }

  /** @param {number} id @param {Timeline} timeline */
  async #write(id, timeline) {
    const held = timeline.messages.peek();
    const room = this.#rooms.get(id);
    if (!room?.member || this.#timelines.get(id) !== timeline) return;
    const messages = held.slice(-MESSAGES);
    const before = messages.length < held.length ? Number(messages[0]?.seq) : timeline.before;
    /** @type {Kept} */
    const kept = { at: Date.now(), epoch: this.#session.epoch, room, rev: timeline.rev, before, messages };
    // Another tab may be further.
    const next = (/** @type {Kept | undefined} */ old) => (old && old.epoch === kept.epoch && old.rev > kept.rev ? old : kept);
    return this.#disk.change("rooms", String(id), next);
  }

  /** Write at once what is new; what changes soon after waits for a while. @param {string} name @param {Write} write */
  #soon(name, write) {
    const pausing = this.#waiting.get(name);
    if (pausing) return void (pausing.write = write);
    this.#waiting.set(name, { write: null, timer: setTimeout(() => this.#again(name), PAUSE) });
    void Promise.resolve().then(write).catch(() => {}); // when the change is whole; if it fails: as above
  }

  /** @param {string} name */
  #again(name) {
    const write = this.#waiting.get(name)?.write;
    this.#waiting.delete(name);
    if (write) this.#soon(name, write);
  }

  /** @param {string} name */
  #cancel(name) {
    clearTimeout(this.#waiting.get(name)?.timer);
    this.#waiting.delete(name);
  }
}
