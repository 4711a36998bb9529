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
  /** Rooms whose draft the server does not have as it is here, with the count of the last change. @type {Map<number, number>} */
  untold = new Map();
  #changes = 0;
  /** Called with the room of each change that is made here. @type {(room: number) => void} */
  changed = () => {};
  /** Tell what is untold: the page may go. */
  flush = () => {};
  /** Rooms whose draft is being written to disk, and whether it has changed since. @type {Map<number, boolean>} */
  #writing = new Map();

  /** @param {Keeping} disk */
  constructor(disk) {
    this.#disk = disk;
  }

  async load() {
    for (const [name, kept] of await this.#disk.all("drafts").catch(() => [])) {
      const { text, reply_to: seq, told } = typeof kept === "string" ? { text: kept, reply_to: null, told: false } : kept;
      const room = Number(name);
      if (this.#texts.has(room)) continue;
      if (text) this.#texts.set(room, text);
      if (seq) this.#answer(room, seq);
      if (!told) this.untold.set(room, ++this.#changes);
    }
  }

  /** The rooms in which something stands. */
  rooms() {
    return [...new Set([...this.#texts.keys(), ...this.#replies.peek().keys()])];
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
    this.#change(room);
  }

  /** Answer a message, or none any more. @param {number} room @param {number | null} seq */
  reply(room, seq) {
    if ((this.#replies.peek().get(room) ?? null) === seq) return;
    this.#answer(room, seq);
    this.#change(room);
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

  /** Another device has written this. @param {number} room @param {string} text @param {number | null} seq */
  take(room, text, seq) {
    if (text.trim()) this.#texts.set(room, text);
    else this.#texts.delete(room);
    this.#answer(room, seq);
    this.#save(room);
    this.outside.value += 1;
  }

  /** The server has it as it was at a change. @param {number} room @param {number} [change] */
  told(room, change = this.untold.get(room)) {
    if (this.untold.get(room) !== change || !this.untold.delete(room)) return;
    this.#save(room);
  }

  /** @param {number} room */
  #change(room) {
    this.untold.set(room, ++this.#changes);
    this.#save(room);
    this.changed(room);
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
      const [text, seq, told] = [this.of(room), this.#replies.peek().get(room), !this.untold.has(room)];
      const gone = !text && !seq && told;
      const written = gone ? this.#disk.delete("drafts", String(room)) : this.#disk.put("drafts", String(room), { text, told, ...(seq && { reply_to: seq }) });
      await written.catch(() => {}); // it stays here as long as the page does
    } while (this.#writing.get(room));
    this.#writing.delete(room);
  }
}
