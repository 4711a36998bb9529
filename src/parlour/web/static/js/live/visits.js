import { Problem } from "parlour/lib/problem.js";

/** @import { App } from "parlour/types/app.js" */
/** @import { Room } from "parlour/types/wire.js" */

/** What one can do with rooms: go in, found, join by code, rename, leave. */
export class Visits {
  #app;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #soon;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #later;

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
  }

  /** There is no connection yet: show what is kept of the room asked for, or of the last one. */
  restore() {
    const { rooms, store, page, timelines } = this.#app;
    const wanted = page.room ?? store.get("room");
    if (!rooms.get(wanted)?.member) return;
    void this.open(wanted, "replace", !page.seq);
    if (timelines.get(wanted)?.at(page.seq ?? 0)) void this.#place();
  }

  /** The connection stands and `ready` was heard: show the room asked for, or the last one, or any. */
  async arrive() {
    const { rooms, store, page } = this.#app;
    const wanted = rooms.openId.peek() ?? page.room ?? store.get("room");
    const mine = rooms.listed.peek();
    const known = wanted && (page.room === wanted || rooms.get(wanted)?.member);
    const room = known ? wanted : mine[0]?.id;
    this.list().catch(() => {});
    if (room) await this.open(room, "replace", !page.seq);
    await this.#place();
  }

  /**
   * @param {number} id @param {"push" | "replace" | "keep"} [history] what becomes of the address
   * @param {boolean} [atEnd] whether its newest message is what one wants to see
   */
  async open(id, history = "push", atEnd = true) {
    const { rooms, scene, store, timelines, connection } = this.#app;
    const timeline = timelines.hold(id);
    if (rooms.openId.peek() !== id) {
      timelines.get(rooms.openId.peek() ?? 0)?.passage.close();
      const room = rooms.get(id);
      timeline.divider.value = room?.unread ? room.read_seq : null;
      scene.seeking = !(scene.atEnd.value = atEnd);
      rooms.show(id);
      store.set("room", id);
    } else if (history === "push") scene.jumpToEnd();
    scene.sheet.value = null;
    const path = `/chat/${id}`;
    if (history === "push" && location.pathname !== path) globalThis.history.pushState({}, "", path);
    if (history === "replace" && !location.pathname.startsWith(`/r/${id}/`)) globalThis.history.replaceState({}, "", path);
    if (timeline.state.peek() !== "ready" && connection.up) await this.load(id);
    else if (connection.up) this.meetSoon(id, 0);
  }

  /** Enter the room and take its newest page. @param {number} id */
  async load(id) {
    const { connection, timelines, rooms, presence, catchup, notes } = this.#app;
    const timeline = timelines.hold(id);
    timeline.state.value = "waiting";
    try {
      const { room, messages, members_online } = await connection.emit("join", { room: id });
      if (timeline.state.peek() !== "waiting") return; // asked twice: what came first has gone on since
      timeline.load(messages, room.rev);
      catchup.loaded(id);
      rooms.put(room);
      if (rooms.openId.peek() === id && timeline.divider.peek() === null && room.unread) timeline.divider.value = room.read_seq;
      presence.replace({ room: id, users: members_online, count: room.online });
      this.meetSoon(id, 0);
    } catch (thrown) {
      const problem = Problem.from(thrown);
      if (problem.code === "not_found") {
        this.#gone(id);
        notes.show("That room is not there, or not for you.", { alert: true });
      } else if (timeline.state.peek() === "waiting") timeline.state.value = "failed";
    }
  }

  /** Learn who belongs to the room, once for many changes. @param {number} id @param {number} [delay] ms */
  meetSoon(id, delay = 400) {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(async () => {
      if (!this.#app.rooms.get(id)?.member) return; // left meanwhile
      const found = await this.#app.http.get(`/rooms/${id}/people`).catch(() => null);
      if (found) this.#app.presence.meet(id, found.people, found.online);
      if (found) this.#app.readers.take(id, found.read);
    }, delay);
  }

  async list() {
    const { rooms } = await this.#app.http.get("/rooms");
    this.#app.rooms.list(rooms);
  }

  /** Something about me changed on another device; or on this one, whose own answer is then on its way. */
  refreshSoon() {
    this.#later ??= setTimeout(() => void this.refresh(), 400);
  }

  async refresh() {
    this.#later = undefined; // what changes from here on is asked for again
    const { moves } = this.#app.rooms;
    const ready = await this.#app.http.get("/me").catch(() => null);
    if (!ready) return;
    if (moves !== this.#app.rooms.moves) return this.refreshSoon(); // it may not know of the room that was just entered
    if (ready.epoch !== this.#app.session.epoch) return this.#app.connection.renew(); // what that means is told there
    this.#app.session.begin(ready);
    this.#app.ignored.take(ready.ignored);
    if (!this.#app.inbox.take(ready.inbox)) this.refreshSoon();
    this.#app.rooms.renew(ready.rooms);
    this.ended();
    this.list().catch(() => {});
  }

  /** Let go of rooms one is in no longer: put out, or left on another device. */
  ended() {
    const { rooms, outbox, timelines } = this.#app;
    const entering = (/** @type {number} */ id) => timelines.get(id)?.state.peek() === "waiting"; // then the answer decides
    const held = new Set([...timelines.entries().map(([id]) => id), ...outbox.items.peek().map((item) => item.room)]);
    for (const id of held) if (!rooms.get(id)?.member && !entering(id)) this.#gone(id);
  }

  /** @param {string} name @param {boolean} open @returns {Promise<Room>} */
  async found(name, open) {
    return this.#enter(await this.#app.http.post("/rooms", { name, open }));
  }

  /** @param {string} code @returns {Promise<Room>} */
  async joinByCode(code) {
    return this.#enter(await this.#app.http.post("/memberships", { code }));
  }

  /** @param {number} id @param {string} name */
  async rename(id, name) {
    this.#app.rooms.put(await this.#app.http.patch(`/rooms/${id}`, { name }));
  }

  /** @param {number} id */
  async leave(id) {
    await this.#app.http.delete(`/memberships/${id}`);
    this.#gone(id);
    this.list().catch(() => {});
  }

  /** The session has ended: what was kept here for it goes, and the entrance opens. */
  async signedOut() {
    await this.forget();
    location.assign(`/login?next=${encodeURIComponent(location.pathname)}`);
  }

  /** Let go of everything that this browser holds of me. */
  async forget() {
    const { connection, http, store, disk, outbox } = this.#app;
    connection.stop();
    http.end();
    outbox.items.value = [];
    store.clear();
    await disk.clear().catch(() => {}); // not to be reached: then the next person's sign-in clears it
  }

  /** The page was opened at a message. */
  async #place() {
    const { page, places, rooms } = this.#app;
    const { room, seq } = page;
    page.seq = null;
    if (room && seq && rooms.openId.peek() === room) await places.show(room, seq, "keep");
  }

  /** @param {Room} room */
  #enter(room) {
    this.#app.rooms.put(room);
    void this.open(room.id);
    return room;
  }

  /** @param {number} id */
  #gone(id) {
    const { rooms, timelines, page, drafts, outbox, notes } = this.#app;
    for (const { key, state, message } of outbox.of(id)) {
      outbox.settle(key, true);
      if (state !== "stored") notes.show(`Not sent, for you are not in the room any more: ${message.slice(0, 80)}`, { alert: true });
    }
    rooms.remove(id);
    void (timelines.drop(id), this.#app.following?.leave(id));
    drafts.clear(id);
    if (page.room === id) page.room = null;
    if (rooms.openId.peek() !== id) return;
    const next = rooms.listed.peek()[0];
    if (next) return void this.open(next.id, "replace");
    rooms.openId.value = null;
    history.replaceState({}, "", "/chat");
  }
}
