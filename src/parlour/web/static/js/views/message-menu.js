import { icon } from "parlour/lib/icon.js";
import { View } from "parlour/lib/view.js";
import { deeds } from "parlour/views/message-deeds.js";
import { menuSteps } from "parlour/views/menu-steps.js";
import { Popover } from "parlour/views/popover.js";
import { html, nothing } from "lit";

/** @import { Deed } from "parlour/views/message-deeds.js" */

/** Everything that one may do with a message and that has no button of its own. */
export class MessageMenu extends View {
  #popover = new Popover(this);

  render() {
    const asked = this.app.scene.popover.value;
    if (!asked) return nothing;
    const found = deeds.filter((deed) => !deed.quick && deed.may({ app: this.app, ...asked }));
    return this.#popover.draw("What to do with this message", html`<div class="menu" role="menu" aria-label="What to do with this message" @keydown=${this.#press}>
      ${found.map((deed) => html`<button class="menu__item ${deed.alert ? "menu__item--alert" : ""}" type="button" role="menuitem" tabindex="-1" aria-keyshortcuts=${deed.key ?? nothing}
        @click=${() => this.#go(deed)}>${icon(deed.icon)}<span>${deed.name}</span>${deed.key ? html`<kbd class="only-wide" aria-hidden="true">${deed.key}</kbd>` : nothing}</button>`)}
    </div>`);
  }

  firstUpdated() {
    this.#popover.open(this.#items[0]);
  }

  get #items() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll('[role="menuitem"]')]);
  }

  /** @param {Deed} deed */
  #go(deed) {
    const asked = this.app.scene.popover.peek();
    this.#popover.close();
    if (asked) deed.go({ app: this.app, ...asked });
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.key === "Tab") this.#popover.close();
    menuSteps(event, /** @type {HTMLElement} */ (event.currentTarget));
  }
}

customElements.define("parlour-message-menu", MessageMenu);
