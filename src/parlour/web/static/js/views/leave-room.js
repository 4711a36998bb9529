import { Attempt } from "parlour/lib/attempt.js";
import { View } from "parlour/lib/view.js";
import { dialog } from "parlour/views/dialog.js";
import { refusal } from "parlour/views/refusal.js";
import { html, nothing } from "lit";

/** Leave the open room, after a word about what that means. */
export class LeaveRoom extends View {
  #attempt = new Attempt();

  render() {
    const room = this.app.rooms.current.value;
    if (!room) return nothing;
    const close = () => this.querySelector("dialog")?.close();
    return dialog(this.app, `Leave ${room.name}?`, html`
      <p class="dialog__lead">${room.open ? "You can come back at any time: it is open to everyone here." : "To come back you will need its code."} What you wrote stays.</p>
      ${refusal(this.#attempt.problem.value)}
      <div class="dialog__tools">
        <button class="button button--plain" type="button" autofocus @click=${close}>Stay</button>
        <button class="button button--alert" type="button" ?disabled=${this.#attempt.busy.value} @click=${() => this.#leave(room.id)}>Leave the room</button>
      </div>`);
  }

  firstUpdated() {
    this.querySelector("dialog")?.showModal();
  }

  /** @param {number} id */
  async #leave(id) {
    const box = this.querySelector("dialog");
    if (await this.#attempt.run(() => this.app.visits.leave(id))) box?.close();
  }
}

customElements.define("parlour-leave-room", LeaveRoom);
