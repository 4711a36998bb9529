/** @import { Message } from "parlour/types/wire.js" */

const NAMED = 5;

/**
 * What one line says of several who came, or went: each by name, the fifth and later as a number.
 * @param {Message[]} messages one at least; several if all of them say that somebody came or went
 */
export function noticeText(messages) {
  const [first] = messages;
  if (!first || messages.length === 1) return first?.message ?? "";
  const kinds = [...new Set(messages.map(({ kind }) => kind))];
  return kinds.map((kind) => `${names(messages.filter((message) => message.kind === kind))} ${kind}`).join(", ");
}

/** @param {Message[]} messages */
function names(messages) {
  const found = [...new Set(messages.map(({ username }) => username))];
  const shown = found.length > NAMED ? [...found.slice(0, NAMED - 1), `${found.length - NAMED + 1} others`] : found;
  return shown.length > 1 ? `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}` : shown[0];
}
