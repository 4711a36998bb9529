import { plural } from "parlour/lib/plural.js";

/** @import { App } from "parlour/types/app.js" */
/** @import { Room } from "parlour/types/wire.js" */

/** After how many days messages of a room are deleted: the shorter of its own choice and the server's; 0: never. @param {App} app @param {Room} room */
export function keptDays(app, room) {
  const said = [room.keep_days ?? 0, app.session.limits.keep_days ?? 0].filter(Boolean);
  return said.length ? Math.min(...said) : 0;
}

/** The same as a sentence, or nothing. @param {App} app @param {Room} room */
export function keptWords(app, room) {
  const days = keptDays(app, room);
  return days ? ` Messages are deleted after ${plural(days, "day", "days")}.` : "";
}
