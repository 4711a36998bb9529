import { View } from "parlour/lib/view.js";
import { QuestionDialog } from "parlour/views/question-dialog.js";
import { html, nothing } from "lit";

/** Asks before many people are called at once. */
export class Calling extends View {
  #question = new QuestionDialog(this, async () => this.app.scene.calling?.send());

  render() {
    const { calling } = this.app.scene;
    if (!calling) return nothing;
    const words = html`<p class="dialog__lead">Each of them finds this message in the inbox. Without @room or @here they see it when they look into the room.</p>`;
    return this.#question.draw(`Call ${calling.people} people?`, words, "Go back", "Send");
  }

  firstUpdated() {
    this.#question.open();
  }
}

customElements.define("parlour-calling", Calling);
