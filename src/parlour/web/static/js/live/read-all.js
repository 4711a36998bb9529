import { plural } from "parlour/lib/plural.js";
import { Problem } from "parlour/lib/problem.js";

/** @import { App } from "parlour/types/app.js" */

/**
 * Have read everything, in every room; for a while that can be taken back.
 * @param {App} app
 */
export async function readAll({ connection, notes, rooms }) {
  try {
    /** @type {Record<number, number>} */
    const left = (await connection.emit("mark_all_read", {})).rooms;
    const ids = Object.keys(left).map(Number);
    for (const id of ids) {
      rooms.turnTo(id);
      rooms.read(id, rooms.get(id)?.rev ?? 0);
    }
    if (!ids.length) return notes.show("There is nothing unread.");
    const back = () => connection.emit("mark_unread", { rooms: left }).catch(failed);
    notes.show(`${plural(ids.length, "room", "rooms")} marked as read.`, { deed: { name: "Undo", go: back } });
  } catch (thrown) {
    failed(thrown);
  }

  /** @param {unknown} thrown */
  function failed(thrown) {
    notes.show(Problem.from(thrown).message, { alert: true });
  }
}
