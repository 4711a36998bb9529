import { othersIn } from "parlour/views/others-in.js";

/** @import { App } from "parlour/types/app.js" */
/** @import { Room } from "parlour/types/wire.js" */

/**
 * Whether the one I talk to is here; null where there is no such one, or nobody knows just now.
 * @param {App} app @param {Room} room
 */
export function otherHere(app, room) {
  const [other, more] = othersIn(app, room);
  if (!other || more || !app.connection.up) return null;
  const { count, online } = app.presence.of(room.id);
  return count ? online.has(other.id) : room.online > 1;
}
