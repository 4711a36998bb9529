/** @import { App } from "parlour/types/app.js" */

/**
 * Whether somebody has nothing but a name, as it is now: what was said of people earlier may be out of date.
 * @param {App} app @param {number} id
 */
export const isGuest = ({ presence, session }, id) => (id === session.id ? session.isGuest : presence.isGuest(id));
