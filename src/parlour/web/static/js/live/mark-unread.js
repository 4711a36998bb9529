import { Problem } from "parlour/lib/problem.js";

/** @import { App } from "parlour/types/app.js" */

/**
 * Let a room be unread from a message on, on all of one's devices, until one turns to it anew.
 * @param {App} app @param {{room: number, seq: number}} from
 */
export async function markUnread({ connection, notes, rooms }, { room, seq }) {
  rooms.leave(room); // at once: what is about to be told as read is not told any more
  try {
    await connection.emit("mark_unread", { rooms: { [room]: seq } });
  } catch (thrown) {
    rooms.turnTo(room);
    notes.show(Problem.from(thrown).message, { alert: true });
  }
}
