import { excerpt } from "parlour/lib/excerpt.js";
import { icon } from "parlour/lib/icon.js";
import { html } from "lit";

/** @import { App } from "parlour/types/app.js" */

/**
 * Says above the field which message is being answered, and takes that back.
 * @param {App} app @param {number} room @param {number} seq
 */
export function replyBar(app, room, seq) {
  const original = app.places.quoted(room, seq);
  const stop = () => {
    app.drafts.reply(room, null);
    document.getElementById("composer")?.focus();
  };
  return html`<div class="replying">
    ${icon("reply")}<span id="replying">Replying to <b>${original?.username ?? "a message"}</b>${original?.kind === "message" ? html`: <span dir="auto">${excerpt(original.message)}</span>` : ""}</span>
    <button class="icon-button icon-button--small" type="button" aria-label="Do not reply" title="Do not reply (Esc)" @click=${stop}>${icon("close")}</button>
  </div>`;
}
