import { signal } from "signals";

/** @import { Store } from "parlour/lib/store.js" */
/** @import { Room } from "parlour/types/wire.js" */

/** Whom one does not want to hear, kept here so that it holds before there is a connection; and what was looked at all the same. */
export class Ignored {
  #store;
  /** @type {import("signals").Signal<Set<number>>} */
  #ids;
  /** @type {import("signals").Signal<Set<string>>} */
  #shown = signal(new Set());

  /** @param {Pick<Store, "get" | "set">} store */
  constructor(store) {
    this.#store = store;
    this.#ids = signal(new Set(store.get("ignored") ?? []));
  }

  /** @param {number} id */
  has(id) {
    return this.#ids.value.has(id);
  }

  /** @param {number[]} ids all of them, as the server has them */
  take(ids) {
    if (ids.length === this.#ids.peek().size && ids.every((id) => this.#ids.peek().has(id))) return;
    this.#ids.value = new Set(ids);
    this.#store.set("ignored", ids);
  }

  /** @param {number} id @param {boolean} ignore */
  put(id, ignore) {
    const left = [...this.#ids.peek()].filter((each) => each !== id);
    this.take(ignore ? [...left, id] : left);
  }

  /** Is this message to be folded? @param {{id: string, user_id: number}} message */
  folds({ id, user_id }) {
    return this.has(user_id) && !this.#shown.value.has(id);
  }

  /** @param {string} id of the message to look at all the same */
  show(id) {
    this.#shown.value = new Set(this.#shown.peek()).add(id);
  }

  /** Nothing there is worth a number: a conversation with nobody but those one ignores. @param {Room} room */
  silences({ kind, people = [] }) {
    return kind === "direct" && people.length === 2 && people.some(({ id }) => this.has(id));
  }
}
