import { beside } from "parlour/lib/beside.js";
import { html } from "lit";

/** @import { View } from "parlour/lib/view.js" */

/** What opens beside a button, and goes with Esc or a press elsewhere; on a phone a sheet at the bottom of the screen. */
export class Popover {
  #view;
  /** @type {HTMLElement | null} */
  #anchor = null;

  /** @param {View} view the element that draws it; `scene.popover` says beside what */
  constructor(view) {
    this.#view = view;
  }

  /** @param {string} label @param {unknown} body @param {string} [classes] */
  draw(label, body, classes = "") {
    return html`<div class="popover ${classes}" popover="auto" role="dialog" aria-label=${label} @toggle=${this.#toggled} @keydown=${this.#press}>${body}</div>`;
  }

  /** Open it, once it is drawn. @param {HTMLElement | null} [first] what has the focus then */
  open(first) {
    const { scene } = this.#view.app;
    const box = this.#box;
    this.#anchor = scene.popover.peek()?.anchor ?? null;
    if (!box || !this.#anchor) return;
    if (this.#anchor.matches("button")) this.#anchor.setAttribute("aria-expanded", "true");
    box.showPopover();
    if (!scene.phone.peek()) beside(box, this.#anchor);
    first?.focus({ preventScroll: true });
  }

  close() {
    this.#box?.hidePopover();
  }

  get #box() {
    return /** @type {HTMLElement | null} */ (this.#view.querySelector("[popover]"));
  }

  /** Gone, however that came about: nobody is left standing on the page itself. @param {ToggleEvent} event */
  #toggled = (event) => {
    if (event.newState !== "closed") return;
    if (document.activeElement === document.body) this.#anchor?.focus({ preventScroll: true });
    this.#anchor?.removeAttribute("aria-expanded");
    const { scene } = this.#view.app;
    if (scene.popover.peek()?.anchor === this.#anchor) scene.popover.value = null;
  };

  #press = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape") return;
    event.preventDefault(); // else the page goes to the newest message
    this.close();
  };
}
