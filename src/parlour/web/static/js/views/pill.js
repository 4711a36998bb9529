import { icon } from "parlour/lib/icon.js";
import { plural } from "parlour/lib/plural.js";
import { hidden } from "parlour/models/hidden.js";
import { html } from "lit";

/** @import { Timeline } from "parlour/models/timeline.js" */
/** @import { App } from "parlour/types/app.js" */

/**
 * The way to the newest message, and how many are new there.
 * @param {App} app @param {Timeline} timeline
 */
export function pill({ scene, session }, timeline) {
  const count = timeline.messages.value.filter((each) => each.seq > timeline.seen && each.kind === "message" && each.user_id !== session.id && !hidden(each)).length;
  const down = () => scene.jumpToEnd();
  if (count) return html`<button class="pill" type="button" @click=${down}>${icon("down")}${plural(count, "new message", "new messages")}</button>`;
  if (!timeline.passage.messages.value.length) return html`<button class="pill pill--quiet" type="button" aria-label="To the newest message" @click=${down}>${icon("down")}</button>`;
  return html`<button class="pill pill--quiet pill--words" type="button" @click=${down}>${icon("down")}To the newest message</button>`;
}
