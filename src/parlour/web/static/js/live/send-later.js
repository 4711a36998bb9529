import { newKey } from "parlour/lib/new-key.js";
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
  const message = drafts.of(room).trim();
  const asked = `${room}/${message}`;
  const key = keys.get(asked) ?? newKey();
  keys.set(asked, key);
  const seq = drafts.replyTo(room);
  const made = await http.post(`/rooms/${room}/scheduled`, { key, message, at: at.toISOString(), ...(seq && { reply_to: seq }) });
  keys.delete(asked);
  if (drafts.of(room).trim() === message) drafts.empty(room);
  notes.show(`It goes out ${when(made.at)}.`);
}
