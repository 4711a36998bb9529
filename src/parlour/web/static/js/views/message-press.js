import { deeds } from "parlour/views/message-deeds.js";
import { showPerson } from "parlour/views/show-person.js";

/** @import { App, Row } from "parlour/types/app.js" */

const PERSON = /#person-(\d+)$/;

/**
 * A press somewhere in the conversation: a link to a message here, or a person who is called, opens without leaving the
 * page; with Alt it lets the room be unread from that message on.
 * @param {App} app @param {MouseEvent} event @param {(key?: string) => Row | undefined} row
 */
export function messagePress(app, event, row) {
  const target = /** @type {HTMLElement} */ (event.target);
  const line = target.closest("article");
  const link = /** @type {HTMLAnchorElement | null} */ (target.closest(".message__body a"));
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  if (event.altKey) {
    const at = target.closest("a, button") ? undefined : row(line?.dataset.key);
    if (at?.type === "message") deeds.find(({ key }) => key === "U")?.go({ app, message: at.message, anchor: target });
    return;
  }
  const [, person] = PERSON.exec(link?.hash ?? "") ?? [];
  const place = link && app.places.within(link.href);
  if (!link || !(person || place)) return;
  event.preventDefault();
  if (person) showPerson(app, { id: Number(person), username: String(link.textContent).slice(1) });
  else if (place) void app.places.show(place.room, place.seq, "push", Number(line?.dataset.seq));
}
