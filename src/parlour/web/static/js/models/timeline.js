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

  get last() {
    return this.messages.peek().at(-1)?.seq ?? 0;
  }

  get first() {
    return this.messages.peek()[0]?.seq ?? 0;
  }

  /** Begin anew with the newest page. @param {Message[]} messages @param {number} rev */
  load(messages, rev) {
    this.messages.value = messages;
    this.rev = Math.max(rev, ...messages.map((message) => message.rev));
    this.older.value = (messages[0]?.seq ?? 1) > 1;
    this.state.value = "ready";
  }

  /**
   * Apply the next change. The caller has seen to it that none is missing before it.
   * @param {Message} message
   */
  apply(message) {
    const held = this.messages.peek();
    this.rev = Math.max(this.rev, message.rev);
    if (message.seq > this.last) this.messages.value = [...held, message];
    else if (message.seq >= this.first) this.messages.value = held.map((old) => (old.seq === message.seq ? message : old));
  }

  /** Put an older page before what is held. @param {Message[]} page */
  prepend(page) {
    const first = this.first;
    const before = page.filter((message) => message.seq < first);
    this.older.value = before.length > 0 && (before[0]?.seq ?? 1) > 1;
    if (before.length) this.messages.value = [...before, ...this.messages.peek()];
  }

  /** Let go of the oldest, so that a room left open for a month stays light. @param {number} most */
  trim(most) {
    const held = this.messages.peek();
    if (held.length <= most) return;
    this.messages.value = held.slice(-Math.floor(most / 2));
    this.older.value = true;
  }
}
