import { icon } from "parlour/lib/icon.js";
import { deeds } from "parlour/views/message-deeds.js";
import { html, nothing } from "lit";

/** @import { App } from "parlour/types/app.js" */
/** @import { Message } from "parlour/types/wire.js" */

/**
 * What one may do with a message: shown with the pointer over it, or the focus in it. What is used most has a button,
 * the rest is in a menu.
 * @param {App} app @param {Message} message
 */
export function messageTools(app, message) {
  const asked = (/** @type {EventTarget | null} */ anchor) => ({ app, message, anchor: /** @type {HTMLElement} */ (anchor) });
  const found = deeds.filter((deed) => deed.may(asked(null)));
  if (!found.length) return nothing;
  return html`<div class="message__tools">
    ${found.map(({ name, icon: picture, key, quick, go }) =>
      quick ? button(name, key ? `${name} (${key})` : name, picture, "dialog", (event) => go(asked(event.currentTarget))) : nothing)}
    ${found.every((deed) => deed.quick)
      ? nothing
      : button("More", "More", "more", "menu", (event) => app.scene.beside("menu", message, /** @type {HTMLElement} */ (event.currentTarget)))}
  </div>`;
}

/** @param {string} name @param {string} title @param {string} picture @param {"dialog" | "menu"} opens @param {(event: Event) => void} act */
const button = (name, title, picture, opens, act) => html`<button class="icon-button icon-button--small" type="button"
  aria-label=${name} title=${title} aria-haspopup=${opens} @click=${act}>${icon(picture)}</button>`;
