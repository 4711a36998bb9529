import { Problem } from "parlour/lib/problem.js";

/** @import { CaughtUp, Change as Whole, Message, SmallChange } from "parlour/types/wire.js" */
/** @import { Timeline } from "parlour/models/timeline.js" */
/** @import { Timelines } from "parlour/models/timelines.js" */
/** @typedef {Whole | SmallChange} Change */
/**
 * @typedef {object} Parts
 * @property {(room: number, rev: number) => Promise<CaughtUp>} ask for the changes after `rev`; silence is a `timeout`
 * @property {(change: Message | SmallChange) => void} [arrives] told of each change just before it is applied
 * @property {(room: number, rev: number) => void} [level] told how far a room is held, when that has changed
 * @property {() => void} [resubscribe] connect anew: the server has not answered
 * @property {(ms: number) => Promise<unknown>} [wait]
 */

const HELD = 64;
const PATIENCE = 2000;
/** The change of the room that stands before this one: others may have been changed again, and stand further on. @param {Change} message */
const since = (message) => ("since" in message ? message.since : null) ?? message.rev - 1;
const pause = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms));

/**
 * Keeps every held room in the order of its changes: an old change is dropped, the next is applied, one from further
 * ahead waits while the missing ones are asked for. So the state after any events is that of a fresh fetch.
 */
export class CatchUp {
  #timelines;
  #ask;
  #arrives;
  #level;
  #resubscribe;
  #wait;
  /** @type {Map<number, Map<number, Change>>} */
  #early = new Map();
  /** The newest change heard of, by room. @type {Map<number, number>} */
  #heard = new Map();
  /** @type {Map<Timeline, Promise<void>>} */
  #asking = new Map();

  /** @param {Timelines} timelines @param {Parts} parts */
  constructor(timelines, { ask, arrives = () => {}, level = () => {}, resubscribe = () => {}, wait = pause }) {
    this.#timelines = timelines;
    this.#ask = ask;
    this.#arrives = arrives;
    this.#level = level;
    this.#resubscribe = resubscribe;
    this.#wait = wait;
  }

  /** A change of a held room came live. One that does not fit is not applied: the whole message is asked for. @param {Change} message */
  receive(message) {
    const timeline = this.#timelines.get(message.room);
    if (!timeline) return;
    const ready = timeline.state.peek() === "ready";
    if (ready && message.rev <= timeline.rev) return;
    if (!ready || since(message) > timeline.rev || !timeline.fits(message)) {
      this.#hold(message);
      if (ready) void this.reach(message.room, message.rev);
      return;
    }
    this.#apply(timeline, message);
    this.#drain(message.room, timeline);
  }

  /** See to it that a room is held up to `rev` at least. @param {number} room @param {number} rev */
  reach(room, rev) {
    this.#heard.set(room, Math.max(rev, this.#heard.get(room) ?? 0));
    const timeline = this.#timelines.get(room);
    if (!timeline || timeline.state.peek() !== "ready" || timeline.rev >= rev) return Promise.resolve();
    const running = this.#asking.get(timeline);
    if (running) return running;
    const asked = this.#fill(room, timeline);
    this.#asking.set(timeline, asked);
    return asked;
  }

  /** What was missed is on its way, up to `rev`: ask for it should it stop coming. @param {number} room @param {number} rev */
  async expect(room, rev) {
    for (let held = -1; ; await this.#wait(PATIENCE)) {
      const timeline = this.#timelines.get(room);
      if (!timeline || timeline.rev >= rev) return;
      if (timeline.rev === held) return this.reach(room, rev);
      held = timeline.rev;
    }
  }

  /** A room was just loaded: what came while it was is part of it, or comes next. @param {number} room */
  loaded(room) {
    const timeline = this.#timelines.get(room);
    if (timeline) this.#drain(room, timeline);
  }

  /** Nothing that was heard of is worth anything: the server was restored. */
  clear() {
    this.#early.clear();
    this.#heard.clear();
  }

  /** The server says that what is held of a room cannot be gone on with. @param {CaughtUp} page its newest page instead */
  replace({ room, messages, head, before }) {
    this.#timelines.get(room)?.load(messages, head, before);
    this.loaded(room);
  }

  /** @param {number} room @param {Timeline} timeline */
  async #fill(room, timeline) {
    const held = () => timeline === this.#timelines.get(room) && timeline.state.peek() === "ready";
    for (let tries = 0, more = true; more && held(); ) {
      try {
        const { rev } = timeline;
        const page = await this.#ask(room, rev);
        if (held() && timeline.rev >= rev) more = this.#take(timeline, page);
        tries = 0;
      } catch (thrown) {
        const problem = Problem.from(thrown);
        more = this.#goesOn(timeline, problem);
        if (more) await this.#wait(problem.pause(tries++));
      }
    }
    this.#asking.delete(timeline); // in the same breath as the last look, so that whoever asks next is not put off
  }

  /** @param {Timeline} timeline @param {Problem} problem @returns {boolean} whether to ask again in a while */
  #goesOn(timeline, problem) {
    if (problem.code === "timeout") this.#resubscribe();
    // A refusal means that what is held cannot be trusted. Cut off again: the next `ready` goes on.
    if (!problem.passing) timeline.state.value = "failed";
    return problem.passing && !["timeout", "disconnected", "network"].includes(problem.code);
  }

  /** @param {Timeline} timeline @param {CaughtUp} page @returns {boolean} whether there is more to ask for */
  #take(timeline, page) {
    const { room, messages, head } = page;
    const { rev } = timeline;
    if (page.limited) this.replace(page);
    else for (const message of messages) if (message.rev > timeline.rev) this.#apply(timeline, message);
    const more = page.more && !page.limited && messages.length > 0;
    if (!more) timeline.rev = Math.max(timeline.rev, head);
    this.#drain(room, timeline, false);
    if (!more && timeline.rev === rev) this.#heard.delete(room); // there is no more to be had, whatever was heard of
    return more || timeline.rev < (this.#heard.get(room) ?? 0);
  }

  /** @param {Timeline} timeline @param {Change} change */
  #apply(timeline, change) {
    const { since: _, ...told } = /** @type {Whole} */ (change);
    this.#arrives(told);
    timeline.apply(told);
  }

  /** @param {Change} message */
  #hold(message) {
    const early = this.#early.get(message.room) ?? new Map();
    if (early.size < HELD) early.set(message.rev, message); // more are only known of, and asked for with the rest
    this.#early.set(message.room, early);
    this.#heard.set(message.room, Math.max(message.rev, this.#heard.get(message.room) ?? 0));
  }

  /** @param {number} room @param {Timeline} timeline @param {boolean} [ask] for what is still missing */
  #drain(room, timeline, ask = true) {
    const early = this.#early.get(room);
    for (const [rev, message] of [...(early ?? [])].sort(([a], [b]) => a - b)) {
      if (since(message) > timeline.rev || (rev > timeline.rev && !timeline.fits(message))) break;
      if (rev > timeline.rev) this.#apply(timeline, message);
      early?.delete(rev);
    }
    this.#level(room, timeline.rev);
    const heard = this.#heard.get(room) ?? 0;
    if (ask && heard > timeline.rev) void this.reach(room, heard);
  }
}
