import { plural } from "parlour/lib/plural.js";
import { otherHere } from "parlour/views/other-here.js";
import { roomMark } from "parlour/views/room-mark.js";
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
      ${roomMark(app, room)}<span class="name">${room.name}</span>${here(app, room)}${aside(room)}
    </a>
  </li>`;
}

/** The dot of the other, in words. @param {App} app @param {Room} room */
function here(app, room) {
  const found = otherHere(app, room);
  return found === null ? nothing : html`<span class="unseen">, ${found ? "here now" : "away"}</span>`;
}

/** @param {Room} room */
function aside(room) {
  if (!room.member) return html`<span class="room__members">Join</span>`;
  if (!room.unread) return nothing;
  const calls = room.kind === "direct" ? room.unread : room.mentions ?? 0;
  const count = calls || room.unread;
  const words = room.mentions ? `, ${plural(room.mentions, "mention", "mentions")}` : "";
  return html`<span class="count ${calls ? "" : "count--quiet"}"><span aria-hidden="true">${count > 99 ? "99+" : count}</span><span class="unseen">${words}, ${room.unread} unread</span></span>`;
}
