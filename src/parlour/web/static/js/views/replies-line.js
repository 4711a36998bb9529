import { ago } from "parlour/lib/ago.js";
import { plural } from "parlour/lib/plural.js";
import { avatar } from "parlour/views/avatar.js";
import { html } from "lit";

/** @import { App } from "parlour/types/app.js" */
/** @import { Message, Replies } from "parlour/types/wire.js" */

/**
 * What there is in the thread of a message, under its text; it leads there.
 * @param {App} app @param {Message} message @param {Replies} replies
 */
export function repliesLine({ following, reacting, scene, session }, { room, seq }, { count, at, users }) {
  const name = (/** @type {number} */ id) => (id === session.id ? session.account.value.username : String(reacting.names(room, [id])[0]));
  const unread = scene.threads.value && following?.of(room, seq)?.unread;
  return html`<button class="replies" type="button" @click=${() => scene.openThread(room, seq)}>
    <span class="stack">${users.map((id) => avatar(id, name(id), "avatar--small"))}</span><b>${plural(count, "reply", "replies")}</b>
    <span>last ${ago(new Date(at), scene.now.value)}</span>${unread ? html`<span class="count">${unread} new</span>` : ""}
  </button>`;
}
