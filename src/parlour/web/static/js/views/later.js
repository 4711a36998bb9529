import { localInput } from "parlour/lib/local-input.js";
import { View } from "parlour/lib/view.js";
import { sendLater } from "parlour/live/send-later.js";
import { moments } from "parlour/models/moments.js";
import { field } from "parlour/views/field.js";
import { FormDialog } from "parlour/views/form-dialog.js";
import { html, nothing } from "lit";

/** When a message is to go out: the one in the composer, or one that is scheduled already, with its text. */
export class Later extends View {
  #form = new FormDialog(this, "at", (data) => this.#save(data));

  render() {
    const { scheduled } = this.app.scene.plan;
    const at = scheduled && !scheduled.problem ? new Date(scheduled.at) : moments([]).map((moment) => moment.at)[0] ?? new Date();
    return this.#form.draw(scheduled ? "Scheduled message" : "Send later", scheduled ? "Save" : "Schedule", (problem) => html`
      ${scheduled ? html`<div class="form__row">
        <label for="field-message">Message</label>
        <textarea class="input" id="field-message" name="message" rows="4" dir="auto" required maxlength=${Number(this.app.session.limits.message)}
          .defaultValue=${scheduled.message}></textarea>
        ${problem?.field === "message" ? html`<p class="form__error">${problem.message}</p>` : nothing}
      </div>` : nothing}
      ${field({ name: "at", label: "Goes out", type: "datetime-local", value: localInput(at), hint: "In your own time. It goes out also when you are not here." }, problem)}`);
  }

  firstUpdated() {
    this.#form.open();
  }

  /** @param {FormData} data */
  #save(data) {
    const { app } = this;
    const { scheduled } = app.scene.plan;
    const at = new Date(String(data.get("at")));
    if (!scheduled) return sendLater(app, at);
    const moved = localInput(new Date(scheduled.at)) !== data.get("at") || scheduled.problem;
    return app.http.patch(`/scheduled/${scheduled.id}`, { message: String(data.get("message")), ...(moved && { at: at.toISOString() }) });
  }
}

customElements.define("parlour-later", Later);
