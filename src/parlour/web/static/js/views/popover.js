import { beside } from "parlour/lib/beside.js";
import { html } from "lit";

/** @import { View } from "parlour/lib/view.js" */

/** What opens beside a button, and goes with Esc or a press elsewhere; on a phone a sheet at the bottom of the screen. */
export class Popover {
  #view;
  /** As long as it is open, and a moment longer: the element may be gone by then. @type {import("parlour/models/scene.js").Scene | null} */
  #scene = null;
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
    this.#scene = scene;
    const box = this.#box;
    this.#anchor = scene.popover.peek()?.anchor ?? null;
    if (!box || !this.#anchor) return;
    if (this.#anchor.matches("button")) {
      this.#anchor.setAttribute("aria-expanded", "true");
      this.#anchor.addEventListener("pointerdown", this.#again);
    }
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
    this.#anchor?.removeEventListener("pointerdown", this.#again);
    if (this.#scene?.popover.peek()?.anchor === this.#anchor) this.#scene.popover.value = null;
  };

  /** The press closes it by itself, before the click comes, which must not open it anew. */
  #again = () => {
    const scene = this.#scene;
    if (!scene) return;
    scene.pressed = this.#anchor;
    addEventListener("click", () => setTimeout(() => (scene.pressed = null)), { once: true, capture: true });
  };

  #press = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape") return;
    event.preventDefault(); // else the page goes to the newest message
    this.close();
  };
}
