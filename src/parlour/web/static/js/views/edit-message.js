import { Attempt } from "parlour/lib/attempt.js";
import { View } from "parlour/lib/view.js";
import { dialog } from "parlour/views/dialog.js";
import { toWrongField } from "parlour/views/field.js";
import { refusal } from "parlour/views/refusal.js";
import { html, nothing } from "lit";

/** Give a message of one's own another text; everybody sees that it was edited. */
export class EditMessage extends View {
  #attempt = new Attempt();

  render() {
    const message = this.app.scene.about;
    if (!message) return nothing;
    const problem = this.#attempt.problem.value;
    const wrong = problem?.field === "message";
    return dialog(this.app, "Edit message", html`<form class="form" @submit=${this.#submit} @keydown=${this.#press}>
      ${refusal(problem)}
      <textarea class="input" name="message" aria-label="Message" rows="3" dir="auto" required
        maxlength=${this.app.session.limits.message} aria-invalid=${wrong ? "true" : "false"} .defaultValue=${message.message}></textarea>
      <div class="dialog__tools"><button class="button" aria-disabled=${this.#attempt.busy.value}>Save</button></div>
    </form>`, "dialog--wide");
  }

  firstUpdated() {
    this.querySelector("dialog")?.showModal();
    const text = this.querySelector("textarea");
    text?.focus();
    text?.setSelectionRange(text.value.length, text.value.length);
  }

  /** Enter saves, as it sends in the composer. @param {KeyboardEvent} event */
  #press(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || this.app.scene.phone.peek()) return;
    event.preventDefault();
    this.querySelector("form")?.requestSubmit();
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const { room, seq } = /** @type {import("parlour/types/wire.js").Message} */ (this.app.scene.about);
    const message = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("message"));
    const path = `/rooms/${room}/messages/${seq}`;
    if (await this.#attempt.run(() => this.app.http.patch(path, { message }), "message")) this.querySelector("dialog")?.close();
    else void toWrongField(this);
  }
}

customElements.define("parlour-edit-message", EditMessage);
