import { changed } from "parlour/models/changed.js";
import { floorOf, keptFrom } from "parlour/models/cleared.js";
import { messageAt } from "parlour/models/message-at.js";
import { Underway } from "parlour/models/underway.js";
import { signal } from "signals";

/** @import { Message, Page, SmallChange } from "parlour/types/wire.js" */
/** @typedef {"older" | "newer"} Side */
/** @typedef {(query: string) => Promise<Page>} Ask for a page of the room's history */

const MOST = 600; // messages; past that the far end goes

/** A second run of one room's messages, further back than what is held of it; empty while nobody reads there. */
export class Passage {
  /** @type {import("signals").Signal<Message[]>} */
  messages = signal(/** @type {Message[]} */ ([]));
  older = signal(false);
  newer = signal(false);
  /** @type {import("signals").Signal<Side | null>} */
  fetching = signal(/** @type {Side | null} */ (null));
  #underway = new Underway();
  /** What was asked for last; another one, or none, makes the pages of the one before worthless. @type {object | null} */
  #wish = null;
  /** Counts how often changes may have been missed; what was read before the last time is not to be trusted. */
  #missed = 0;
  #read = 0;
  #place = 0;
  /** @type {Ask} */
  #ask = () => Promise.reject(new Error("Nothing is open."));

  get first() {
    return this.messages.peek()[0]?.seq ?? 0;
  }

  get last() {
    return this.messages.peek().at(-1)?.seq ?? 0;
  }

  /** It is open, and as it should be. */
  get sound() {
    return this.messages.peek().length > 0 && this.#read === this.#missed;
  }

  /** @param {number} seq */
  at(seq) {
    return messageAt(this.messages.peek(), seq);
  }

  /**
   * Open it at another place; where nothing stands it stays as it is.
   * @param {Ask} ask @param {string} query @returns {Promise<number | null | undefined>} the place; undefined: not wanted any more
   */
  async open(ask, query) {
    const wish = (this.#wish = {});
    this.fetching.value = null;
    try {
      for (;;) {
        const missed = this.#missed;
        const page = await this.#underway.take(() => ask(query));
        if (wish !== this.#wish) return undefined;
        if (missed !== this.#missed) continue;
        if (page.at) this.#show(ask, page.at, page);
        return page.at;
      }
    } finally {
      if (wish === this.#wish) {
        this.#wish = null;
        if (this.#read !== this.#missed) this.close();
      }
    }
  }

  /** Fetch the next page on one side. @param {Side} side */
  async more(side) {
    if (this.#wish || this.fetching.peek() || !this[side].peek() || !this.sound) return;
    const wish = (this.#wish = {});
    const query = side === "older" ? `before=${this.first}` : `after=${this.last}`;
    this.fetching.value = side;
    try {
      const { messages, older, newer } = await this.#underway.take(() => this.#ask(query));
      if (wish !== this.#wish || !this.sound) return;
      const held = this.messages.peek();
      const over = held.length + messages.length > MOST;
      if (side === "older") this.#put([...messages, ...held].slice(0, MOST), older, over || this.newer.peek());
      else this.#put([...held, ...messages].slice(-MOST), over || this.older.peek(), newer);
    } finally {
      if (wish === this.#wish) {
        this.#wish = null;
        this.fetching.value = null;
      }
    }
  }

  /** A change of the room came live, in its order. @param {Message | SmallChange} change */
  apply(change) {
    this.#underway.note(change);
    this.#clear(floorOf(change));
    const held = this.messages.peek();
    const old = messageAt(held, change.seq);
    const now = old && changed(old, change);
    if (now === null) void this.renew(); // it builds upon a state that is not held
    else if (old && now && now !== old) this.messages.value = held.with(held.indexOf(old), now);
    else if (!old && held.length && change.seq > this.last) this.newer.value = true;
  }

  /** What stood before a place was deleted for good. @param {number} floor */
  #clear(floor) {
    if (!floor) return;
    const held = this.messages.peek();
    const kept = held.filter(keptFrom(floor));
    if (kept.length === held.length) return;
    if (kept.length) this.messages.value = kept;
    else this.close();
  }

  /** Changes may have been missed: what is open is fetched anew. */
  async renew() {
    this.#missed++;
    const opening = this.#wish && !this.fetching.peek(); // then it asks once more by itself
    if (!opening && this.messages.peek().length) await this.open(this.#ask, `around=${this.#place}`).catch(() => {});
  }

  close() {
    this.#wish = null;
    this.fetching.value = null;
    this.messages.value = [];
  }

  /** @param {Ask} ask @param {number} place @param {Page} page */
  #show(ask, place, { messages, older, newer }) {
    this.#ask = ask;
    this.#place = place;
    this.#read = this.#missed;
    this.#put(messages, older, newer);
  }

  /** @param {Message[]} messages @param {boolean} older @param {boolean} newer */
  #put(messages, older, newer) {
    this.older.value = older;
    this.newer.value = newer;
    this.messages.value = messages;
  }
}
