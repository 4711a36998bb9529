import { html } from "lit";

/** @import { App } from "parlour/types/app.js" */

/**
 * What stands in the place of messages that are not here.
 * @param {App} app @param {"waiting" | "ready" | "failed"} state
 */
export function waiting({ connection, rooms, visits }, state) {
  if (state !== "failed" && connection.away) return html`<div class="empty empty--middle"><h2>Not kept on this device</h2>
    <p>The messages of this room come when you are connected again. You can write already; it goes out then.</p></div>`;
  if (state !== "failed") return html`<div class="bones bones--messages" role="status" aria-label="Loading messages">${[1, 2, 3, 4].map(() => html`<span class="bone"></span>`)}</div>`;
  const again = () => (connection.up ? void visits.load(Number(rooms.openId.value)) : connection.retry());
  return html`<div class="empty empty--middle"><h2>The messages did not come</h2>
    <p>The server could not answer just now. Nothing is lost.</p>
    <div class="empty__steps"><button class="button button--small" type="button" @click=${again}>Try again</button></div></div>`;
}
