import { html } from "lit";

/** @import { App } from "parlour/types/app.js" */

/**
 * Who else is writing in the open room: up to three by name.
 * @param {App} app
 */
export function typingLine(app) {
  const names = app.typing.names(app.rooms.openId.value ?? 0);
  if (!names.length) return html`<span></span>`;
  return html`<span class="typing"><span class="typing__dots" aria-hidden="true"><i></i><i></i><i></i></span>${sentence(names)}</span>`;
}

/** @param {string[]} names */
function sentence(names) {
  if (names.length === 1) return `${names[0]} is typing`;
  if (names.length > 3) return "Several people are typing";
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)} are typing`;
}
