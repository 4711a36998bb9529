import { excerpt } from "parlour/lib/excerpt.js";
import { localInput } from "parlour/lib/local-input.js";
import { View } from "parlour/lib/view.js";
import { when } from "parlour/lib/when.js";
import { moments } from "parlour/models/moments.js";
import { field } from "parlour/views/field.js";
import { FormDialog } from "parlour/views/form-dialog.js";
import { html, nothing } from "lit";
import { signal } from "signals";

/** Be reminded: of a message, of a text, or once more of what rang already. */
export class RemindMe extends View {
  #form = new FormDialog(this, "at", (data) => this.#save(data));
  #moments = moments([20, 60, 180]);
  #chosen = signal("0");

  render() {
    const { about, plan } = this.app.scene;
    const choose = (/** @type {Event} */ event) => (this.#chosen.value = /** @type {HTMLSelectElement} */ (event.target).value);
    return this.#form.draw(plan.reminder ? "Remind me again" : "Remind me", "Remind me", (problem) => html`
      ${about ? html`<blockquote class="dialog__quote" dir="auto">${about.username}: ${excerpt(about.message)}</blockquote>` : nothing}
      ${plan.reminder ? nothing : field({ name: "text", label: about ? "A word to yourself" : "Of what", value: plan.text ?? "", max: this.app.session.limits.reminder, needed: !about }, problem)}
      <div class="form__row">
        <label for="field-when">When</label>
        <select class="input" id="field-when" name="when" @change=${choose}>
          ${this.#moments.map(({ name }, n) => html`<option value=${n} ?selected=${n === 0}>${name}</option>`)}
          <option value="at">At a time I choose</option>
        </select>
      </div>
      ${this.#chosen.value === "at" ? field({ name: "at", label: "At", type: "datetime-local", value: localInput(new Date(Date.now() + 86_400_000)) }, problem) : nothing}`);
  }

  firstUpdated() {
    this.#form.open();
    if (this.app.scene.plan.reminder) this.querySelector("select")?.focus();
  }

  /** @param {FormData} data */
  async #save(data) {
    const { http, notes, scene } = this.app;
    const chosen = this.#moments[Number(data.get("when"))]?.at ?? new Date(String(data.get("at")));
    const at = chosen.toISOString();
    if (scene.plan.reminder) await http.patch(`/reminders/${scene.plan.reminder.id}`, { at });
    else await http.post("/reminders", { at, text: String(data.get("text")), ...(scene.about && { room: scene.about.room, seq: scene.about.seq }) });
    notes.show(`You will be reminded ${when(chosen)}.`);
  }
}

customElements.define("parlour-remind", RemindMe);
