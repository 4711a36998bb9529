import { View } from "parlour/lib/view.js";
import { FormDialog } from "parlour/views/form-dialog.js";
import { html, ifDefined, nothing } from "lit";

/** Give a message of one's own another text; everybody sees that it was edited. */
export class EditMessage extends View {
  /** It calls many people, and whoever saves it once more means that. */
  #confirm = false;
  #form = new FormDialog(this, "message", (data) => this.#save(String(data.get("message"))));

  render() {
    const message = this.app.scene.about;
    if (!message) return nothing;
    return this.#form.draw("Edit message", "Save", (problem) => {
      const wrong = problem?.field === "message";
      return html`<div class="form__row">
        <textarea class="input" name="message" aria-label="Message" rows="3" dir="auto" required maxlength=${this.app.session.limits.message}
          aria-invalid=${wrong ? "true" : "false"} aria-describedby=${ifDefined(wrong ? "message-word" : undefined)}
          .defaultValue=${message.message} @keydown=${this.#press}></textarea>
        ${wrong ? html`<p class="form__error" id="message-word">${problem.message}</p>` : nothing}
      </div>`;
    }, "dialog--wide");
  }

  firstUpdated() {
    const text = this.#form.open();
    text?.setSelectionRange(text.value.length, text.value.length);
  }

  /** Enter saves, as it sends in the composer. @param {KeyboardEvent} event */
  #press(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || this.app.scene.phone.peek()) return;
    event.preventDefault();
    this.querySelector("form")?.requestSubmit();
  }

  /** @param {string} message */
  async #save(message) {
    const { room, seq } = /** @type {import("parlour/types/wire.js").Message} */ (this.app.scene.about);
    await this.app.http.patch(`/rooms/${room}/messages/${seq}`, { message, confirm: this.#confirm }).catch((problem) => {
      this.#confirm = problem.code === "confirm_needed";
      throw problem;
    });
  }
}

customElements.define("parlour-edit-message", EditMessage);
