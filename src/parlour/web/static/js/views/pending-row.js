import { icon } from "parlour/lib/icon.js";
import { messageHead } from "parlour/views/message-head.js";
import { html, nothing } from "lit";

/** @import { App, Pending, Row } from "parlour/types/app.js" */

/**
 * A message on its way: shown at once, in the place where it will stand.
 * @param {App} app @param {Extract<Row, {type: "pending"}>} row
 */
export function pendingRow(app, { key, pending, at, more }) {
  const { id, username } = app.session.account.value;
  const failed = pending.state === "failed";
  const look = failed ? "message--failed" : pending.state === "sent" ? "" : "message--pending";
  return html`<article class="message ${look} ${more ? "message--more" : ""}" data-key=${key} tabindex="-1"
    aria-label="${username}, ${failed ? "not sent" : "on its way"}: ${pending.message.slice(0, 200)}">
    ${messageHead(app, { id, username, at, more })}
    <div class="message__body message__body--plain">${pending.message}</div>
    ${failed ? refused(app, pending) : waiting(app, pending)}
  </article>`;
}

/** @param {App} app @param {Pending} pending */
const refused = (app, { key, problem }) => html`<div class="message__state">
  ${icon("alert")}Not sent. ${problem}
  <button class="link" type="button" @click=${() => app.delivery.again(key)}>Try again</button>
  <button class="link" type="button" @click=${() => app.outbox.settle(key)}>Delete</button>
</div>`;

/** @param {App} app @param {Pending} pending */
function waiting(app, { state, problem }) {
  if (state === "sent" || (!problem && app.connection.up)) return nothing;
  return html`<div class="message__state">${icon("clock")}${problem ?? "Goes out when you are connected again."}</div>`;
}
