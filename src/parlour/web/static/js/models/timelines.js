import { Timeline } from "parlour/models/timeline.js";

/** The rooms whose messages are held: the ones looked at lately. */
export class Timelines {
  /** @type {Map<number, Timeline>} */
  #held = new Map();
  #most;

  /** @param {number} most */
  constructor(most = 30) {
    this.#most = most;
  }

  /** @param {number} room */
  get(room) {
    return this.#held.get(room) ?? null;
  }

  /** Get the timeline of a room, a new one if need be; the room longest not looked at goes. @param {number} room */
  hold(room) {
    const timeline = this.#held.get(room) ?? new Timeline();
    this.#held.delete(room);
    this.#held.set(room, timeline);
    const oldest = this.#held.keys().next().value;
    if (this.#held.size > this.#most && oldest !== undefined) this.#held.delete(oldest);
    return timeline;
  }

  /** @param {number} room */
  drop(room) {
    this.#held.delete(room);
  }

  clear() {
    this.#held.clear();
  }

  /** @returns {[number, Timeline][]} */
  entries() {
    return [...this.#held];
  }
}
