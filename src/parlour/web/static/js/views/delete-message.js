import { Attempt } from "parlour/lib/attempt.js";
import { View } from "parlour/lib/view.js";
import { dialog } from "parlour/views/dialog.js";
import { refusal } from "parlour/views/refusal.js";
import { html, nothing } from "lit";

/** Take a message back, after a word about what that means. */
export class DeleteMessage extends View {
  #attempt = new Attempt();

  render() {
    const message = this.app.scene.about;
    if (!message) return nothing;
    const close = () => this.querySelector("dialog")?.close();
    return dialog(this.app, "Delete this message?", html`
      <blockquote class="dialog__quote" dir="auto">${message.message.slice(0, 300)}</blockquote>
      <p class="dialog__lead">Its text is gone for everybody and cannot be brought back. That something stood there stays visible.</p>
      ${refusal(this.#attempt.problem.value)}
      <div class="dialog__tools">
        <button class="button button--plain" type="button" autofocus @click=${close}>Keep it</button>
        <button class="button button--alert" type="button" ?disabled=${this.#attempt.busy.value} @click=${() => this.#delete(message)}>Delete</button>
      </div>`);
  }

  firstUpdated() {
    this.querySelector("dialog")?.showModal();
  }

  /** @param {import("parlour/types/wire.js").Message} message */
  async #delete({ room, seq }) {
    const box = this.querySelector("dialog");
    if (await this.#attempt.run(() => this.app.http.delete(`/rooms/${room}/messages/${seq}`))) box?.close();
  }
}

customElements.define("parlour-delete-message", DeleteMessage);
