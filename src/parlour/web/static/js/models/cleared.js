/** @import { Message, SmallChange } from "parlour/types/wire.js" */

/** From which place on a room has its messages still, where a change says that older ones were deleted for good; else 0. @param {Message | SmallChange} change */
export const floorOf = (change) => ("key" in change && change.kind === "cleared" && change.reply_to) || 0;

/** The same of several. @param {(Message | SmallChange)[]} changes */
export const highest = (changes) => Math.max(0, ...changes.map(floorOf));

/** Whether a message is there still; the line that says from where on always is. @param {number} floor */
export const keptFrom = (floor) => (/** @type {Message} */ { seq, kind }) => seq >= floor || kind === "cleared";
