/** @import { App } from "parlour/types/app.js" */
/** @typedef {{keys: string, about: string, go: (app: App) => unknown, when?: (app: App) => boolean}} Key */

const show = (/** @type {string} */ dialog) => (/** @type {App} */ { scene }) => (scene.dialog.value = dialog);

/** Go to the next room, or the next with something unread. @param {1 | -1} by @param {boolean} [unread] @returns {Key["go"]} */
const step = (by, unread) => ({ rooms, visits }) => {
  const all = rooms.listed.peek();
  const at = all.findIndex((room) => room.id === rooms.openId.peek());
  for (let n = 1; n <= all.length; n++) {
    const room = all[(at + by * n + all.length * n) % all.length];
    if (room && (!unread || room.unread)) return void visits.open(room.id);
  }
};

/** Nothing lies over the conversation, and nothing is being written. @type {Key["when"]} */
const idle = ({ scene }) => !scene.dialog.peek() && !scene.popover.peek() && !document.activeElement?.matches("input, textarea, select");

/** @type {Key["when"]} */
const clear = ({ scene }) => !scene.dialog.peek() && !scene.popover.peek();

/** The keys that hold on the whole page: what the page does with them, and what the help says of them. @type {Key[]} */
export const keys = [
  { keys: "Mod K", about: "Jump to a room or a person", go: show("switcher") },
  { keys: "Mod Shift F", about: "Search messages", go: show("search") },
  { keys: "/", about: "Search messages, from the list of messages", go: show("search"), when: (app) => Boolean(idle?.(app) && document.activeElement?.closest(".timeline")) },
  { keys: "Mod .", about: "People and room details", go: ({ scene }) => scene.togglePanel() },
  { keys: "Alt ArrowDown", about: "Next room", go: step(1) },
  { keys: "Alt ArrowUp", about: "Previous room", go: step(-1) },
  { keys: "Alt Shift ArrowDown", about: "Next unread room", go: step(1, true) },
  { keys: "Alt Shift ArrowUp", about: "Previous unread room", go: step(-1, true) },
  { keys: "Shift Escape", about: "Mark all rooms as read", go: (app) => import("parlour/live/read-all.js").then(({ readAll }) => readAll(app), () => {}), when: clear },
  { keys: "Mod /", about: "Keyboard shortcuts", go: show("shortcuts") },
  { keys: "?", about: "Keyboard shortcuts", go: show("shortcuts"), when: idle },
];
