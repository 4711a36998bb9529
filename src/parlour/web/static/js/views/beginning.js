import { icon } from "parlour/lib/icon.js";
import { copyLink } from "parlour/views/copy-link.js";
import { keptWords } from "parlour/views/kept-days.js";
import { html, nothing } from "lit";

/** @import { App } from "parlour/types/app.js" */
/** @import { Room } from "parlour/types/wire.js" */

/**
 * What stands before the first message of a room: where one is, and what to do next.
 * @param {App} app
 */
export function beginning(app) {
  const room = app.rooms.current.value;
  if (!room) return nothing;
  if (room.kind === "direct") return beginningOfDirect(room);
  const alone = room.members <= 1;
  return html`<div class="empty">
    <span class="empty__mark">${icon(room.open ? "hash" : "lock")}</span>
    <h2>This is ${room.name}</h2>
    <p>${alone ? "Nobody else is here yet. Share the link, and whoever opens it can come in." : "This is where the conversation begins. Say hello!"}${keptWords(app, room)}</p>
    ${room.code
      ? html`<div class="empty__steps">
          <button class="button ${alone ? "" : "button--plain"} button--small" type="button" @click=${() => copyLink(app, String(room.code))}>Copy the link</button>
          <button class="button button--plain button--small" type="button" @click=${() => app.scene.togglePanel()} ?hidden=${!app.scene.narrow.value && app.scene.panel.value}>Show the code</button>
        </div>`
      : nothing}
  </div>`;
}

/** @param {Room} room */
function beginningOfDirect({ members, name }) {
  const [title, words] = members === 1
    ? ["This is for you alone", "Keep what you want to find again: notes, links, drafts. Nobody else sees them."]
    : [name, `This is where your conversation begins. Only the ${members === 2 ? "two" : members} of you see it. Say hello!`];
  return html`<div class="empty"><span class="empty__mark">${icon("bubble")}</span><h2>${title}</h2><p>${words}</p></div>`;
}
