import { icon } from "parlour/lib/icon.js";
import { avatar } from "parlour/views/avatar.js";
import { otherHere } from "parlour/views/other-here.js";
import { othersIn } from "parlour/views/others-in.js";
import { html } from "lit";

/** @import { App } from "parlour/types/app.js" */
/** @import { Room } from "parlour/types/wire.js" */

/**
 * What stands before the name of a room: the sign of its kind; or the one I talk to, or how many they are.
 * @param {App} app @param {Room} room @param {string} [size] of a person's picture
 */
export function roomMark(app, room, size = "avatar--small") {
  if (room.kind !== "direct") return icon(room.open ? "hash" : "lock");
  const them = othersIn(app, room);
  if (them.length > 1) return html`<span class="avatar avatar--group ${size}" aria-hidden="true">${them.length}</span>`;
  const { id, username } = them[0] ?? app.session.account.value;
  const here = otherHere(app, room);
  return avatar(id, username, `${size} ${here === null ? "" : here ? "presence" : "presence presence--away"}`);
}
