import { changed } from "parlour/models/changed.js";
import { floorOf, highest, keptFrom } from "parlour/models/cleared.js";
import { messageAt } from "parlour/models/message-at.js";
import { Originals } from "parlour/models/originals.js";
import { Passage } from "parlour/models/passage.js";
import { signal } from "signals";

/** @import { Message, SmallChange } from "parlour/types/wire.js" */

/** What is held of one room: an unbroken run of messages that ends with the newest, and the last change applied. */
export class Timeline {
  /** @type {import("signals").Signal<Message[]>} */
  messages = signal(/** @type {Message[]} */ ([]));
  /** @type {import("signals").Signal<"waiting" | "ready" | "failed">} */
  state = signal(/** @type {"waiting" | "ready" | "failed"} */ ("waiting"));
  older = signal(false);
  fetching = signal(false);
  /** Where "New" is drawn: after this place. @type {import("signals").Signal<number | null>} */
  divider = signal(/** @type {number | null} */ (null));
  rev = 0;
  /** The newest place that was on the screen. */
  seen = 0;
  /** Everything from this place on is held; null: everything there is. @type {number | null} */
  before = null;
  /** Where somebody reads further back. */
  passage = new Passage();
  /** A thread of the room that somebody reads; it hears the same changes. @type {import("parlour/models/thread.js").Thread | null} */
  thread = null;
  /** What replies answer and what is held neither here nor there. */
  originals = new Originals();
  /** Changes of older messages, of which a page may be on its way here. @type {(Message | SmallChange)[]} */
  #missed = [];

  get last() {
    return this.messages.peek().at(-1)?.seq ?? 0;
  }

  get first() {
    return this.messages.peek()[0]?.seq ?? 0;
  }

  /**
   * Begin anew with the newest page.
   * @param {Message[]} messages @param {number} rev @param {number | null} [before] the place to page back from
   */
  load(messages, rev, before) {
    this.messages.value = messages;
    this.rev = rev; // whatever the messages say: a page of older ones may be ahead of changes that are still to come
    this.#begins(before === undefined ? above1(messages[0]?.seq) : before);
    this.state.value = "ready";
    this.originals.clear();
    void this.passage.renew().then(() => this.meet());
    void this.thread?.renew();
  }

  /** What is held is worth nothing any more. */
  restart() {
    this.passage.close();
    this.originals.clear();
    this.messages.value = [];
    this.rev = 0;
    this.seen = 0;
    this.divider.value = null;
    this.#begins(null);
    this.state.value = "waiting";
  }

  /**
   * Whether a change can be applied to what is held: a reaction only to the state of the message that it builds upon.
   * @param {Message | SmallChange} change
   */
  fits(change) {
    if ("key" in change || this.#isOlder(change)) return true;
    const held = this.messages.peek().find((each) => each.seq === change.seq);
    return held !== undefined && changed(held, change) !== null;
  }

  /**
   * Apply the next change: a new message, or one that has changed. The caller has seen to it that none is missing.
   * @param {Message | SmallChange} change
   */
  apply(change) {
    this.rev = Math.max(this.rev, change.rev);
    this.#clear(change);
    this.passage.apply(change);
    this.originals.apply(change);
    this.thread?.apply(change);
    if (this.#isOlder(change)) {
      if (this.fetching.peek()) this.#missed.push(change);
      return;
    }
    const held = this.messages.peek();
    const at = change.seq > this.last ? held.length : held.findIndex((old) => old.seq >= change.seq);
    const old = held[at]?.seq === change.seq ? held[at] : null;
    const now = old ? changed(old, change) : "key" in change && change;
    if (now && now !== old) this.messages.value = held.toSpliced(at, old ? 1 : 0, now);
  }

  /** Put an older page before what is held. @param {Message[]} page @param {number | null} before it was asked for */
  prepend(page, before) {
    if (before === null || before !== this.before) return; // begun anew meanwhile: it does not fit here
    const own = (/** @type {Message} */ message) => this.#missed.filter((change) => change.seq === message.seq);
    /** @param {Message | null} held @param {Message | SmallChange} change */
    const next = (held, change) => held && changed(held, change);
    const there = keptFrom(highest(this.#missed));
    const older = page.filter((message) => message.seq < before && there(message)).map((message) => own(message).reduce(next, message));
    if (older.includes(null)) return; // something is missing between the page and what came since: it is fetched again
    this.#begins(above1(older[0]?.seq));
    if (older.length) this.messages.value = [.../** @type {Message[]} */ (older), ...this.messages.peek()];
  }

  /** The message at a place, where it is held: here, or further back. @param {number} seq */
  at(seq) {
    return messageAt(this.messages.peek(), seq) ?? this.passage.at(seq);
  }

  /** The message that a reply answers: as it is now; null: there is none; undefined: not fetched yet. @param {number} seq */
  quoted(seq) {
    const held = messageAt(this.messages.value, seq) ?? messageAt(this.passage.messages.value, seq);
    return held ?? this.originals.at(seq);
  }

  /** Where the passage has come up to what is held, the two are one run from now on. */
  meet() {
    const { passage, before } = this;
    const found = passage.messages.peek();
    if (!passage.sound || this.state.peek() !== "ready") return;
    if (before !== null && passage.last < before && passage.newer.peek()) return;
    const older = found.filter((message) => message.seq < (before ?? 0));
    passage.close();
    if (!older.length) return;
    this.#begins(passage.older.peek() ? older[0]?.seq ?? null : null);
    this.messages.value = [...older, ...this.messages.peek()];
  }

  /** Let go of the oldest, so that a room left open for a month stays light. @param {number} most */
  trim(most) {
    const held = this.messages.peek();
    if (held.length <= most) return;
    this.messages.value = held.slice(-Math.floor(most / 2));
    this.#begins(this.first);
  }

  /** What stood before some place may have been deleted for good. @param {Message | SmallChange} change */
  #clear(change) {
    const floor = floorOf(change);
    if (!floor) return;
    const held = this.messages.peek();
    const kept = held.filter(keptFrom(floor));
    if (kept.length < held.length) this.messages.value = kept;
    if (this.before !== null && this.before <= floor) this.#begins(null);
    else if (this.fetching.peek()) this.#missed.push(change);
  }

  /** Before everything that is held. @param {{seq: number}} change */
  #isOlder({ seq }) {
    return this.before !== null && seq < this.before;
  }

  /** @param {number | null} place */
  #begins(place) {
    this.before = place;
    this.older.value = place !== null;
    this.#missed = [];
  }
}

/** @param {number} [seq] @returns {number | null} nothing is older than the first */
const above1 = (seq = 1) => (seq > 1 ? seq : null);
