import { changed } from "parlour/models/changed.js";
import { floorOf } from "parlour/models/cleared.js";
import { signal } from "signals";

/** @import { Following, Message, SmallChange, ThreadPage } from "parlour/types/wire.js" */
/** @typedef {(query: string) => Promise<ThreadPage>} Ask for a page of the thread */

const MOST = 400; // replies; past that the far end goes
const TRIES = 3;

/** A thread that somebody reads: what it began with, and an unbroken run of its replies. It hears the room's changes. */
export class Thread {
  #ask;
  /** @type {import("signals").Signal<Message | null>} */
  root = signal(/** @type {Message | null} */ (null));
  /** @type {import("signals").Signal<Message[]>} */
  replies = signal(/** @type {Message[]} */ ([]));
  older = signal(false);
  newer = signal(false);
  /** @type {import("signals").Signal<"older" | "newer" | "all" | null>} */
  fetching = signal(/** @type {"older" | "newer" | "all" | null} */ (null));
  /** It could not be fetched: what is held may not be what there is. */
  failed = signal(false);
  /** What came while a page was on its way here: the page may be older. @type {(Message | SmallChange)[] | null} */
  #noted = null;
  /** What was asked for last; another wish makes the page of the one before worthless. @type {object | null} */
  #wish = null;
  /** @type {number | undefined} */
  #at;

  /** @param {number} room @param {number} seq of the message that it began with @param {Ask} ask */
  constructor(room, seq, ask) {
    this.room = room;
    this.seq = seq;
    this.#ask = ask;
  }

  get first() {
    return this.replies.peek()[0]?.seq ?? 0;
  }

  get last() {
    return this.replies.peek().at(-1)?.seq ?? 0;
  }

  /** Begin with the newest replies, or those around one. @param {number} [at] @returns {Promise<Following | null>} what the thread is to me; null: something else was asked for since */
  async open(at) {
    this.#at = at;
    const take = (/** @type {ThreadPage} */ page) => {
      this.root.value = page.root;
      this.#put(page.messages, page.older, page.newer);
    };
    for (let tries = 1; ; tries++) {
      const page = await this.#fetch("all", at ? `around=${at}` : "", take);
      if (page === null) return null;
      if (page.whole || tries === TRIES) return page.following;
    }
  }

  /** Fetch the next page on one side. @param {"older" | "newer"} side */
  async more(side) {
    if (this.#wish || !this[side].peek()) return;
    const end = side === "older" ? this.first : this.last;
    const page = await this.#fetch(side, side === "older" ? `before=${end}` : `after=${end}`, ({ messages, older, newer }) => {
      const held = this.replies.peek();
      const over = held.length + messages.length > MOST;
      if (side === "older") this.#put([...messages, ...held].slice(0, MOST), older, over || this.newer.peek());
      else this.#put([...held, ...messages].slice(-MOST), over || this.older.peek(), newer);
    });
    if (page && !page.whole) await this.open(this.#at);
  }

  /** A change of the room came, in its order. @param {Message | SmallChange} change */
  apply(change) {
    this.#noted?.push(change);
    if (this.root.peek() && !this.#take(change) && !this.#wish) void this.renew(); // it builds upon a state that is not held
  }

  /** Changes may have been missed: all of it is fetched anew. */
  async renew() {
    await this.open(this.#at).catch(() => {}); // `failed` says so
  }

  /**
   * @param {"older" | "newer" | "all"} what @param {string} query @param {(page: ThreadPage) => void} put
   * @returns {Promise<(ThreadPage & {whole: boolean}) | null>} `whole`: no change is missing between the page and what came since
   */
  async #fetch(what, query, put) {
    const wish = (this.#wish = {});
    /** @type {(Message | SmallChange)[]} */
    const noted = (this.#noted = []);
    this.fetching.value = what;
    try {
      const page = await this.#ask(query);
      if (wish !== this.#wish) return null;
      this.failed.value = false;
      put(page);
      return { ...page, whole: noted.every((change) => this.#take(change)) };
    } catch (thrown) {
      if (wish === this.#wish) this.failed.value = true;
      throw thrown;
    } finally {
      if (wish === this.#wish) this.#wish = this.#noted = this.fetching.value = null;
    }
  }

  /** @param {Message | SmallChange} change @returns {boolean} false where it builds upon a state that is not held */
  #take(change) {
    if (floorOf(change) > this.seq) return false; // what it began with was deleted for good
    const root = this.root.peek();
    if (root && change.seq === this.seq) {
      const now = changed(root, change);
      if (now) this.root.value = now;
      return now !== null;
    }
    const held = this.replies.peek();
    const at = held.findIndex(({ seq }) => seq >= change.seq);
    const old = held[at];
    if (old?.seq === change.seq) {
      const now = changed(old, change);
      if (now && now !== old) this.replies.value = held.with(at, now);
      return now !== null;
    }
    const inside = at < 0 ? !this.newer.peek() : at > 0 || !this.older.peek();
    if ("key" in change && change.thread === this.seq && inside) this.#insert(at < 0 ? held.length : at, change);
    return true;
  }

  /** @param {number} at @param {Message} reply */
  #insert(at, reply) {
    const replies = this.replies.peek().toSpliced(at, 0, reply);
    this.#put(replies.slice(-MOST), this.older.peek() || replies.length > MOST, this.newer.peek());
  }

  /** @param {Message[]} replies @param {boolean} older @param {boolean} newer */
  #put(replies, older, newer) {
    this.older.value = older;
    this.newer.value = newer;
    this.replies.value = replies;
  }
}
