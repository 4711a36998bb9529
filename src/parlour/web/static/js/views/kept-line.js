import { icon } from "parlour/lib/icon.js";
import { safeHtml } from "parlour/lib/safe-html.js";
import { time } from "parlour/lib/time.js";
import { avatar } from "parlour/views/avatar.js";
import { html, nothing } from "lit";

/** @import { Message } from "parlour/types/wire.js" */

/**
 * A message in a list of kept ones.
 * @param {Message} message @param {{where?: unknown, drop?: {name: string, act: () => unknown}}} more the room, and what takes it out of the list
 */
export function keptLine({ user_id: id, username, timestamp, html: body }, { where = nothing, drop }) {
  const at = new Date(timestamp);
  return html`<li class="kept__line">
    ${avatar(id, username, "avatar--medium")}
    <div class="kept__text">
      <div class="message__head"><b>${username}</b><time datetime=${at.toISOString()} title=${time.full(at)}>${time.day(at)}, ${time.short(at)}</time></div>
      <div class="message__body">${safeHtml(body)}</div>
      ${where}
    </div>
    ${drop ? html`<button class="icon-button icon-button--small" type="button" aria-label=${drop.name} title=${drop.name} @click=${drop.act}>${icon("close")}</button>` : nothing}
  </li>`;
}
