import { Disk } from "parlour/lib/disk.js";
import { Memory } from "parlour/lib/memory.js";

/** @import { Keeping } from "parlour/types/app.js" */
/** @import { Store } from "parlour/lib/store.js" */

/**
 * Open what this browser keeps for `owner`; only in memory where it may keep nothing. What is left in localStorage (a
 * message that a tab was closed over; all of them and drafts, by an older Parlour) moves over.
 * @param {string} owner @param {Store} store
 * @returns {Promise<Keeping>}
 */
export async function openDisk(owner, store) {
  store.clearOthers();
  const disk = await Disk.open(owner).catch(() => new Memory(owner));
  for (const [old, table] of /** @type {const} */ ([["outbox/", "outbox"], ["draft/", "drafts"]])) {
    for (const name of store.names(old)) {
      const kept = store.get(name);
      const moved = await disk.put(table, name.slice(old.length), kept).then(() => true, () => false);
      if (moved && disk.lasting) store.delete(name);
    }
  }
  return disk;
}
