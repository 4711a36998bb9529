import { Problem } from "parlour/lib/problem.js";
import { roomIdentity } from "parlour/models/room-identity.js";

/** @import { App, Pending } from "parlour/types/app.js" */

/**
 * Sends a message to the room it was written in, or not at all: a server that was restored from a backup may know
 * another room under the same number, and then its writer must decide.
 * @param {{connection: Pick<App["connection"], "emit">, rooms: App["rooms"]}} parts
 * @returns {(item: Pending) => Promise<{seq: number, rev: number}>}
 */
export const sending = ({ connection, rooms }) => async ({ room, code, key, message }) => {
  if (code && roomIdentity(rooms.get(room)) !== code) {
    throw new Problem({ code: "other_room", message: "The server was restored from a backup, and this room is not there any more." });
  }
  return connection.emit("send_message", { room, key, message });
};
