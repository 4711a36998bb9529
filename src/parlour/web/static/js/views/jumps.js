import { readAll } from "parlour/live/read-all.js";

/** @import { App } from "parlour/types/app.js" */
/** @typedef {{name: string, about: string, icon: string, go: () => unknown}} Jump */

/**
 * Everything one can jump to: what is unread first, then rooms and conversations, then commands.
 * @param {App} app @returns {Jump[]}
 */
export function jumps(app) {
  const { inbox, rooms, visits, scene } = app;
  const show = (/** @type {string} */ dialog) => () => (scene.dialog.value = dialog);
  const mine = [...rooms.listed.value].sort((a, b) => Number(b.unread > 0) - Number(a.unread > 0));
  /** @type {Jump[]} */
  const found = [...mine, ...rooms.others.value].map((room) => ({
    name: room.name,
    about: room.member ? (room.unread ? `${room.unread} unread` : "") : "open to everyone",
    icon: room.kind === "direct" ? (room.members > 2 ? "people" : "bubble") : room.open ? "hash" : "lock",
    go: () => visits.open(room.id),
  }));
  found.push(
    { name: "Create a room", about: "", icon: "plus", go: show("create") },
    { name: "Join with a code", about: "", icon: "key", go: show("join") },
    { name: "New conversation", about: "", icon: "bubble", go: show("direct") },
    { name: "Inbox", about: inbox.unread.value ? `${inbox.unread.value} unread` : "", icon: "inbox", go: show("inbox") },
    { name: "Mark all rooms as read", about: scene.phone.value ? "" : "Shift Esc", icon: "check", go: () => readAll(app) },
    { name: "Search messages", about: scene.phone.value ? "" : "Ctrl Shift F", icon: "search", go: show("search") },
    { name: "Scheduled messages and reminders", about: "", icon: "clock", go: () => ((scene.plan = {}), show("plans")()) },
    { name: "Threads", about: "", icon: "thread", go: show("threads") },
    { name: "Settings", about: "", icon: "gear", go: show("settings") },
  );
  const room = rooms.current.value;
  if (room) found.push({ name: "New poll", about: "", icon: "poll", go: () => ((scene.plan = {}), show("poll")()) });
  if (room) found.push({ name: "Jump to a date", about: "", icon: "calendar", go: () => scene.seekDay() });
  if (room) found.push({ name: "People and room details", about: scene.phone.value ? "" : "Ctrl .", icon: "people", go: () => scene.togglePanel() });
  if (room && room.kind !== "direct") found.push({ name: `Leave ${room.name}`, about: "", icon: "door", go: show("leave") });
  return found;
}
