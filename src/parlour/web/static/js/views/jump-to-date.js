import { View } from "parlour/lib/view.js";
import { FormDialog } from "parlour/views/form-dialog.js";
import { html } from "lit";

/** Go to the first message of a day, or the next there is. */
export class JumpToDate extends View {
  #form = new FormDialog(this, "day", async (data) => {
    const { places, rooms } = this.app;
    setTimeout(() => void places.showDay(Number(rooms.openId.peek()), String(data.get("day")))); // when this is closed: it holds the focus
  });

  render() {
    const { day } = this.app.scene;
    return this.#form.draw("Jump to a date", "Show that day", () => html`<div class="form__row">
      <label for="field-day">Day</label>
      <input class="input" id="field-day" name="day" type="date" value=${written(day)} max=${written(new Date())} required aria-describedby="field-day-word">
      <p class="form__hint" id="field-day-word">The first message of that day, or the next there is.</p>
    </div>`);
  }

  firstUpdated() {
    this.#form.open();
  }
}

/** The day of the reader's own zone. @param {Date} at */
const written = (at) => [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part, n) => String(part).padStart(n ? 2 : 4, "0")).join("-");

customElements.define("parlour-jump-to-date", JumpToDate);
