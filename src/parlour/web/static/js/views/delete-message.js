import { View } from "parlour/lib/view.js";
import { QuestionDialog } from "parlour/views/question-dialog.js";
import { html, nothing } from "lit";

/** Take a message back, after a word about what that means. */
export class DeleteMessage extends View {
  #question = new QuestionDialog(this, () => this.#delete());

  render() {
    const message = this.app.scene.about;
    if (!message) return nothing;
    const words = html`<blockquote class="dialog__quote" dir="auto">${message.message.slice(0, 300)}</blockquote>
      <p class="dialog__lead">Its text is gone for everybody and cannot be brought back. That something stood there stays visible.</p>`;
    return this.#question.draw("Delete this message?", words, "Keep it", "Delete");
  }

  firstUpdated() {
    this.#question.open();
  }

  #delete() {
    const { room, seq } = /** @type {import("parlour/types/wire.js").Message} */ (this.app.scene.about);
    return this.app.http.delete(`/rooms/${room}/messages/${seq}`);
  }
}

customElements.define("parlour-delete-message", DeleteMessage);
