/** @import { App } from "parlour/types/app.js" */

/**
 * Put the way into a room on the clipboard; where that is forbidden (plain http), show it to be copied by hand.
 * @param {App} app @param {string} code
 */
export async function copyLink(app, code) {
  const link = new URL(`/join/${code}`, location.href).href;
  try {
    await navigator.clipboard.writeText(link);
    app.notes.show("The link is copied. Whoever opens it can come in.");
  } catch {
    app.notes.show(`Copy this link: ${link}`);
  }
}
