import { icon } from "parlour/lib/icon.js";
import { html, ifDefined, nothing } from "lit";

/** @import { App } from "parlour/types/app.js" */
/** @import { Room } from "parlour/types/wire.js" */

/**
 * One line of the list of rooms. A true link: it can be copied, or opened in another tab.
 * @param {App} app @param {Room} room
 */
export function roomLink(app, room) {
  const open = app.rooms.openId.value === room.id;
  const classes = `room ${open ? "room--open" : ""} ${room.member && room.unread ? "room--unread" : ""}`;
  const follow = (/** @type {MouseEvent} */ event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    void app.visits.open(room.id);
  };
  return html`<li>
    <a class=${classes} href="/chat/${room.id}" aria-current=${ifDefined(open ? "page" : undefined)} @click=${follow}>
      ${icon(room.open ? "hash" : "lock")}<span class="name">${room.name}</span>${aside(room)}
    </a>
  </li>`;
}

/** @param {Room} room */
function aside(room) {
  if (!room.member) return html`<span class="room__members">Join</span>`;
  if (!room.unread) return nothing;
  const shown = room.unread > 99 ? "99+" : room.unread;
  return html`<span class="count"><span aria-hidden="true">${shown}</span><span class="unseen">, ${room.unread} unread</span></span>`;
}
