import { Problem } from "parlour/lib/problem.js";
import { hidden } from "parlour/models/hidden.js";
import { copy } from "parlour/views/copy.js";

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

/** @type {Deed["go"]} */
const copyAddress = ({ app, message }) => {
  const link = app.places.link(message);
  return copy(app, link, "The link is copied. It opens for members of this room.", `Copy this link: ${link}`);
};

/** @type {Deed["go"]} */
const copyText = ({ app, message }) => copy(app, message.message, "The text is copied.", "This browser does not let the page copy. Select the text instead.");

/** @type {Deed["go"]} */
const reply = ({ app, message }) => {
  app.drafts.reply(message.room, message.seq);
  document.getElementById("composer")?.focus();
};

/** @type {Deed["go"]} */
const remind = (asked) => {
  asked.app.scene.plan = {};
  open("remind")(asked);
};

/** @type {Deed["go"]} */
const unread = ({ app, message }) => import("parlour/live/mark-unread.js").then(({ markUnread }) => markUnread(app, message), () => {});

/** @type {Deed["go"]} */
const intoThread = ({ app: { scene }, message: { room, seq, thread } }) => scene.openThread(room, thread ?? seq, thread ? seq : undefined);

/** All of them, in the order in which they are shown. @type {Deed[]} */
export const deeds = [
  { name: "React", icon: "smile", key: "+", may: () => true, go: ({ app: { scene }, message, anchor }) => scene.beside("emoji", message, anchor), quick: true },
  { name: "Reply", icon: "reply", key: "r", may: ({ message }) => !hidden(message), go: reply, quick: true },
  { name: "Edit", icon: "pen", key: "e", may: mine, go: open("edit"), quick: true },
  { name: "Reply in thread", icon: "thread", key: "t", may: () => true, go: intoThread },
  { name: "Pin", icon: "pin", may: ({ message }) => !message.pinned, go: pin(true) },
  { name: "Unpin", icon: "pin", may: (asked) => Boolean(asked.message.pinned) && (mine(asked) || rules(asked) || asked.message.pinned?.user_id === asked.app.session.id), go: pin(false) },
  { name: "Remind me", icon: "clock", may: () => true, go: remind },
  { name: "Mark unread from here", icon: "bubble", key: "U", may: () => true, go: unread },
  { name: "Seen by", icon: "people", may: ({ app, message }) => app.readers.of(message).length > 0, go: open("seen") },
  { name: "Copy link", icon: "link", may: () => true, go: copyAddress },
  { name: "Copy text", icon: "copy", may: () => true, go: copyText },
  { name: "Delete", icon: "bin", may: (asked) => mine(asked) || rules(asked), go: open("delete"), alert: true },
];
