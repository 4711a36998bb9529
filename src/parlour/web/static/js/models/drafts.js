/** @import { Keeping } from "parlour/types/app.js" */

/** What stands unsent in each room's composer. */
export class Drafts {
  #disk;
  /** @type {Map<number, string>} */
  #texts = new Map();
  /** Rooms whose text is being written to disk, and whether it has changed since. @type {Map<number, boolean>} */
  #writing = new Map();

  /** @param {Keeping} disk */
  constructor(disk) {
    this.#disk = disk;
  }

  async load() {
    const found = await this.#disk.all("drafts").catch(() => []);
    for (const [room, text] of found) if (!this.#texts.has(Number(room))) this.#texts.set(Number(room), text);
  }

  /** @param {number} room @returns {string} */
  of(room) {
    return this.#texts.get(room) ?? "";
  }

  /** @param {number} room @param {string} text */
  keep(room, text) {
    if (text.trim()) this.#texts.set(room, text);
    else if (!this.#texts.delete(room)) return;
    if (this.#writing.has(room)) this.#writing.set(room, true);
    else void this.#write(room);
  }

  /** @param {number} room */
  async #write(room) {
    do {
      this.#writing.set(room, false);
      const text = this.#texts.get(room);
      const written = text ? this.#disk.put("drafts", String(room), text) : this.#disk.delete("drafts", String(room));
      await written.catch(() => {}); // it stays here as long as the page does
    } while (this.#writing.get(room));
    this.#writing.delete(room);
  }
}
