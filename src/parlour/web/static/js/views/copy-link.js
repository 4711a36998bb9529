import { copy } from "parlour/views/copy.js";

/** @import { App } from "parlour/types/app.js" */

/**
 * Put the way into a room on the clipboard; where that is forbidden show it to be copied by hand.
 * @param {App} app @param {string} code
 */
export function copyLink(app, code) {
  const link = new URL(`/join/${code}`, location.href).href;
  return copy(app, link, "The link is copied. Whoever opens it can come in.", `Copy this link: ${link}`);
}
