import { signal } from "signals";

/** @import { Keeping } from "parlour/types/app.js" */

/** What stands unsent in each room's composer, and which message it answers. */
export class Drafts {
  #disk;
  /** @type {Map<number, string>} */
  #texts = new Map();
  /** @type {import("signals").Signal<Map<number, number>>} */
  #replies = signal(new Map());
  /** Counts how often a draft was changed by something else than the composer. */
  outside = signal(0);
  /** Rooms whose draft is being written to disk, and whether it has changed since. @type {Map<number, boolean>} */
  #writing = new Map();

  /** @param {Keeping} disk */
  constructor(disk) {
    this.#disk = disk;
  }

  async load() {
    for (const [name, kept] of await this.#disk.all("drafts").catch(() => [])) {
      const { text, reply_to: seq } = typeof kept === "string" ? { text: kept, reply_to: null } : kept;
      const room = Number(name);
      if (this.#texts.has(room)) continue;
      if (text) this.#texts.set(room, text);
      if (seq) this.#answer(room, seq);
    }
  }

  /** @param {number} room @returns {string} */
  of(room) {
    return this.#texts.get(room) ?? "";
  }

  /** The place of the message that is answered. @param {number} room */
  replyTo(room) {
    return this.#replies.value.get(room) ?? null;
  }

  /** @param {number} room @param {string} text */
  keep(room, text) {
    if (text.trim()) this.#texts.set(room, text);
    else if (!this.#texts.delete(room)) return;
    this.#save(room);
  }

  /** Answer a message, or none any more. @param {number} room @param {number | null} seq */
  reply(room, seq) {
    if ((this.#replies.peek().get(room) ?? null) === seq) return;
    this.#answer(room, seq);
    this.#save(room);
  }

  /** What stands in the composer went another way. @param {number} room */
  empty(room) {
    this.clear(room);
    this.outside.value += 1;
  }

  /** It was sent, or has no room any more. @param {number} room */
  clear(room) {
    this.reply(room, null);
    this.keep(room, "");
  }

  /** @param {number} room @param {number | null} seq */
  #answer(room, seq) {
    const replies = new Map(this.#replies.peek());
    if (seq === null) replies.delete(room);
    else replies.set(room, seq);
    this.#replies.value = replies;
  }

  /** @param {number} room */
  #save(room) {
    if (this.#writing.has(room)) this.#writing.set(room, true);
    else void this.#write(room);
  }

  /** @param {number} room */
  async #write(room) {
    do {
      this.#writing.set(room, false);
      const [text, seq] = [this.of(room), this.#replies.peek().get(room)];
      const written = text || seq ? this.#disk.put("drafts", String(room), seq ? { text, reply_to: seq } : text) : this.#disk.delete("drafts", String(room));
      await written.catch(() => {}); // it stays here as long as the page does
    } while (this.#writing.get(room));
    this.#writing.delete(room);
  }
}
