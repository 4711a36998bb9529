import { icon } from "parlour/lib/icon.js";
import { laterStyles } from "parlour/lib/later-styles.js";
import { safeHtml } from "parlour/lib/safe-html.js";
import { time } from "parlour/lib/time.js";
import { messageHead } from "parlour/views/message-head.js";
import { messageTools } from "parlour/views/message-tools.js";
import { quote } from "parlour/views/quote.js";
import { reactions } from "parlour/views/reactions.js";
import { stateMark } from "parlour/views/state-mark.js";
import { html, nothing } from "lit";

const DELETED = "This message was deleted.";

/** What can be chosen; it comes with the first poll one sees. @param {App} app @param {import("parlour/types/wire.js").Message} message */
function poll(app, message) {
  laterStyles(app.page.later).then(() => import("parlour/views/poll.js")).catch(() => {});
  return html`<parlour-poll .message=${message}></parlour-poll>`;
}

/** @import { App, Row } from "parlour/types/app.js" */

/**
 * A message in its place.
 * @param {App} app @param {Extract<Row, {type: "message"}>} row
 */
export function messageRow(app, { key, message, at, more }) {
  const { user_id: id, username, edited_at: edited, reply_to: to } = message;
  const gone = message.kind === "deleted";
  const answered = to ? app.places.quoted(message.room, to)?.username : undefined;
  return html`<article class="message ${more ? "message--more" : ""}" data-key=${key} data-seq=${message.seq} tabindex="-1"
    aria-label="${username}${answered ? ` to ${answered}` : ""}, ${time.short(at)}: ${gone ? DELETED : message.message.slice(0, 200)}">
    ${messageHead(app, { id, username, at, more })}
    ${message.pinned ? html`<span class="message__pinned">${icon("pin")}Pinned by ${app.reacting.names(message.room, [message.pinned.user_id])[0] || "someone who was here"}</span>` : nothing}
    ${to ? quote(app, { room: message.room, to, from: message.seq }) : nothing}
    ${gone
      ? html`<div class="message__body message__body--gone">${DELETED}</div>`
      : html`<div class="message__body">${safeHtml(message.html)}</div>`}
    ${message.poll ? poll(app, message) : nothing}
    ${edited && !gone ? html`<span class="message__edited" title="Edited ${time.full(new Date(edited))}">edited</span>` : nothing}
    ${gone ? nothing : reactions(app, message)}
    ${id === app.session.id ? stateMark("check", "stored") : nothing}
    ${gone ? nothing : messageTools(app, message)}
  </article>`;
}
