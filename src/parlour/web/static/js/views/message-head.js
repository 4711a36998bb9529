import { time } from "parlour/lib/time.js";
import { avatar } from "parlour/views/avatar.js";
import { isGuest } from "parlour/views/is-guest.js";
import { showPerson } from "parlour/views/show-person.js";
import { html, nothing } from "lit";

/** @import { App } from "parlour/types/app.js" */

/**
 * Who wrote it and when; only the time where the one before is by the same person.
 * @param {App} app @param {{id: number, username: string, at: Date, more: boolean}} head
 */
export function messageHead(app, { id, username, at, more }) {
  const stamp = html`<time class="message__time" datetime=${at.toISOString()} title=${time.full(at)}>${time.short(at)}</time>`;
  if (more) return stamp;
  return html`${avatar(id, username)}
    <div class="message__head">
      <button class="message__who" type="button" tabindex="-1" @click=${() => showPerson(app, { id, username })}><b>${username}</b></button>${isGuest(app, id) ? html`<span class="tag">Guest</span>` : nothing}${stamp}
    </div>`;
}
