import { icon } from "parlour/lib/icon.js";
import { Problem } from "parlour/lib/problem.js";
import { View } from "parlour/lib/view.js";
import { sendLater } from "parlour/live/send-later.js";
import { moments } from "parlour/models/moments.js";
import { menuSteps } from "parlour/views/menu-steps.js";
import { Popover } from "parlour/views/popover.js";
import { html } from "lit";

/** Beside the button that sends: have it go out later, and what waits already. */
export class SendLater extends View {
  #popover = new Popover(this);

  render() {
    const { drafts, rooms, scene } = this.app;
    const written = drafts.of(rooms.openId.value ?? 0).trim();
    const open = (/** @type {string} */ dialog) => () => {
      scene.plan = {};
      scene.dialog.value = dialog;
    };
    return this.#popover.draw("Send later", html`<div class="menu" role="menu" aria-label="Send later" @keydown=${this.#press}>
      ${written
        ? [...moments([60]).map(({ name, at }) => this.#item("clock", name, () => this.#send(at))), this.#item("calendar", "Choose a time", open("later"))]
        : html`<p class="picker__none">Write a message first, then choose here when it goes out.</p>`}
      ${this.#item("poll", "New poll", open("poll"))}
      ${this.#item("pen", "Scheduled messages", open("plans"))}
    </div>`);
  }

  firstUpdated() {
    this.#popover.open(this.querySelector('[role="menuitem"]'));
  }

  /** @param {string} picture @param {string} name @param {() => unknown} go */
  #item(picture, name, go) {
    const act = () => {
      this.#popover.close();
      go();
    };
    return html`<button class="menu__item" type="button" role="menuitem" tabindex="-1" @click=${act}>${icon(picture)}<span>${name}</span></button>`;
  }

  /** @param {Date} at */
  #send(at) {
    const { app } = this;
    document.getElementById("composer")?.focus();
    void sendLater(app, at).catch((thrown) => app.notes.show(Problem.from(thrown).message, { alert: true }));
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.key === "Tab") this.#popover.close();
    menuSteps(event, /** @type {HTMLElement} */ (event.currentTarget));
  }
}

customElements.define("parlour-send-later", SendLater);
