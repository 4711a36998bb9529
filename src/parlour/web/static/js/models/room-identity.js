/** @import { Room } from "parlour/types/wire.js" */

/**
 * What a room is known by, whatever its number is after a restore: its code, or who is in it.
 * @param {Room | null} room
 */
export function roomIdentity(room) {
  return room?.code ?? room?.people?.map(({ id, username }) => `${id}/${username}`).join(" ");
}
