/** @import { App } from "parlour/types/app.js" */
/** @typedef {{room: number, text: string, send: (confirm: boolean) => unknown}} Call */

/**
 * Send what calls many people; where they are too many for a slip of the keys, only after asking.
 * @param {App} app @param {Call} call
 */
export function calling({ presence, rooms, scene, session }, { room, text, send }) {
  const { called = 0, confirm_over: most = 0 } = session.limits;
  const held = rooms.get(room);
  const rules = held?.owner_id === session.id || session.account.value.role === "owner";
  const may = held && !session.isGuest && (rules || held.members <= called); // else it is text like any other
  const people = /@room\b/i.test(text) ? (held?.members ?? 0) : presence.of(room).count;
  if (!may || people - 1 <= most) return send(false);
  scene.calling = { people: people - 1, send: () => send(true) };
  scene.dialog.value = "calling";
}
