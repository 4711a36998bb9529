import { View } from "parlour/lib/view.js";
import { dialog } from "parlour/views/dialog.js";
import "parlour/views/room-keeping.js";
import { html, nothing } from "lit";

/** How long the open room keeps what is said in it, and a copy of it to take along. */
export class Keeping extends View {
  render() {
    const room = this.app.rooms.current.value;
    if (!room) return nothing;
    return dialog(this.app, `What ${room.name} keeps`, html`<parlour-room-keeping></parlour-room-keeping>`);
  }

  firstUpdated() {
    this.querySelector("dialog")?.showModal();
  }
}

customElements.define("parlour-keeping", Keeping);
