import { icon } from "parlour/lib/icon.js";
import { avatar } from "parlour/views/avatar.js";
import { isGuest } from "parlour/views/is-guest.js";
import { messagePerson } from "parlour/views/message-person.js";
import { showPerson } from "parlour/views/show-person.js";
import { html, nothing } from "lit";

/** @import { App } from "parlour/types/app.js" */
/** @import { Person, Room } from "parlour/types/wire.js" */

/**
 * One person in the list of people, with presence as a dot and as a word, where it is known.
 * @param {App} app @param {Room} room @param {Person} person @param {boolean} [here]
 */
export function personLine(app, room, person, here) {
  const about = [
    app.typing.isTyping(room.id, person.id) ? "typing" : "",
    person.id === app.session.id ? "you" : "",
    isGuest(app, person.id) ? "guest" : "",
    person.id === room.owner_id ? "made this room" : "",
  ].filter(Boolean);
  const talking = person.id === app.session.id || (room.kind === "direct" && room.members === 2);
  return html`<li class="person">
    ${avatar(person.id, person.username, `avatar--medium ${here === undefined ? "" : here ? "presence" : "presence presence--away"}`)}
    <div><button class="person__name" type="button" @click=${() => showPerson(app, person)}><b>${person.username}</b></button>${about.length ? html`<small>${about.join(", ")}</small>` : nothing}</div>
    ${here === undefined ? nothing : html`<span class="unseen">${here ? "here now" : "away"}</span>`}
    ${talking ? nothing : html`<button class="icon-button icon-button--small person__tool" type="button" aria-label="Message ${person.username}" title="Send a message"
      @click=${() => messagePerson(app, person.id)}>${icon("bubble")}</button>`}
  </li>`;
}
