import { Problem } from "parlour/lib/problem.js";
import { roomIdentity } from "parlour/models/room-identity.js";

/** @import { App, Pending } from "parlour/types/app.js" */

/**
 * Sends a message to the room it was written in, or not at all: a server that was restored from a backup may know
 * another room under the same number, and then its writer must decide. Where only the message is lost that it answers,
 * or another may stand there now, it goes out by itself; so does what was meant for a thread before such a restore.
 * @param {{connection: Pick<App["connection"], "emit">, rooms: App["rooms"], session: Pick<App["session"], "epoch">}} parts
 * @returns {(item: Pending) => Promise<{seq: number, rev: number}>}
 */
export const sending = ({ connection, rooms, session }) => async ({ room, code, key, message, reply_to, thread, also_to_room, epoch, confirm }) => {
  if (code && roomIdentity(rooms.get(room)) !== code) {
    throw new Problem({ code: "other_room", message: "The server was restored from a backup, and this room is not there any more." });
  }
  /** @param {{reply_to?: number, thread?: number, also_to_room?: boolean}} [more] */
  const send = (more) => connection.emit("send_message", { room, key, message, ...(confirm && { confirm }), ...more });
  if (!reply_to && !thread) return send();
  const beside = { ...(thread && { thread }), ...(also_to_room && { also_to_room }) };
  const links = { ...(reply_to && { reply_to }), ...beside };
  const [first, second, where] = epoch === session.epoch ? [links, beside, lost] : [{}, links, stored];
  return send(first).catch((problem) => {
    if (where(problem)) return send(second);
    throw problem;
  });
};

/** What it answers is not there. @param {Problem} problem */
const lost = (problem) => problem.field === "reply_to";
/** It was stored before the backup was made, as an answer. @param {Problem} problem */
const stored = (problem) => problem.code === "key_reuse";
