import { newKey } from "parlour/lib/new-key.js";
import { signal } from "signals";

/** @import { Store } from "parlour/lib/store.js" */
/** @import { Keeping, Pending } from "parlour/types/app.js" */
/** @typedef {{key: string, item?: Pending, change?: Partial<Pending>, gone?: true}} Word what tabs tell one another */

const inOrder = (/** @type {Pending} */ a, /** @type {Pending} */ b) => a.at - b.at || (a.key < b.key ? -1 : 1);

/**
 * What was written here and is not stored there yet. Kept on disk before it goes out, for all tabs of this person;
 * every tab draws all of it, and hears from the others what becomes of each message.
 */
export class Outbox {
  #disk;
  #tell;
  #codeOf;
  #quick;
  /** Each step on disk waits for the one before it: so what is read is never older than what was written here. */
  #steps = Promise.resolve();
  /** Done with: what was read from disk a moment too early does not bring them back. @type {Set<string>} */
  #done = new Set();
  /** Called with a message that is stored now, and its place. @type {(item: Pending) => void} */
  placed = () => {};
  /** By order of writing. @type {import("signals").Signal<Pending[]>} */
  items = signal(/** @type {Pending[]} */ ([]));

  /**
   * @param {Keeping} disk @param {(word: Word) => void} [tell]
   * @param {(room: number) => string | null | undefined} [codeOf] by which a room is known, whatever its number: its code, or its people
   * @param {Pick<Store, "set" | "delete">} [quick] where it is kept at once, until it is on disk: the tab may be closed before
   */
  constructor(disk, tell = () => {}, codeOf = () => undefined, quick = new Map()) {
    this.#disk = disk;
    this.#tell = tell;
    this.#codeOf = codeOf;
    this.#quick = quick;
  }

