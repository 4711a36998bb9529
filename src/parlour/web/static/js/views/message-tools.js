import { icon } from "parlour/lib/icon.js";
import { html, nothing } from "lit";

/** @import { App } from "parlour/types/app.js" */
/** @import { Message } from "parlour/types/wire.js" */

/**
 * What one may do with a message: shown with the pointer over it, or the focus in it.
 * @param {App} app @param {Message} message
 */
export function messageTools({ session, rooms, scene }, message) {
  const mine = message.user_id === session.id;
  const rules = rooms.get(message.room)?.owner_id === session.id || session.account.value.role === "owner";
  if (!mine && !rules) return nothing;
  const open = (/** @type {string} */ dialog) => () => {
    scene.about = message;
    scene.dialog.value = dialog;
  };
  return html`<div class="message__tools">
    ${mine ? html`<button class="icon-button icon-button--small" type="button" aria-label="Edit" title="Edit" @click=${open("edit")}>${icon("pen")}</button>` : nothing}
    <button class="icon-button icon-button--small" type="button" aria-label="Delete" title="Delete" @click=${open("delete")}>${icon("bin")}</button>
  </div>`;
}
