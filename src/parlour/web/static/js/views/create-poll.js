import { newKey } from "parlour/lib/new-key.js";
import { Problem } from "parlour/lib/problem.js";
import { View } from "parlour/lib/view.js";
import { moments } from "parlour/models/moments.js";
import { pollLines } from "parlour/models/poll-lines.js";
import { field } from "parlour/views/field.js";
import { FormDialog } from "parlour/views/form-dialog.js";
import { html, nothing } from "lit";

/** Ask the open room: a question, and what can be chosen. */
export class CreatePoll extends View {
  #form = new FormDialog(this, "message", (data) => this.#ask(data));
  #moments = moments([60]);
  #key = newKey(); // made once: asked again it is the same poll

  render() {
    const { limits } = this.app.session;
    const { question, options } = pollLines(this.app.scene.plan.text ?? "");
    return this.#form.draw("New poll", "Ask", (problem) => {
      const wrong = problem?.field === "options";
      return html`${field({ name: "message", label: "Question", value: question, placeholder: "What shall we have for lunch?", max: limits.question }, problem)}
        <div class="form__row">
          <label for="field-options">Options, one on each line</label>
          <textarea class="input" id="field-options" name="options" rows="4" dir="auto" required aria-invalid=${wrong ? "true" : "false"} aria-describedby="field-options-word" .defaultValue=${options.join("\n")}></textarea>
          ${wrong ? html`<p class="form__error" id="field-options-word">${problem.message}</p>` : html`<p class="form__hint" id="field-options-word">Two to ten.</p>`}
        </div>
        <label class="choice"><input type="checkbox" name="multiple"><span><b>Several can be chosen</b></span></label>
        <label class="choice"><input type="checkbox" name="anonymous"><span><b>Anonymous</b><small>Nobody is told who chose what.</small></span></label>
        <div class="form__row">
          <label for="field-closes">It closes</label>
          <select class="input" id="field-closes" name="closes">
            <option value="">when I close it</option>
            ${this.#moments.map(({ name }, n) => html`<option value=${n}>${name.toLowerCase()}</option>`)}
          </select>
          ${problem?.field === "closes_at" ? html`<p class="form__error">${problem.message}</p>` : nothing}
        </div>`;
    });
  }

  firstUpdated() {
    this.#form.open();
  }

  /** @param {FormData} data */
  async #ask(data) {
    const { http, rooms, scene } = this.app;
    const { options } = pollLines(`?\n${data.get("options")}`);
    if (options.length < 2 || options.length > 10) throw new Problem({ code: "invalid", field: "options", message: "Write two to ten options, one on each line." });
    const closes = this.#moments[Number(data.get("closes") || -1)]?.at.toISOString();
    const message = String(data.get("message")).trim();
    await http.post(`/rooms/${rooms.openId.peek()}/polls`, {
      key: this.#key, message, options, multiple: data.has("multiple"), anonymous: data.has("anonymous"), ...(closes && { closes_at: closes }),
    });
    scene.plan = {};
    scene.jumpToEnd();
  }
}

customElements.define("parlour-create-poll", CreatePoll);
