import { Problem } from "parlour/lib/problem.js";
import { hidden } from "parlour/models/hidden.js";
import { effect } from "signals";

/** @import { App } from "parlour/types/app.js" */
/** @import { Side } from "parlour/models/passage.js" */
/** @typedef {"push" | "keep"} History what becomes of the address */

const PAGE = 50;
const LARGE = 200; // where the page before showed nothing
const LINK = /^\/r\/(\d+)\/m\/(\d+)$/;

/** Ways to a place in a room: by its link, by a day, further back; and the address that says where one is. */
export class Places {
  #app;
  /** What replies on the screen answer and what is to be fetched for them, by room. @type {Map<number, Set<number>>} */
  #wanted = new Map();

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
  }

  /** Who goes to the newest message is at no other place any more. */
  start() {
    const { rooms, scene, timelines } = this.#app;
    effect(() => {
      if (!scene.jumps.value) return;
      scene.seeking = false;
      const room = rooms.openId.peek() ?? 0;
      timelines.get(room)?.passage.close();
      if (LINK.test(location.pathname)) history.replaceState({}, "", `/chat/${room}`);
    });
    addEventListener("popstate", (event) => {
      if (!location.hash) void this.#return(event.state?.seq);
    });
  }

  /** Where a link leads, if that is a message here. @param {string} href @returns {{room: number, seq: number} | null} */
  within(href) {
    const url = URL.canParse(href) ? new URL(href) : null;
    const [, room, seq] = (url?.origin === location.origin && LINK.exec(url.pathname)) || [];
    return room ? { room: Number(room), seq: Number(seq) } : null;
  }

  /** The address of a message. @param {{room: number, seq: number}} place */
  link = ({ room, seq }) => new URL(`/r/${room}/m/${seq}`, location.href).href;

  /**
   * Show a message where it stands; `from` is the one that led there, to come back to.
   * @param {number} room @param {number} seq @param {History} [history] @param {number} [from]
   */
  async show(room, seq, history = "push", from) {
    const { notes, rooms, scene, timelines, visits } = this.#app;
    if (!rooms.get(room)?.member) return void notes.show("That is in a room that you are not in.", { alert: true });
    if (from && history === "push") globalThis.history.replaceState({ seq: from }, "");
    const elsewhere = rooms.openId.peek() !== room;
    if (elsewhere || timelines.get(room)?.state.peek() !== "ready") await visits.open(room, "keep", false);
    if (rooms.openId.peek() !== room) return;
    const found = timelines.get(room)?.at(seq) ? seq : await this.read(room, `around=${seq}`);
    if (rooms.openId.peek() !== room) return;
    if (found) return this.#land(room, found, history);
    if (found === null) notes.show("There is no such message, or not any more.", { alert: true });
    if (!elsewhere && history === "push") return; // one stays where one was
    this.#address(`/chat/${room}`, history);
    scene.jumpToEnd();
  }

  /** Open a thread, and behind it what it began with. @param {number} room @param {number} seq */
  async showThread(room, seq) {
    await this.show(room, seq);
    if (this.#app.rooms.openId.peek() === room) this.#app.scene.openThread(room, seq);
  }

  /** Show the first message of a day, or the next there is; the newest where nothing is as new. @param {number} room @param {string} day */
  async showDay(room, day) {
    const { notes, rooms, scene } = this.#app;
    const seq = await this.read(room, `on=${new Date(`${day}T00:00`).toISOString()}`);
    if (rooms.openId.peek() !== room || seq === undefined) return;
    if (seq) return this.#aim(room, this.#shown(room, seq), "push");
    notes.show("Nothing was said on that day or after it.");
    scene.jumpToEnd();
  }

  /**
   * Have what stands around a place of the open room.
   * @param {number} room @param {string} query @returns {Promise<number | null | undefined>} the place; undefined: who knows
   */
  async read(room, query) {
    const { notes, timelines } = this.#app;
    const timeline = timelines.get(room);
    if (!timeline) return undefined;
    try {
      const at = await timeline.passage.open(this.#ask(room), query);
      timeline.meet();
      return at;
    } catch (thrown) {
      notes.show(Problem.from(thrown).message, { alert: true });
      return undefined;
    }
  }

  /** The message that a reply answers, as it is now; undefined while it is on its way. @param {number} room @param {number} seq */
  quoted(room, seq) {
    const found = this.#app.timelines.get(room)?.quoted(seq);
    if (found === undefined && this.#app.connection.up) this.#want(room, seq);
    return found;
  }

  /** Fetch what comes before, or after, what is drawn. @param {number} room @param {Side} side */
  async further(room, side) {
    const timeline = this.#app.timelines.get(room);
    if (!timeline || !this.#app.connection.up) return;
    const { passage } = timeline;
    try {
      if (passage.messages.peek().length) await passage.more(side).then(() => timeline.meet());
      else if (side === "older") await this.#older(room, timeline);
    } catch (thrown) {
      this.#app.notes.show(Problem.from(thrown).message, { alert: true });
    }
  }

  /** @param {number} room @param {number} [count] @returns {import("parlour/models/passage.js").Ask} */
  #ask = (room, count = PAGE) => (query) => this.#app.http.get(`/rooms/${room}/messages?${query}&limit=${count}`);

  /** Together with what else is drawn now. @param {number} room @param {number} seq */
  #want(room, seq) {
    const wanted = this.#wanted.get(room);
    if (wanted) return void wanted.add(seq);
    this.#wanted.set(room, new Set([seq]));
    queueMicrotask(() => {
      const seqs = this.#wanted.get(room) ?? [];
      this.#wanted.delete(room);
      this.#app.timelines.get(room)?.originals.want(this.#ask(room), seqs).catch(() => {}); // asked again when it is drawn again
    });
  }

  /** @param {number} room @param {import("parlour/models/timeline.js").Timeline} timeline */
  async #older(room, timeline) {
    if (timeline.fetching.peek() || !timeline.older.peek()) return;
    timeline.fetching.value = true;
    try {
      const { before, messages: held } = timeline;
      const count = held.peek().slice(0, PAGE).every(hidden) ? LARGE : PAGE;
      const { messages } = await this.#ask(room, count)(`before=${before}`);
      timeline.prepend(messages, before);
    } finally {
      timeline.fetching.value = false;
    }
  }

  /** What stands in a thread alone is shown there, and behind it what that began with. @param {number} room @param {number} seq @param {History} history */
  async #land(room, seq, history) {
    const { rooms, scene, timelines } = this.#app;
    const message = timelines.get(room)?.at(seq);
    if (!message?.thread || !hidden(message)) return this.#aim(room, seq, history);
    const { thread } = message;
    const root = timelines.get(room)?.at(thread) ? thread : await this.read(room, `around=${thread}`);
    if (rooms.openId.peek() !== room) return;
    this.#aim(room, root ?? seq, history, seq);
    scene.openThread(room, thread, seq);
  }

  /** The first message at a place or after it that the room shows. @param {number} room @param {number} seq */
  #shown(room, seq) {
    const { messages, passage } = this.#app.timelines.hold(room);
    return [...passage.messages.peek(), ...messages.peek()].find((each) => each.seq >= seq && !hidden(each))?.seq ?? seq;
  }

  /** @param {number} room @param {number} seq @param {History} history @param {number} [named] in the address, if that is another one */
  #aim(room, seq, history, named = seq) {
    const { rooms, scene, timelines } = this.#app;
    const timeline = timelines.get(room);
    if (!timeline) return;
    timeline.seen = scene.atEnd.peek() ? timeline.last : Math.max(timeline.seen, rooms.get(room)?.read_seq ?? 0);
    if (timeline.passage.at(seq)) scene.atEnd.value = false;
    else timeline.passage.close();
    scene.seeking = false;
    scene.aim.value = { room, seq };
    this.#address(`/r/${room}/m/${named}`, history);
  }

  /** @param {string} path @param {History} how */
  #address(path, how) {
    if (location.pathname === path) return;
    if (how === "push") history.pushState({}, "", path);
    else history.replaceState({}, "", path);
  }

  /** The browser's own "back" and "forward". @param {number} [seq] where one was in that room */
  async #return(seq) {
    const { rooms, scene, visits } = this.#app;
    const [, , room, , place] = location.pathname.split("/").map(Number);
    if (!room) return;
    if (seq || place) return this.show(room, Number(seq || place), "keep");
    if (rooms.openId.peek() === room) scene.jumpToEnd();
    else await visits.open(room, "keep");
  }
}
