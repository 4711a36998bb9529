/** @import { App } from "parlour/types/app.js" */
/** @import { Person, Room } from "parlour/types/wire.js" */

/**
 * Who is in a direct conversation beside me.
 * @param {App} app @param {Room} room @returns {Person[]}
 */
export const othersIn = ({ session }, room) => (room.people ?? []).filter(({ id }) => id !== session.id);
