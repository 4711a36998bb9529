import { plural } from "parlour/lib/plural.js";
import { otherHere } from "parlour/views/other-here.js";

/** @import { App } from "parlour/types/app.js" */
/** @import { Room } from "parlour/types/wire.js" */

/**
 * What is said below a room's name: how many belong to it and are here, or whether the other is.
 * @param {App} app @param {Room} room
 */
export function roomLine(app, room) {
  if (room.kind === "direct" && room.members === 1) return "Only you see what is here";
  const other = otherHere(app, room);
  if (other !== null) return other ? "Here now" : "Away";
  if (!app.connection.up) return plural(room.members, "person", "people");
  const here = app.presence.of(room.id);
  const members = Math.max(room.members, here.members?.length ?? 0);
  return `${plural(members, "person", "people")}, ${here.count || room.online} here now`;
}
