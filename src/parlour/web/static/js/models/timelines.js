import { Timeline } from "parlour/models/timeline.js";

/** The rooms whose messages are held: the ones looked at lately. */
export class Timelines {
  /** @type {Map<number, Timeline>} */
  #held = new Map();
  #most;
  /** Called when a room begins to be held, and when it no longer is. @type {(room: number, timeline: Timeline | null) => void} */
  watch = () => {};

  /** @param {number} most */
  constructor(most = 50) {
    this.#most = most;
  }

  /** @param {number} room */
  get(room) {
    return this.#held.get(room) ?? null;
  }

  /** Get the timeline of a room, a new one if need be; the room longest not looked at goes. @param {number} room */
  hold(room) {
    const held = this.#held.get(room);
    const timeline = held ?? new Timeline();
    this.#held.delete(room);
    this.#held.set(room, timeline);
    if (!held) this.watch(room, timeline);
    const oldest = this.#held.keys().next().value;
    if (this.#held.size > this.#most && oldest !== undefined) this.drop(oldest);
    return timeline;
  }

  /** @param {number} room */
  drop(room) {
    if (this.#held.delete(room)) this.watch(room, null);
  }

  /** Nothing that is held is worth anything any more; who looks at it goes on looking. */
  clear() {
    for (const timeline of this.#held.values()) timeline.restart();
  }

  /** @returns {[number, Timeline][]} the one looked at last comes last */
  entries() {
    return [...this.#held];
  }

  /** How far each room is held, to go on from there. @returns {Record<string, number>} */
  positions() {
    const ready = this.entries().filter(([, timeline]) => timeline.state.peek() === "ready");
    return Object.fromEntries(ready.map(([room, timeline]) => [room, timeline.rev]));
  }
}
