import { icon } from "parlour/lib/icon.js";
import { View } from "parlour/lib/view.js";
import { html, repeat } from "lit";

/** Short words at the edge of the screen; above everything, also an open dialog. */
export class Toasts extends View {
  render() {
    const { notes } = this.app;
    return html`<div class="toasts" popover="manual" role="status">
      ${repeat(
        notes.list.value,
        (note) => note.id,
        (note) => html`<div class="toast ${note.alert ? "toast--alert" : ""}">
          <span>${note.text}</span>
          <button class="icon-button" type="button" aria-label="Dismiss" @click=${() => notes.close(note.id)}>${icon("close")}</button>
        </div>`,
      )}
    </div>`;
  }

  updated() {
    const box = /** @type {HTMLElement} */ (this.firstElementChild);
    if (!box.showPopover) return;
    box.hidePopover();
    if (box.childElementCount) box.showPopover();
  }
}

customElements.define("parlour-toasts", Toasts);
