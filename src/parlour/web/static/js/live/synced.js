/** @import { App } from "parlour/types/app.js" */
/** @typedef {import("parlour/live/draft-sync.js").DraftSync} DraftSync */

/** @type {WeakMap<App, Promise<DraftSync>>} */
const loaded = new WeakMap();

/**
 * Do something with the drafts of one's other devices; what that needs comes with the first connection.
 * @param {App} app @param {(sync: DraftSync) => unknown} act
 */
export function synced(app, act) {
  const sync = loaded.get(app) ?? import("parlour/live/draft-sync.js").then(({ DraftSync }) => new DraftSync(app));
  loaded.set(app, sync);
  sync.then(act).catch(() => loaded.delete(app)); // not to be had just now: with the next connection
}
