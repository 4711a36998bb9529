/** @import { App } from "parlour/types/app.js" */
/** @typedef {import("parlour/live/draft-sync.js").DraftSync} Sync */

/** The drafts of one's other devices. What that needs comes when there are any, or when one begins to write. */
export class Synced {
  #app;
  /** The last change that is held: it was on disk when the page began. Another tab may hold more by now. @type {number} */
  #seen;
  /** @type {Promise<Sync> | null} */
  #sync = null;

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
    this.#seen = app.store.get("drafts") ?? 0;
    app.drafts.changed = () => this.do(() => {});
  }

  /** @param {number} newest */
  level(newest) {
    if (this.#sync || newest !== this.#seen || this.#app.drafts.untold.size) this.do((sync) => sync.level(newest));
  }

  /** @param {(sync: Sync) => unknown} act */
  do(act) {
    this.#sync ??= import("parlour/live/draft-sync.js").then(({ DraftSync }) => new DraftSync(this.#app, this.#seen));
    this.#sync.then(act).catch(() => (this.#sync = null)); // not to be had just now: with the next connection, or letter
  }
}
