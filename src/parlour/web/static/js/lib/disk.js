/** @import { Table } from "parlour/types/app.js" */

/** @type {Table[]} */
const TABLES = ["about", "drafts", "outbox", "rooms"];
const PATIENCE = 3000; // ms; a disk that takes longer counts as none

/**
 * What this browser keeps for one person, in IndexedDB. Every step asks first whose it is, in the same transaction: a
 * tab left open by somebody who has signed out can neither read what the next person keeps nor write among it.
 */
export class Disk {
  #base;
  #owner;
  lasting = true;

  /** @param {IDBDatabase} base @param {string} owner */
  constructor(base, owner) {
    this.#base = base;
    this.#owner = owner;
    base.onversionchange = () => base.close();
  }

  /** Open it for `owner`; what another person left goes first. @param {string} owner @param {string} [name] */
  static async open(owner, name = "parlour") {
    const asked = indexedDB.open(name, 1);
    asked.onupgradeneeded = () => TABLES.forEach((table) => asked.result.createObjectStore(table));
    const base = await soon(new Promise((resolve, reject) => {
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    }));
    const disk = new Disk(base, owner);
    await disk.#claim();
    return disk;
  }

  /** @param {Table} table @returns {Promise<[string, any][]>} by key */
  all(table) {
    return this.#run("readonly", table, (store, give) => {
      const keys = store.getAllKeys();
      const values = store.getAll();
      values.onsuccess = () => give(keys.result.map((key, n) => [key, values.result[n]]));
    });
  }

  /** @param {Table} table @param {string} key @param {unknown} value */
  put(table, key, value) {
    return this.#run("readwrite", table, (store) => store.put(value, key));
  }

  /** @param {Table} table @param {string} key */
  delete(table, key) {
    return this.#run("readwrite", table, (store) => store.delete(key));
  }

  /**
   * Replace a value by what `next` makes of it, with nobody in between; returns what stands there then.
   * @template T
   * @param {Table} table @param {string} key @param {(old: T | undefined) => T} next
   * @returns {Promise<T>}
   */
  change(table, key, next) {
    return this.#run("readwrite", table, (store, give) => {
      const old = store.get(key);
      old.onsuccess = () => {
        const value = next(old.result);
        give(value);
        if (value !== old.result) store.put(value, key);
      };
    });
  }

  /** Forget everything, and whose it was: from now on no tab of this person can keep anything. */
  clear() {
    return this.#run("readwrite", TABLES, (_, __, tx) => TABLES.forEach((table) => tx.objectStore(table).clear()));
  }

  #claim() {
    return this.#run("readwrite", TABLES, (about, _, tx) => {
      const found = about.get("owner");
      found.onsuccess = () => {
        if (found.result === this.#owner) return;
        TABLES.forEach((table) => tx.objectStore(table).clear());
        about.put(this.#owner, "owner");
      };
    }, false);
  }

  /**
   * @param {IDBTransactionMode} mode @param {Table | Table[]} table
   * @param {(store: IDBObjectStore, give: (value: any) => void, tx: IDBTransaction) => unknown} act
   * @returns {Promise<any>}
   */
  #run(mode, table, act, owned = true) {
    return soon(new Promise((resolve, reject) => {
      const tables = [table].flat();
      const tx = this.#base.transaction([...new Set([...tables, "about"])], mode);
      const store = tx.objectStore(String(tables[0]));
      /** @type {any} */
      let given;
      const owner = tx.objectStore("about").get("owner");
      owner.onsuccess = () => {
        if (owned && owner.result !== this.#owner) tx.abort();
        else act(store, (value) => (given = value), tx);
      };
      tx.oncomplete = () => resolve(given);
      tx.onabort = () => reject(tx.error ?? new Error("What is kept here is another person's."));
    }));
  }
}

/** @template T @param {Promise<T>} work @returns {Promise<T>} */
function soon(work) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error("The disk does not answer.")), PATIENCE)));
  return Promise.race([work, /** @type {Promise<T>} */ (late)]).finally(() => clearTimeout(timer));
}
