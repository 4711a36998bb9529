import { signal } from "signals";

/** @import { Note } from "parlour/types/app.js" */

/** Short words that come up at the edge of the screen and go again. */
export class Notes {
  #next = 1;
  /** @type {import("signals").Signal<Note[]>} */
  list = signal(/** @type {Note[]} */ ([]));

  /** @param {string} text @param {{alert?: boolean, deed?: Note["deed"]}} [how] */
  show(text, { alert = false, deed } = {}) {
    const id = this.#next++;
    this.list.value = [...this.list.peek().filter((note) => note.text !== text).slice(-2), { id, text, alert, deed }];
    setTimeout(() => this.close(id), alert || deed ? 10_000 : 6000);
  }

  /** @param {number} id */
  close(id) {
    this.list.value = this.list.peek().filter((note) => note.id !== id);
  }
}
