import { signal } from "signals";

/** @import { Note } from "parlour/types/app.js" */

/** Short words that come up at the edge of the screen and go again. */
export class Notes {
  #next = 1;
  /** @type {import("signals").Signal<Note[]>} */
  list = signal(/** @type {Note[]} */ ([]));

  /** @param {string} text @param {{alert?: boolean}} [how] */
  show(text, { alert = false } = {}) {
    const id = this.#next++;
    this.list.value = [...this.list.peek().filter((note) => note.text !== text).slice(-2), { id, text, alert }];
    setTimeout(() => this.close(id), alert ? 10_000 : 6000);
  }

  /** @param {number} id */
  close(id) {
    this.list.value = this.list.peek().filter((note) => note.id !== id);
  }
}
