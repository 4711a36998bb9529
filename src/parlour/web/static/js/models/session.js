import { signal } from "signals";

/** @import { Page } from "parlour/types/app.js" */
/** @import { Due, Person, Ready } from "parlour/types/wire.js" */

/** Who is signed in, and what the server allows. */
export class Session {
  /** @param {Page} page */
  constructor(page) {
    /** @type {import("signals").Signal<Person>} */
    this.account = signal(page.account);
    this.limits = page.limits;
    /** Changes at the server's first start and after a restore: then nothing that is held is worth anything. */
    this.epoch = page.epoch;
    /** What wants attention, on whatever device. @type {import("signals").Signal<Due>} */
    this.due = signal({});
  }

  get id() {
    return this.account.value.id;
  }

  get isGuest() {
    return this.account.value.role === "guest";
  }

  /** @param {Ready} ready @returns {boolean} true when what is held must be thrown away */
  begin(ready) {
    const renewed = this.epoch !== ready.epoch;
    this.epoch = ready.epoch;
    this.limits = ready.limits;
    this.account.value = ready.account;
    return renewed;
  }
}
