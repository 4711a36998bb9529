import { Problem } from "parlour/lib/problem.js";

/** @import { Message } from "parlour/types/wire.js" */
/** @import { Timeline } from "parlour/models/timeline.js" */
/** @import { Timelines } from "parlour/models/timelines.js" */
/** @typedef {{messages: Message[], head: number, more: boolean, limited: boolean}} Page */
/** @typedef {(room: number, rev: number) => Promise<Page>} Ask */

const HELD = 64;

/**
 * Keeps every held room in the order of its changes: an old change is dropped, the next is applied, one from further
 * ahead waits while the missing ones are asked for. So the state after any events is that of a fresh fetch.
 */
export class CatchUp {
  #timelines;
  #ask;
  /** @type {Map<number, Map<number, Message>>} */
  #early = new Map();
  /** @type {Map<number, Promise<void>>} */
  #asking = new Map();

  /** @param {Timelines} timelines @param {Ask} ask */
  constructor(timelines, ask) {
    this.#timelines = timelines;
    this.#ask = ask;
  }

  /** A change came live. @param {Message} message @returns {boolean} true when it is in its place now */
  receive(message) {
    const timeline = this.#timelines.get(message.room);
    if (!timeline || timeline.state.peek() !== "ready" || message.rev <= timeline.rev) return false;
    if (message.rev > timeline.rev + 1) {
      this.#hold(message);
      void this.reach(message.room, message.rev);
      return false;
    }
    timeline.apply(message);
    this.#drain(message.room, timeline);
    return true;
  }

  /** See to it that a room is held up to `rev` at least. @param {number} room @param {number} rev */
  reach(room, rev) {
    const timeline = this.#timelines.get(room);
    if (!timeline || timeline.state.peek() !== "ready" || timeline.rev >= rev) return Promise.resolve();
    const running = this.#asking.get(room);
    if (running) return running;
    const asked = this.#fill(room, timeline).finally(() => this.#asking.delete(room));
    this.#asking.set(room, asked);
    return asked;
  }

  /** What was waiting is part of a page that was just loaded. @param {number} room */
  loaded(room) {
    const timeline = this.#timelines.get(room);
    if (timeline) this.#drain(room, timeline);
  }

  /** @param {number} room @param {Timeline} timeline */
  async #fill(room, timeline) {
    try {
      let more = true;
      while (more) {
        const page = await this.#ask(room, timeline.rev);
        if (page.limited) timeline.load(page.messages, page.head);
        else for (const message of page.messages) if (message.rev > timeline.rev) timeline.apply(message);
        more = page.more && !page.limited && page.messages.length > 0;
        if (!more) timeline.rev = Math.max(timeline.rev, page.head);
      }
      this.#drain(room, timeline);
    } catch (thrown) {
      // Cut off again: the next `ready` asks anew. Anything else means that what is held cannot be trusted.
      if (!Problem.from(thrown).passing) timeline.state.value = "failed";
    }
  }

  /** @param {Message} message */
  #hold(message) {
    const early = this.#early.get(message.room) ?? new Map();
    if (early.size < HELD) early.set(message.rev, message);
    this.#early.set(message.room, early);
  }

  /** @param {number} room @param {Timeline} timeline */
  #drain(room, timeline) {
    const early = this.#early.get(room);
    if (!early) return;
    for (let next = early.get(timeline.rev + 1); next; next = early.get(timeline.rev + 1)) timeline.apply(next);
    for (const rev of [...early.keys()]) if (rev <= timeline.rev) early.delete(rev);
    if (early.size) void Promise.resolve().then(() => this.reach(room, Math.max(...early.keys())));
  }
}
