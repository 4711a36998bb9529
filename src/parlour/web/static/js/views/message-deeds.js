import { Problem } from "parlour/lib/problem.js";

/** @import { App } from "parlour/types/app.js" */
/** @import { Message } from "parlour/types/wire.js" */
/** @typedef {{app: App, message: Message, anchor: HTMLElement}} Asked of which message, and beside what something may open */
/**
 * @typedef {object} Deed what one can do with a message
 * @property {string} name
 * @property {string} icon
 * @property {(asked: Asked) => boolean} may
 * @property {(asked: Asked) => unknown} go
 * @property {boolean} [quick] a button of its own; the others are in the menu
 * @property {string} [key] that does it while the message has the focus
 * @property {boolean} [alert] it cannot be undone
 */

/** @type {Deed["may"]} */
const mine = ({ app, message }) => message.user_id === app.session.id;

/** @type {Deed["may"]} */
const rules = ({ app, message }) => app.rooms.get(message.room)?.owner_id === app.session.id || app.session.account.value.role === "owner";

/** @param {string} dialog @returns {Deed["go"]} */
const open = (dialog) => ({ app: { scene }, message }) => {
  scene.about = message;
  scene.dialog.value = dialog;
};

/** @param {boolean} on @returns {Deed["go"]} */
const pin = (on) => ({ app: { connection, notes }, message: { room, seq } }) =>
  connection.emit("pin", { room, seq, on }).catch((thrown) => notes.show(Problem.from(thrown).message, { alert: true }));


/** All of them, in the order in which they are shown. @type {Deed[]} */
export const deeds = [
  { name: "React", icon: "smile", key: "+", may: () => true, go: ({ app: { scene }, message, anchor }) => scene.beside("emoji", message, anchor), quick: true },
  { name: "Edit", icon: "pen", key: "e", may: mine, go: open("edit"), quick: true },
  { name: "Pin", icon: "pin", may: ({ message }) => !message.pinned, go: pin(true) },
  { name: "Unpin", icon: "pin", may: (asked) => Boolean(asked.message.pinned) && (mine(asked) || rules(asked) || asked.message.pinned?.user_id === asked.app.session.id), go: pin(false) },
  { name: "Delete", icon: "bin", may: (asked) => mine(asked) || rules(asked), go: open("delete"), alert: true },
];