  /**
   * The key is made here, once, whatever happens to the message later.
   * @param {number} room @param {string} message @param {{replyTo?: number | null, epoch?: string, confirm?: boolean, now?: number, thread?: Pick<Pending, "thread" | "also_to_room" | "epoch">}} [more]
   */
  add(room, message, { replyTo, epoch, confirm, now = Date.now(), thread } = {}) {
    const at = Math.max(now, (this.items.peek().at(-1)?.at ?? 0) + 1);
    /** @type {Pending} */
    const item = { key: newKey(), room, code: this.#codeOf(room), message, at, state: "queued", ...(replyTo && { reply_to: replyTo, epoch }), ...(confirm && { confirm }), ...thread };
    this.#insert([item]);
    this.#quick.set(`outbox/${item.key}`, item);
    void this.#step(() => this.#keep(item));
    return item.key;
  }

  /** Take from disk what other tabs, or this one before a reload, have written; and let go of what they have sent. */
  refresh() {
    return this.#step(async () => {
      const [before, known] = [this.#keys((item) => item.kept === true), this.#keys(() => true)];
      const found = new Map(await this.#disk.all("outbox"));
      this.items.value = this.items.peek().flatMap((item) => {
        const kept = found.get(item.key);
        if (!kept) return before.has(item.key) && item.state !== "stored" ? [] : [item];
        const { state = "queued", problem } = kept; // an older Parlour kept no state
        const news = state !== item.state && ["queued", "failed"].includes(item.state);
        return [news ? { ...item, state, problem } : item];
      });
      const fresh = [...found.values()].filter(({ key }) => key && !known.has(key) && !this.#done.has(key));
      this.#insert(fresh.map((item) => ({ ...item, state: item.state ?? "queued", kept: this.#disk.lasting })));
    });
  }

  /** @param {number} room */
  of(room) {
    return this.items.value.filter((item) => item.room === room);
  }

  /** @param {number} room @returns {Pending | undefined} the oldest that should go out, once it is known to be kept */
  next(room) {
    const item = this.items.peek().find((each) => each.room === room && (each.state === "queued" || each.state === "sent"));
    return item?.kept === undefined ? undefined : item;
  }

  /** @returns {number[]} those in which something should go out */
  rooms() {
    return [...new Set(this.items.peek().map((item) => item.room))].filter((room) => this.next(room));
  }

  /** How many would be lost if they were forgotten now. */
  get unsent() {
    return this.items.value.filter((item) => item.state !== "stored").length;
  }

  /** It is on its way; why it had to wait before is not over yet. @param {string} key */
  sent(key) {
    this.#change(key, { state: "sent" });
  }

  /** It must go out again; one that had failed, because its writer says so: to what the room is now. @param {string} key @param {string} [problem] */
  again(key, problem) {
    const { state, room = 0, asks } = this.#of(key) ?? {};
    if (state !== "failed") return this.#change(key, { state: "queued", problem });
    this.#change(key, { state: "queued", problem, code: this.#codeOf(room), ...(asks && { confirm: true }) });
    void this.#step(() => this.#rewrite(key));
  }

  /** The server will not have it. @param {string} key @param {string} problem @param {boolean} [asks] unless its writer means it */
  failed(key, problem, asks) {
    this.#change(key, { state: "failed", problem, ...(asks && { asks }) });
    return this.#step(() => this.#rewrite(key));
  }

  /** The server has it: nothing to keep for later. @param {string} key @param {{seq: number, rev: number}} place */
  stored(key, { seq, rev }) {
    this.#change(key, { state: "stored", problem: undefined, seq, rev });
    return this.#forget(key);
  }

  /** It stands in the conversation, or was given up. @param {string} key @param {boolean} [everywhere] */
  settle(key, everywhere = false) {
    if (!this.#of(key)) return;
    this.items.value = this.items.peek().filter((item) => item.key !== key);
    void this.#forget(key);
    if (everywhere) this.#tell({ key, gone: true });
  }

  /** A room is held up to `rev` now: what is stored there is part of it. @param {number} room @param {number} rev */
  reached(room, rev) {
    for (const item of this.items.peek()) {
      if (item.room === room && item.state === "stored" && Number(item.rev) <= rev) this.settle(item.key);
    }
  }

  /** Another tab tells what became of a message. @param {Word} word */
  heed({ key, item, change, gone }) {
    if (item && !this.#of(key) && !this.#done.has(key)) this.#insert([{ ...item, kept: true }]);
    if (change) this.#mark(key, change);
    if (gone) {
      this.#done.add(key);
      this.items.value = this.items.peek().filter((each) => each.key !== key);
    }
  }

  /** @param {Pending} item */
  async #keep(item) {
    const stranded = this.items.peek().some((each) => each.kept === false && each.room === item.room && each.at < item.at);
    // One that could not be kept is known to this tab alone; the next waits behind it, so that none overtakes it.
    const kept = !stranded && (await this.#disk.put("outbox", item.key, item).then(() => this.#disk.lasting, () => false));
    this.#quick.delete(`outbox/${item.key}`);
    this.#mark(item.key, { kept });
    if (kept) this.#tell({ key: item.key, item });
  }

  /** @param {string} key */
  async #rewrite(key) {
    const item = this.#of(key);
    if (item?.kept) await this.#disk.put("outbox", key, item);
  }

  /** @param {string} key */
  #forget(key) {
    this.#done.add(key);
    return this.#step(() => this.#disk.delete("outbox", key));
  }

  /** @param {() => Promise<unknown>} act @returns {Promise<void>} */
  #step(act) {
    this.#steps = this.#steps.then(act).then(
      () => {},
      () => {}, // Not kept, or not read: this tab goes on with what it has in memory.
    );
    return this.#steps;
  }

  /** @param {string} key @param {Partial<Pending>} change */
  #change(key, change) {
    this.#mark(key, change);
    this.#tell({ key, change });
  }

  /** @param {string} key @param {Partial<Pending>} change */
  #mark(key, change) {
    this.items.value = this.items.peek().map((item) => (item.key === key ? { ...item, ...change } : item));
    const item = this.#of(key);
    if (item && change.state === "stored") this.placed(item);
  }

  /** @param {Pending[]} items */
  #insert(items) {
    if (items.length) this.items.value = [...this.items.peek(), ...items].sort(inOrder);
  }

  /** @param {string} key */
  #of(key) {
    return this.items.peek().find((item) => item.key === key);
  }

  /** @param {(item: Pending) => boolean} which */
  #keys(which) {
    return new Set(this.items.peek().filter(which).map((item) => item.key));
  }
}
