import { icon } from "parlour/lib/icon.js";
import { html, nothing } from "lit";

/** @import { App } from "parlour/types/app.js" */
/** @import { Message, Reaction } from "parlour/types/wire.js" */

const NAMED = 12;

/**
 * The emoji under a message, each with its count; a press puts mine there, or takes it back.
 * @param {App} app @param {Message} message
 */
export function reactions(app, message) {
  const found = app.reacting.on(message);
  if (!found.length) return nothing;
  const more = (/** @type {Event} */ event) => app.scene.beside("emoji", message, /** @type {HTMLElement} */ (event.currentTarget));
  return html`<div class="reactions" role="group" aria-label="Reactions" @pointerenter=${() => app.reacting.meet(message)} @focusin=${() => app.reacting.meet(message)}>
    ${found.map((each) => chip(app, message, each))}
    <button class="reaction reaction--more" type="button" aria-label="Add a reaction" title="Add a reaction" aria-haspopup="dialog" @click=${more}>${icon("smile")}</button>
  </div>`;
}

/** @param {App} app @param {Message} message @param {Reaction} reaction */
function chip(app, message, { emoji, users }) {
  const who = sentence(app.reacting.names(message.room, users));
  const mine = users.includes(app.session.id);
  const tell = (/** @type {Event} */ event) => {
    event.preventDefault(); // a long press: there is no pointer to rest on it
    void app.reacting.meet(message).then(() => app.notes.show(`${emoji} ${sentence(app.reacting.names(message.room, users))}`));
  };
  return html`<button class="reaction" type="button" aria-pressed=${mine} title=${who} aria-label="${emoji} ${users.length}: ${who}"
    @click=${() => app.reacting.toggle(message, emoji)} @contextmenu=${tell}><span class="emoji">${emoji}</span><span class="reaction__count">${users.length}</span></button>`;
}

/** @param {string[]} names those that are not known are empty */
function sentence(names) {
  const known = names.filter(Boolean).slice(0, NAMED);
  const others = names.length - known.length;
  const all = others ? [...known, known.length ? `${others} more` : `${others} of those who were here`] : known;
  const text = all.length > 1 ? `${all.slice(0, -1).join(", ")} and ${all.at(-1)}` : String(all[0]);
  return text[0]?.toUpperCase() + text.slice(1);
}
