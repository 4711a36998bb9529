import { icon } from "parlour/lib/icon.js";
import { time } from "parlour/lib/time.js";
import { avatar } from "parlour/views/avatar.js";
import { html } from "lit";

/** @import { App } from "parlour/types/app.js" */
/** @import { Hit } from "parlour/types/wire.js" */

/**
 * A message that was found: who, where, when, and what around.
 * @param {App} app @param {Hit} hit
 * @param {{n: number, chosen: boolean, open: () => void, point: () => void}} how
 */
export function searchHit(app, hit, { n, chosen, open, point }) {
  const room = app.rooms.get(hit.room);
  const at = new Date(hit.timestamp);
  return html`<div class="hit" id="hit-${n}" role="option" aria-selected=${chosen} @click=${open} @mousemove=${point}>
    ${avatar(hit.user_id, hit.username, "avatar--small")}
    <div class="hit__head"><b>${hit.username}</b><span>${icon(room?.kind === "direct" ? "bubble" : room?.open === false ? "lock" : "hash")}${room?.name ?? ""}</span>
      <time datetime=${hit.timestamp} title=${time.full(at)}>${time.day(at)}, ${time.short(at)}</time></div>
    <p class="hit__text" dir="auto">${hit.excerpt.map(([text, found]) => (found ? html`<mark>${text}</mark>` : text))}</p>
  </div>`;
}
