import { changed } from "parlour/models/changed.js";
import { floorOf } from "parlour/models/cleared.js";
import { Underway } from "parlour/models/underway.js";
import { signal } from "signals";

/** @import { Message, SmallChange } from "parlour/types/wire.js" */
/** @import { Ask } from "parlour/models/passage.js" */

const AT_ONCE = 50;
const MOST = 500;
/** @type {(seq: number) => [number, Message | null]} */
const none = (seq) => [seq, null];
/** @type {(message: Message) => [number, Message | null]} */
const own = (message) => [message.seq, message];

/** What the replies of a room answer and what is not held of it: each message as it is now; null: there is none. */
export class Originals {
  /** @type {import("signals").Signal<Map<number, Message | null>>} */
  #held = signal(new Map());
  #underway = new Underway();
  /** @type {Set<number>} */
  #asked = new Set();

  /** @param {number} seq @returns {Message | null | undefined} */
  at(seq) {
    return this.#held.value.get(seq);
  }

  /** Fetch what is neither here nor on its way. @param {Ask} ask @param {Iterable<number>} seqs */
  async want(ask, seqs) {
    const missing = [...seqs].filter((seq) => !this.#held.peek().has(seq) && !this.#asked.has(seq)).slice(0, AT_ONCE);
    if (!missing.length) return;
    const asked = this.#asked;
    for (const seq of missing) asked.add(seq);
    try {
      const { messages } = await this.#underway.take(() => ask(`at=${missing.join(",")}`));
      if (asked === this.#asked) this.#put(new Map([...missing.map(none), ...messages.map(own)]));
    } finally {
      for (const seq of missing) asked.delete(seq);
    }
  }

  /** A change of the room came live, in its order. @param {Message | SmallChange} change */
  apply(change) {
    this.#underway.note(change);
    this.#clear(floorOf(change));
    const old = this.#held.peek().get(change.seq);
    const now = old && changed(old, change);
    if (now === null && old) this.clear(); // it builds upon a state that is not held
    else if (now && now !== old) this.#put(new Map([own(now)]));
  }

  /** What stood before a place was deleted for good. @param {number} floor */
  #clear(floor) {
    if (!floor) return;
    const gone = [...this.#held.peek()].filter(([seq, message]) => message && seq < floor);
    if (gone.length) this.#put(new Map(gone.map(([seq]) => none(seq))));
  }

  /** Changes may have been missed: what is still wanted is fetched anew. */
  clear() {
    this.#asked = new Set();
    if (this.#held.peek().size) this.#held.value = new Map();
  }

  /** @param {Map<number, Message | null>} found */
  #put(found) {
    this.#held.value = new Map([...this.#held.peek(), ...found].slice(-MOST));
  }
}
