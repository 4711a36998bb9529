/** @import { Table } from "parlour/types/app.js" */

/** What a tab keeps for one person where the browser lets it keep nothing: like Disk, until the tab is closed. */
export class Memory {
  #tables;
  #owner;
  lasting = false;

  /** @param {string} owner @param {Map<string, Map<string, any>>} [tables] */
  constructor(owner, tables = new Map()) {
    this.#tables = tables;
    this.#owner = owner;
    if (this.#table("about").get("owner") === owner) return;
    tables.clear();
    this.#table("about").set("owner", owner);
  }

  /** @param {Table} table @returns {Promise<[string, any][]>} by key */
  async all(table) {
    const found = [...this.#owned(table)].sort(([a], [b]) => (a < b ? -1 : 1));
    return structuredClone(found);
  }

  /** @param {Table} table @param {string} key @param {unknown} value */
  async put(table, key, value) {
    this.#owned(table).set(key, structuredClone(value));
  }

  /** @param {Table} table @param {string} key */
  async delete(table, key) {
    this.#owned(table).delete(key);
  }

  /**
   * @template T
   * @param {Table} table @param {string} key @param {(old: T | undefined) => T} next
   * @returns {Promise<T>}
   */
  async change(table, key, next) {
    const value = next(this.#owned(table).get(key));
    this.#owned(table).set(key, structuredClone(value));
    return value;
  }

  async clear() {
    this.#owned("about");
    this.#tables.clear();
  }

  /** @param {Table} name */
  #owned(name) {
    if (this.#table("about").get("owner") !== this.#owner) throw new Error("What is kept here is another person's.");
    return this.#table(name);
  }

  /** @param {Table} name @returns {Map<string, any>} */
  #table(name) {
    if (!this.#tables.has(name)) this.#tables.set(name, new Map());
    return /** @type {Map<string, any>} */ (this.#tables.get(name));
  }
}
