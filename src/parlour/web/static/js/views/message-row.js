import { icon } from "parlour/lib/icon.js";
import { laterStyles } from "parlour/lib/later-styles.js";
import { safeHtml } from "parlour/lib/safe-html.js";
import { time } from "parlour/lib/time.js";
import { deeds } from "parlour/views/message-deeds.js";
import { messageHead } from "parlour/views/message-head.js";
import { messageTools } from "parlour/views/message-tools.js";
import { quote } from "parlour/views/quote.js";
import { reactions } from "parlour/views/reactions.js";
import { repliesLine } from "parlour/views/replies-line.js";
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
export function messageRow(app, { key, message, at, more, latest, within }) {
  const { user_id: id, username, edited_at: edited, reply_to: to, thread, replies } = message;
  const gone = message.kind === "deleted";
  const calls = id !== app.session.id && (message.mentions_all || message.mentions?.includes(app.session.id));
  const answered = to ? app.places.quoted(message.room, to)?.username : undefined;
  return html`<article class="message ${more ? "message--more" : ""} ${calls ? "message--called" : ""}" data-key=${key} data-seq=${message.seq} tabindex="-1"
    aria-label="${username}${answered ? ` to ${answered}` : ""}, ${time.short(at)}: ${gone ? DELETED : message.message.slice(0, 200)}">
    ${messageHead(app, { id, username, at, more })}
    ${message.pinned ? html`<span class="message__pinned">${icon("pin")}Pinned by ${app.reacting.names(message.room, [message.pinned.user_id])[0] || "someone who was here"}</span>` : nothing}
    ${thread && !within ? quote(app, { room: message.room, to: thread, from: message.seq, thread: true }) : nothing}
    ${to ? quote(app, { room: message.room, to, from: message.seq }) : nothing}
    ${gone
      ? html`<div class="message__body message__body--gone">${DELETED}</div>`
      : html`<div class="message__body">${safeHtml(message.html, app.session.id)}</div>`}
    ${message.poll ? poll(app, message) : nothing}
    ${edited && !gone ? html`<span class="message__edited" title="Edited ${time.full(new Date(edited))}">edited</span>` : nothing}
    ${gone ? nothing : reactions(app, message)}
    ${replies && !within ? repliesLine(app, message, replies) : nothing}
    ${latest && !within ? seenBy(app, message) : nothing}
    ${id === app.session.id ? stateMark("check", "stored") : nothing}
    ${gone ? nothing : messageTools(app, message)}
  </article>`;
}

/** How many have read my newest. @param {App} app @param {import("parlour/types/wire.js").Message} message */
function seenBy(app, message) {
  const count = app.readers.of(message).length;
  const show = () => deeds.find(({ name }) => name === "Seen by")?.go({ app, message, anchor: document.body });
  return count ? html`<button class="message__seen" type="button" tabindex="-1" @click=${show}>Seen by ${count}</button>` : nothing;
}
