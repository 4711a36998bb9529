import { signal } from "signals";

/** @import { Message } from "parlour/types/wire.js" */

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
  /** Changes of older messages, of which a page may be on its way here. @type {Map<number, Message>} */
  #missed = new Map();

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
  }

  /** What is held is worth nothing any more. */
  restart() {
    this.messages.value = [];
    this.rev = 0;
    this.seen = 0;
    this.divider.value = null;
    this.#begins(null);
    this.state.value = "waiting";
  }

  /**
   * Apply the next change: a new message, or one that has changed. The caller has seen to it that none is missing.
   * @param {Message} message
   */
  apply(message) {
    this.rev = Math.max(this.rev, message.rev);
    if (this.before !== null && message.seq < this.before) {
      if (this.fetching.peek()) this.#missed.set(message.seq, message);
      return;
    }
    const held = this.messages.peek();
    const at = message.seq > this.last ? held.length : held.findIndex((old) => old.seq >= message.seq);
    const known = held[at]?.seq === message.seq;
    if (!known || Number(held[at]?.rev) < message.rev) this.messages.value = held.toSpliced(at, known ? 1 : 0, message);
  }

  /** Put an older page before what is held. @param {Message[]} page @param {number | null} before it was asked for */
  prepend(page, before) {
    if (before === null || before !== this.before) return; // begun anew meanwhile: it does not fit here
    const older = page.filter((message) => message.seq < before).map((message) => {
      const changed = this.#missed.get(message.seq);
      return changed && changed.rev > message.rev ? changed : message;
    });
    this.#begins(above1(older[0]?.seq));
    if (older.length) this.messages.value = [...older, ...this.messages.peek()];
  }

  /** Let go of the oldest, so that a room left open for a month stays light. @param {number} most */
  trim(most) {
    const held = this.messages.peek();
    if (held.length <= most) return;
    this.messages.value = held.slice(-Math.floor(most / 2));
    this.#begins(this.first);
  }

  /** @param {number | null} place */
  #begins(place) {
    this.before = place;
    this.older.value = place !== null;
    this.#missed.clear();
  }
}

/** @param {number} [seq] @returns {number | null} nothing is older than the first */
const above1 = (seq = 1) => (seq > 1 ? seq : null);
