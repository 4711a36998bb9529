import { excerpt } from "parlour/lib/excerpt.js";
import { icon } from "parlour/lib/icon.js";
import { html } from "lit";

/** @import { App } from "parlour/types/app.js" */

/**
 * What a reply answers, above its text, as it is now; it leads there.
 * @param {App} app @param {{room: number, to: number, from?: number, thread?: boolean}} reply `thread`: it says in which one it stands, and leads into that
 */
export function quote(app, { room, to, from, thread }) {
  const original = app.places.quoted(room, to);
  if (original === null) return html`<span class="quote quote--gone">${icon("reply")}<span>A message that is not there.</span></span>`;
  const show = () => (thread ? app.scene.openThread(room, to, from) : app.places.show(room, to, "push", from));
  return html`<button class="quote" type="button" title=${thread ? "Open the thread" : "Show this message"} @click=${show}>
    ${icon(thread ? "thread" : "reply")}<span class=${thread ? "quote__where" : "unseen"}>${thread ? "In the thread of " : "Reply to "}</span>${original && !app.ignored.folds(original) ? html`<b>${original.username}</b>` : ""}<span dir="auto">${words(app, original)}</span>
  </button>`;
}

/** @param {App} app @param {import("parlour/types/wire.js").Message | undefined} original */
function words(app, original) {
  if (!original) return "an earlier message";
  if (app.ignored.folds(original)) return "somebody you ignore";
  return original.kind === "deleted" ? "This message was deleted." : excerpt(original.message);
}
