import { html } from "lit";

/** @import { App } from "parlour/types/app.js" */

/**
 * Whether one wants to see who comes and goes; kept in this browser.
 * @param {App} app
 */
export function noticeChoice({ scene }) {
  const choose = (/** @type {Event} */ event) => scene.hush(!(/** @type {HTMLInputElement} */ (event.target).checked));
  return html`<label class="choice"><input type="checkbox" .checked=${!scene.quiet.value} @change=${choose}>
    <span><b>Show who joins and leaves</b><small>As a line in the conversation, on this device.</small></span></label>`;
}
