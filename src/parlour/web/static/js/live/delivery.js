import { backoff } from "parlour/lib/backoff.js";
import { Problem } from "parlour/lib/problem.js";
import { effect, untracked } from "signals";

/** @import { Pending } from "parlour/types/app.js" */
/** @import { Outbox } from "parlour/models/outbox.js" */
/** @typedef {{seq: number, rev: number}} Place */
/** @typedef {(item: Pending) => Promise<Place>} Send */

const wait = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms));

/** Empties the outbox: one send in flight a room, the next at its answer, the same key until there is one. */
export class Delivery {
  #outbox;
  #send;
  #placed;
  #up;
  /** @type {Set<number>} */
  #busy = new Set();

  /** @param {{outbox: Outbox, send: Send, up: () => boolean, placed: (item: Pending, place: Place) => void}} parts */
  constructor({ outbox, send, up, placed }) {
    this.#outbox = outbox;
    this.#send = send;
    this.#up = up;
    this.#placed = placed;
  }

  /** Begin, and begin again whenever there is a connection and something to send. */
  start() {
    return effect(() => {
      const items = this.#outbox.items.value;
      if (this.#up() && items.length) untracked(() => this.#outbox.rooms().forEach((room) => void this.#drain(room)));
    });
  }

  /** Send a refused message once more, with the key it has. @param {string} key */
  again(key) {
    this.#outbox.mark(key, { state: "queued", problem: undefined });
  }

  /** @param {number} room */
  async #drain(room) {
    if (this.#busy.has(room)) return;
    this.#busy.add(room);
    try {
      for (let tries = 0, item = this.#outbox.next(room); item && this.#up(); item = this.#outbox.next(room)) {
        tries = (await this.#attempt(item, tries)) ? 0 : tries + 1;
      }
    } finally {
      this.#busy.delete(room);
    }
  }

  /** @param {Pending} item @param {number} tries @returns {Promise<boolean>} true when it is done, well or not */
  async #attempt(item, tries) {
    this.#outbox.mark(item.key, { state: "sending", problem: undefined });
    try {
      const place = await this.#send(item);
      this.#outbox.stored(item.key, place.seq);
      this.#placed(item, place);
      return true;
    } catch (thrown) {
      const problem = Problem.from(thrown);
      if (!problem.passing) {
        this.#outbox.mark(item.key, { state: "failed", problem: problem.message });
        return true;
      }
      this.#outbox.mark(item.key, { state: "queued", problem: wording(problem) });
      if (this.#up()) await wait(Math.max(backoff(tries), (problem.retryAfter ?? 0) * 1000));
      return false;
    }
  }
}

/** @param {Problem} problem */
function wording(problem) {
  if (problem.code === "rate_limited") return "A little fast; it goes out in a moment.";
  if (problem.code === "storage_full") return problem.message;
  return undefined;
}
