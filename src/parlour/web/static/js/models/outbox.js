import { signal } from "signals";

/** @import { Pending } from "parlour/types/app.js" */
/** @import { Store } from "parlour/lib/store.js" */

/** What was written here and is not stored there yet. Survives a reload: each item is kept under its own name. */
export class Outbox {
  #store;
  /** @type {import("signals").Signal<Pending[]>} */
  items = signal(/** @type {Pending[]} */ ([]));

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
    const kept = store.names("outbox/").map((name) => store.get(name)).filter((item) => item?.key);
    this.items.value = kept.sort((a, b) => a.at - b.at).map((item) => ({ ...item, state: "queued" }));
  }

  /** The key is made here, once, whatever happens to the message later. @param {number} room @param {string} message */
  add(room, message, at = Date.now()) {
    const item = { key: crypto.randomUUID(), room, message, at };
    this.#store.set(`outbox/${item.key}`, item);
    this.items.value = [...this.items.peek(), { ...item, state: "queued" }];
    return item.key;
  }

  /** @param {number} room */
  of(room) {
    return this.items.value.filter((item) => item.room === room);
  }

  /** @param {number} room @returns {Pending | undefined} the oldest that should go out */
  next(room) {
    return this.items.peek().find((item) => item.room === room && (item.state === "queued" || item.state === "sending"));
  }

  /** @returns {number[]} */
  rooms() {
    return [...new Set(this.items.peek().filter((item) => item.state === "queued").map((item) => item.room))];
  }

  /** @param {string} key @param {Partial<Pending>} change */
  mark(key, change) {
    this.items.value = this.items.peek().map((item) => (item.key === key ? { ...item, ...change } : item));
  }

  /** The server has it: nothing to keep for later. @param {string} key @param {number} seq */
  stored(key, seq) {
    this.#store.delete(`outbox/${key}`);
    this.mark(key, { state: "sent", seq });
  }

  /** It stands in the conversation, or was given up. @param {string} key */
  settle(key) {
    if (!this.items.peek().some((item) => item.key === key)) return;
    this.#store.delete(`outbox/${key}`);
    this.items.value = this.items.peek().filter((item) => item.key !== key);
  }
}
