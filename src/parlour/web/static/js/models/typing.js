import { signal } from "signals";

/** @import { Typing as Sign } from "parlour/types/wire.js" */

const FORGET = 6000;
const EVERY = 3000;

/** Who is writing where. A sign of it is forgotten after 6 s; one's own goes out at most every 3 s. */
export class Typing {
  /** @type {import("signals").Signal<(Sign & {until: number})[]>} */
  #signs = signal(/** @type {(Sign & {until: number})[]} */ ([]));
  /** @type {Map<number, number>} */
  #told = new Map();

  /** @param {number} room */
  names(room) {
    return this.#signs.value.filter((sign) => sign.room === room).map((sign) => sign.username);
  }

  /** @param {number} room @param {number} user */
  isTyping(room, user) {
    return this.#signs.value.some((sign) => sign.room === room && sign.user_id === user);
  }

  /** @param {Sign} sign @param {number} [now] */
  hear(sign, now = Date.now()) {
    this.stop(sign.room, sign.user_id);
    this.#signs.value = [...this.#signs.peek(), { ...sign, until: now + FORGET }];
    setTimeout(() => this.forget(Date.now()), FORGET + 50);
  }

  /** @param {number} room @param {number} user */
  stop(room, user) {
    const signs = this.#signs.peek();
    const left = signs.filter((sign) => sign.room !== room || sign.user_id !== user);
    if (left.length !== signs.length) this.#signs.value = left;
  }

  /** @param {number} now */
  forget(now) {
    this.#signs.value = this.#signs.peek().filter((sign) => sign.until > now);
  }

  /** Is it time to say that I am writing? @param {number} room @param {number} [now] */
  tell(room, now = Date.now()) {
    if (now - (this.#told.get(room) ?? -EVERY) < EVERY) return false;
    this.#told.set(room, now);
    return true;
  }

  /** What I wrote is sent: the next key is news again. @param {number} room */
  sent(room) {
    this.#told.delete(room);
  }
}
