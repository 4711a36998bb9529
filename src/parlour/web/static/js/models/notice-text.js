/** @import { Message } from "parlour/types/wire.js" */

const NAMED = 5;

/**
 * What one line says of several who came, or went: each by name, the fifth and later as a number.
 * @param {Message[]} messages of one kind, one at least
 */
export function noticeText(messages) {
  const names = [...new Set(messages.map((message) => message.username))];
  const [first] = messages;
  if (!first || names.length === 1) return first?.message ?? "";
  const shown = names.length > NAMED ? [...names.slice(0, NAMED - 1), `${names.length - NAMED + 1} others`] : names;
  return `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)} ${first.kind}`;
}
