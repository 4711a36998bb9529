import { Problem } from "parlour/lib/problem.js";
import { effect, untracked } from "signals";

/** @import { Pending } from "parlour/types/app.js" */
/** @import { Turns } from "parlour/lib/turns.js" */
/** @import { Outbox } from "parlour/models/outbox.js" */
/** @typedef {{seq: number, rev: number}} Place */
/** @typedef {(item: Pending) => Promise<Place>} Send */
/** @typedef {(ms: number) => Promise<unknown>} Wait */

const BUSY = new Set(["internal", "retry", "timeout"]);
const pause = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms));

/**
 * Empties the outbox: one tab at a time and one send in flight a room, the next at its answer, the same key until there
 * is one. A tab that loses its connection gives its turn away.
 */
export class Delivery {
  #outbox;
  #turns;
  #send;
  #up;
  #wait;
  /** Ends when the server listens again: it counts what a person sends, in whatever room. @type {Promise<unknown>} */
  #rest = Promise.resolve();
  /** @type {Set<number>} */
  #busy = new Set();

  /** @param {{outbox: Outbox, turns: Turns, send: Send, up: () => boolean, wait?: Wait}} parts */
  constructor({ outbox, turns, send, up, wait = pause }) {
    this.#outbox = outbox;
    this.#turns = turns;
    this.#send = send;
    this.#up = up;
    this.#wait = wait;
  }

  /** Begin, and begin again whenever there is a connection and something to send. */
  start() {
    return effect(() => {
      const items = this.#outbox.items.value;
      if (this.#up() && items.length) untracked(() => this.#outbox.rooms().forEach((room) => void this.#drain(room)));
    });
  }

  /** @param {number} room */
  async #drain(room) {
    if (this.#busy.has(room)) return;
    this.#busy.add(room);
    try {
      await this.#turns.take(`outbox/${room}`, () => this.#empty(room));
    } finally {
      this.#busy.delete(room);
    }
    if (this.#up() && this.#outbox.next(room)) void this.#drain(room); // written while the turn was given back
  }

  /** @param {number} room */
  async #empty(room) {
    for (let tries = 0; ; ) {
      if (this.#up()) await this.#rest;
      await this.#outbox.refresh(); // each time: what another tab wrote before it must go out before it
      const item = this.#up() ? this.#outbox.next(room) : undefined;
      if (!item) return;
      tries = (await this.#attempt(item, tries)) ? 0 : tries + 1;
    }
  }

  /** @param {Pending} item @param {number} tries @returns {Promise<boolean>} true when it is done, well or not */
  async #attempt(item, tries) {
    this.#outbox.sent(item.key);
    try {
      await this.#outbox.stored(item.key, await this.#send(item));
      return true;
    } catch (thrown) {
      const problem = Problem.from(thrown);
      if (!problem.passing) {
        await this.#outbox.failed(item.key, problem.message, problem.code === "confirm_needed");
        return true;
      }
      this.#outbox.again(item.key, wording(problem, tries));
      if (!this.#up()) return false;
      const waiting = this.#wait(problem.pause(tries));
      if (problem.code === "rate_limited") this.#rest = waiting;
      await waiting;
      return false;
    }
  }
}

/** Why it waits, where that is not over in a moment. @param {Problem} problem @param {number} tries */
function wording({ code }, tries) {
  if (code === "rate_limited") return "A little fast; it goes out in a moment.";
  if (code === "storage_full") return "The server's disk is full. It goes out by itself when there is room again.";
  return BUSY.has(code) && tries > 1 ? "The server does not take it just now. It goes out by itself." : undefined;
}
