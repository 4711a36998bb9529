import { changed } from "parlour/models/changed.js";
import { highest, keptFrom } from "parlour/models/cleared.js";

/** @import { Message, Page, SmallChange } from "parlour/types/wire.js" */

const TRIES = 3;

/** Pages that are on their way here, and the changes that come meanwhile: a page may be older than they are. */
export class Underway {
  #pages = 0;
  /** @type {(Message | SmallChange)[]} */
  #changes = [];

  /** A change came live. @param {Message | SmallChange} change */
  note(change) {
    if (this.#pages) this.#changes.push(change);
  }

  /** Ask for a page; it comes with what has changed since. @param {() => Promise<Page>} ask @returns {Promise<Page>} */
  async take(ask) {
    this.#pages++;
    try {
      for (let tries = 1; ; tries++) {
        const page = await ask();
        const floor = highest(this.#changes);
        const there = page.messages.filter(keptFrom(floor));
        const messages = there.map((message) => this.#present(message));
        if (messages.includes(null) && tries < TRIES) continue;
        const at = page.at && page.at < floor ? null : page.at;
        return { ...page, at, messages: messages.map((message, n) => message ?? /** @type {Message} */ (there[n])) };
      }
    } finally {
      if (!--this.#pages) this.#changes = [];
    }
  }

  /** A message of a page as it is now; null where a change is missing between. @param {Message} message @returns {Message | null} */
  #present(message) {
    /** @type {Message | null} */
    let present = message;
    for (const change of this.#changes) if (present && change.seq === message.seq) present = changed(present, change);
    return present;
  }
}
