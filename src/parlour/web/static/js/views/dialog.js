import { icon } from "parlour/lib/icon.js";
import { html } from "lit";

/** @import { App } from "parlour/types/app.js" */

/**
 * The frame of a dialog. The element that draws it opens it with `showModal()` when it is first drawn; Esc, the cross
 * and a press beside it close it.
 * @param {App} app @param {string} title @param {unknown} body @param {string} [classes]
 */
export function dialog(app, title, body, classes = "") {
  const closed = () => (app.scene.dialog.value = null);
  const close = (/** @type {Event} */ event) => /** @type {HTMLElement} */ (event.target).closest("dialog")?.close();
  const beside = (/** @type {MouseEvent} */ event) => event.target === event.currentTarget && close(event);
  return html`<dialog class="dialog ${classes}" aria-label=${title} @close=${closed} @mousedown=${beside}>
    <header class="dialog__head">
      <h2>${title}</h2>
      <button class="icon-button" type="button" aria-label="Close" @click=${close}>${icon("close")}</button>
    </header>
    <div class="dialog__body">${body}</div>
  </dialog>`;
}
