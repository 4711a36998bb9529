import { icon } from "parlour/lib/icon.js";
import { laterStyles } from "parlour/lib/later-styles.js";
import { View } from "parlour/lib/view.js";
import { html, nothing, repeat } from "lit";

/** Short words at the edge of the screen; above everything, also an open dialog. */
export class Toasts extends View {
  render() {
    const { notes, session } = this.app;
    const { reminders = [], unsent = [] } = session.due.value;
    const due = reminders.length + unsent.length > 0;
    if (due) laterStyles(this.app.page.later).then(() => import("parlour/views/due-toasts.js")).catch(() => {});
    return html`<div class="toasts" popover="manual" role="status">
      ${repeat(
        notes.list.value,
        (note) => note.id,
        (note) => html`<div class="toast ${note.alert ? "toast--alert" : ""}">
          <span>${note.text}</span>
          ${note.deed ? html`<button class="link" type="button" @click=${() => (notes.close(note.id), note.deed?.go())}>${note.deed.name}</button>` : nothing}
          <button class="icon-button" type="button" aria-label="Dismiss" @click=${() => notes.close(note.id)}>${icon("close")}</button>
        </div>`,
      )}${due ? html`<parlour-due></parlour-due>` : nothing}
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
