import { Problem } from "parlour/lib/problem.js";
import { changed } from "parlour/models/changed.js";
import { signal } from "signals";

/** @import { App } from "parlour/types/app.js" */
/** @import { Message, Person, Reaction } from "parlour/types/wire.js" */
/** @typedef {{room: number, seq: number, emoji: string, on: boolean, rev?: number}} Wish `rev`: done, and to be heard of there */

/** What I put on messages, shown before the server has answered; and the names of who did so before. */
export class Reacting {
  #app;
  /** @type {import("signals").Signal<Wish[]>} */
  #wishes = signal(/** @type {Wish[]} */ ([]));
  /** Names that had to be asked for. @type {import("signals").Signal<Map<number, string>>} */
  #names = signal(new Map());
  /** By the list that they are from: it may be long, and is asked for each emoji. @type {WeakMap<Person[], Map<number, string>>} */
  #members = new WeakMap();

  /** @param {Pick<App, "catchup" | "connection" | "http" | "notes" | "presence" | "session" | "store" | "timelines">} app */
  constructor(app) {
    this.#app = app;
  }

  /** The reactions of a message as I see them. @param {Message} message @returns {Reaction[]} */
  on(message) {
    const mine = this.#wishes.value.filter(({ room, seq }) => room === message.room && seq === message.seq);
    const me = this.#app.session.id;
    const next = (/** @type {Message} */ held, /** @type {Wish} */ { emoji, on }) => {
      if (includes(held, emoji, me) === on) return held;
      const change = { room: held.room, seq: held.seq, rev: held.rev + 1, was: held.rev, user_id: me, username: "", emoji, on };
      return changed(held, change) ?? held;
    };
    return mine.reduce(next, message).reactions ?? [];
  }

  /** Put an emoji on a message, or take my own back. A second press, before the first is done, is none. @param {Message} message @param {string} emoji */
  async toggle(message, emoji) {
    const { connection, notes, session } = this.#app;
    const { room, seq } = message;
    if (this.#wishes.peek().some((wish) => wish.room === room && wish.seq === seq && wish.emoji === emoji)) return;
    if (!connection.up) return notes.show("You can react when you are connected again.", { alert: true });
    const wish = { room, seq, emoji, on: !includes(message, emoji, session.id) };
    this.#wishes.value = [...this.#wishes.peek(), wish];
    try {
      const { rev } = await connection.emit("react", wish);
      this.#wishes.value = this.#wishes.peek().map((each) => (each === wish ? { ...wish, rev } : each));
      this.reached(room, this.#app.timelines.get(room)?.rev ?? rev);
      setTimeout(() => void this.#app.catchup.reach(room, rev).then(() => this.reached(room, rev)), LATE); // should it not be heard
    } catch (thrown) {
      this.#wishes.value = this.#wishes.peek().filter((each) => each !== wish);
      notes.show(Problem.from(thrown).message, { alert: true });
    }
  }

  /** An emoji chosen from all there are: put on the message, never taken back by that. @param {Message} message @param {string} emoji */
  async put(message, emoji) {
    const { session, store, timelines } = this.#app;
    store.set("emoji", [emoji, ...this.recent.filter((each) => each !== emoji)].slice(0, RECENT));
    const now = timelines.get(message.room)?.messages.peek().find(({ seq }) => seq === message.seq) ?? message;
    if (!includes({ ...now, reactions: this.on(now) }, emoji, session.id)) await this.toggle(now, emoji);
  }

  /** What I chose last. @returns {string[]} */
  get recent() {
    return this.#app.store.get("emoji") ?? [];
  }

  /** A room is held up to `rev` now: what was done until then is part of it. @param {number} room @param {number} rev */
  reached(room, rev) {
    const left = this.#wishes.peek().filter((wish) => wish.room !== room || (wish.rev ?? Infinity) > rev);
    if (left.length !== this.#wishes.peek().length) this.#wishes.value = left;
  }

  /** Who they are, as far as that is known; myself first. @param {number} room @param {number[]} users @returns {string[]} */
  names(room, users) {
    const { presence, session } = this.#app;
    const { members, online } = presence.of(room);
    const name = (/** @type {number} */ id) => online.get(id)?.username ?? this.#memberName(members, id) ?? this.#names.value.get(id) ?? "";
    const others = users.filter((id) => id !== session.id).map(name);
    return users.includes(session.id) ? ["you", ...others] : others;
  }

  /** @param {Person[] | null} members @param {number} id */
  #memberName(members, id) {
    if (!members) return undefined;
    const names = this.#members.get(members) ?? new Map(members.map((each) => [each.id, each.username]));
    this.#members.set(members, names);
    return names.get(id);
  }

  /** Ask for the names that are not known: of people who have left. @param {Message} message */
  async meet({ room, seq, reactions = [] }) {
    if (!reactions.some(({ users }) => this.names(room, users).includes(""))) return;
    const found = await this.#app.http.get(`/rooms/${room}/messages/${seq}/reactions`).catch(() => null);
    /** @type {Person[]} */
    const people = (found?.reactions ?? []).flatMap((/** @type {{users: Person[]}} */ each) => each.users);
    this.#names.value = new Map([...this.#names.peek(), ...people.map(({ id, username }) => /** @type {const} */ ([id, username]))]);
  }
}

const RECENT = 16; // emoji
const LATE = 2000; // ms

/** @param {Message} message @param {string} emoji @param {number} user */
const includes = ({ reactions = [] }, emoji, user) => reactions.some((each) => each.emoji === emoji && each.users.includes(user));
