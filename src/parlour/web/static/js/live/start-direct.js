/** @import { App } from "parlour/types/app.js" */

/**
 * Begin a direct conversation, or go on with it: the same people always have the same one.
 * @param {App} app @param {number[]} people
 */
export async function startDirect({ http, rooms, visits }, people) {
  const room = await http.post("/directs", { people });
  if (!rooms.get(room.id)) rooms.put(room); // what is known of it may be newer than this answer
  void visits.open(room.id);
}
