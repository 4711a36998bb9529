/** @import { App } from "parlour/types/app.js" */

/**
 * Put text on the clipboard, and say so; where that is forbidden (plain http), say what can be done instead.
 * @param {App} app @param {string} text @param {string} done @param {string} otherwise
 */
export async function copy({ notes }, text, done, otherwise) {
  try {
    await navigator.clipboard.writeText(text);
    notes.show(done);
  } catch {
    notes.show(otherwise);
  }
}
