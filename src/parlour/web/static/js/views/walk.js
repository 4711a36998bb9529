import { deeds } from "parlour/views/message-deeds.js";

/** @import { App, Row } from "parlour/types/app.js" */

/**
 * The keys of a list of messages: arrows walk over them, for it is one tab stop; others do something with the one in focus.
 * @param {App} app @param {KeyboardEvent} event @param {HTMLElement} list @param {Row[]} rows those that are drawn
 */
export function walk(app, event, list, rows) {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return act(app, event, rows);
  const all = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("article")]);
  const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement?.closest("article")));
  const next = at < 0 ? all.at(-1) : all[at + (event.key === "ArrowUp" ? -1 : 1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** @param {App} app @param {KeyboardEvent} event @param {Row[]} rows */
function act(app, event, rows) {
  const anchor = /** @type {HTMLElement} */ (event.target);
  const row = anchor.matches("article") && rows.find((each) => each.key === anchor.dataset.key);
  if (!row || row.type !== "message" || row.message.kind !== "message") return;
  const asked = { app, message: row.message, anchor };
  const deed = deeds.find((each) => each.key === event.key && each.may(asked));
  if (!deed) return;
  event.preventDefault();
  deed.go(asked);
}
