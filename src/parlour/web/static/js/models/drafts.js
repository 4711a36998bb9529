/** @import { Store } from "parlour/lib/store.js" */

/** What stands unsent in each room's composer. */
export class Drafts {
  #store;

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
  }

  /** @param {number} room @returns {string} */
  of(room) {
    return this.#store.get(`draft/${room}`) ?? "";
  }

  /** @param {number} room @param {string} text */
  keep(room, text) {
    if (text.trim()) this.#store.set(`draft/${room}`, text);
    else this.#store.delete(`draft/${room}`);
  }
}
