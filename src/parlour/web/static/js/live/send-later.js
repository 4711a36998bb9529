import { isCommand } from "parlour/lib/is-command.js";
import { newKey } from "parlour/lib/new-key.js";
import { Problem } from "parlour/lib/problem.js";
import { when } from "parlour/lib/when.js";

/** @import { App } from "parlour/types/app.js" */

/** Where the answer was lost it is asked for again with the same key. @type {Map<string, string>} */
const keys = new Map();

/**
 * Have what stands in the open room's composer go out at a time; the server sends it, whether anybody is here or not.
 * @param {App} app @param {Date} at
 */
export async function sendLater({ drafts, http, notes, rooms }, at) {
  const room = Number(rooms.openId.peek());
  const written = drafts.of(room).trim();
  if (isCommand(written)) throw new Problem({ code: "invalid", field: "at", message: "A command is done now, not later. Two slashes begin a message with one." });
  const message = written.replace(/^\/\//, "/");
  const asked = `${room}/${message}`;
  const key = keys.get(asked) ?? newKey();
  keys.set(asked, key);
  const seq = drafts.replyTo(room);
  const made = await http.post(`/rooms/${room}/scheduled`, { key, message, at: at.toISOString(), ...(seq && { reply_to: seq }) });
  keys.delete(asked);
  if (drafts.of(room).trim() === written) drafts.empty(room);
  notes.show(`It goes out ${when(made.at)}.`);
}
