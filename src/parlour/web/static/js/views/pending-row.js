import { icon } from "parlour/lib/icon.js";
import { messageHead } from "parlour/views/message-head.js";
import { quote } from "parlour/views/quote.js";
import { stateMark } from "parlour/views/state-mark.js";
import { html, nothing } from "lit";

/** @import { App, Pending, Row } from "parlour/types/app.js" */

/**
 * A message on its way: shown at once, in the place where it will stand.
 * @param {App} app @param {Extract<Row, {type: "pending"}>} row
 */
export function pendingRow(app, { key, pending, at, more }) {
  const { id, username } = app.session.account.value;
  const failed = pending.state === "failed";
  const look = failed ? "message--failed" : pending.state === "stored" ? "" : "message--pending";
  return html`<article class="message ${look} ${more ? "message--more" : ""}" data-key=${key} tabindex="-1"
    data-state=${pending.state} aria-label="${username}, ${words[pending.state][1]}: ${pending.message.slice(0, 200)}">
    ${messageHead(app, { id, username, at, more })}
    ${pending.thread && pending.also_to_room ? quote(app, { room: pending.room, to: pending.thread, thread: true }) : nothing}
    ${pending.reply_to ? quote(app, { room: pending.room, to: pending.reply_to }) : nothing}
    <div class="message__body message__body--plain">${pending.message}</div>
    ${failed ? refused(app, pending) : html`${waiting(app, pending)}${stateMark(...words[pending.state])}`}
  </article>`;
}

/** @type {Record<Pending["state"], [icon: string, label: string]>} */
const words = { queued: ["clock", "waiting to be sent"], sent: ["up", "on its way"], stored: ["check", "stored"], failed: ["alert", "not sent"] };

/** @param {App} app @param {Pending} pending */
const refused = (app, { key, problem }) => html`<div class="message__state">
  ${icon("alert")}Not sent. ${problem}
  <button class="link" type="button" @click=${() => app.outbox.again(key)}>Retry</button>
  <button class="link" type="button" @click=${() => app.outbox.settle(key, true)}>Discard</button>
</div>`;

/** @param {App} app @param {Pending} pending */
function waiting(app, { key, room, problem, state, kept }) {
  const last = app.outbox.of(room).findLast((each) => each.state === "queued")?.key === key; // said once, below all that wait
  const later = app.connection.up ? problem : last ? "Goes out when you are connected again." : undefined;
  if (!later || state === "stored") return nothing;
  return html`<div class="message__state">${later}${kept === false ? " Keep this tab open: your browser cannot keep it for later." : ""}</div>`;
}
