import { Problem } from "parlour/lib/problem.js";
import { roomIdentity } from "parlour/models/room-identity.js";

/** @import { App, Pending } from "parlour/types/app.js" */

/**
 * Sends a message to the room it was written in, or not at all: a server that was restored from a backup may know
 * another room under the same number, and then its writer must decide. Where only the message is lost that it answers,
 * it goes out by itself.
 * @param {{connection: Pick<App["connection"], "emit">, rooms: App["rooms"], timelines?: App["timelines"]}} parts
 * @returns {(item: Pending) => Promise<{seq: number, rev: number}>}
 */
export const sending = ({ connection, rooms, timelines }) => async ({ room, code, key, message, reply_to: seq }) => {
  if (code && roomIdentity(rooms.get(room)) !== code) {
    throw new Problem({ code: "other_room", message: "The server was restored from a backup, and this room is not there any more." });
  }
  const alone = () => connection.emit("send_message", { room, key, message });
  const head = Math.max(rooms.get(room)?.rev ?? 0, timelines?.get(room)?.rev ?? 0);
  if (!seq || seq > head) return alone(); // it was lost with the backup
  return connection.emit("send_message", { room, key, message, reply_to: seq }).catch((problem) => {
    if (problem.field === "reply_to") return alone();
    throw problem;
  });
};
