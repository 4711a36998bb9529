import { newKey } from "parlour/lib/new-key.js";

/** @import { Keeping } from "parlour/types/app.js" */

const LEASE = 10_000;
const RENEW = 3000;
const LOOK = 1000;

/**
 * One tab at a time: with the browser's own locks, which fall free when a tab ends; where it has none (plain http), with
 * a lease on disk. Should two tabs ever act together nothing is doubled: the server knows a message by its key.
 */
export class Turns {
  #disk;
  #locks;
  #wait;
  #now;
  #me = newKey();

  /**
   * @param {Keeping} disk
   * @param {{locks?: Pick<LockManager, "request">, wait?: (ms: number) => Promise<unknown>, now?: () => number}} [parts]
   */
  constructor(disk, { locks, wait = (ms) => new Promise((done) => setTimeout(done, ms)), now = Date.now } = {}) {
    this.#disk = disk;
    this.#locks = locks;
    this.#wait = wait;
    this.#now = now;
  }

  /** Act when it is this tab's turn. @param {string} name @param {() => Promise<void>} act */
  async take(name, act) {
    if (!this.#disk.lasting) return act(); // nothing is shared
    if (this.#locks) return void (await this.#locks.request(`parlour/${name}`, act));
    while (!(await this.#lease(name))) await this.#wait(LOOK);
    let acting = true;
    const renewing = async () => {
      while (acting) {
        await this.#wait(RENEW);
        if (acting) await this.#lease(name);
      }
    };
    void renewing();
    try {
      await act();
    } finally {
      acting = false;
      await this.#lease(name, 0);
    }
  }

  /** @param {string} name @param {number} [length] ms @returns {Promise<boolean>} whether it is this tab's now */
  async #lease(name, length = LEASE) {
    const now = this.#now();
    /** @param {{by: string, until: number} | undefined} old */
    const next = (old) => (old && old.by !== this.#me && old.until > now ? old : { by: this.#me, until: now + length });
    return this.#disk.change("about", `turn/${name}`, next).then((held) => held.by === this.#me, () => true);
  }
}
