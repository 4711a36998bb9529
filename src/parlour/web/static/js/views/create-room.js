import { Attempt } from "parlour/lib/attempt.js";
import { View } from "parlour/lib/view.js";
import { dialog } from "parlour/views/dialog.js";
import { field, toWrongField } from "parlour/views/field.js";
import { refusal } from "parlour/views/refusal.js";
import { html } from "lit";

/** Create a room: a name, and whether everyone on the server may find it. */
export class CreateRoom extends View {
  #attempt = new Attempt();

  render() {
    const problem = this.#attempt.problem.value;
    const max = this.app.session.limits.room_name;
    return dialog(this.app, "Create a room", html`<form class="form" @submit=${this.#submit}>
      ${refusal(problem, ["name"])}
      ${field({ name: "name", label: "Name", placeholder: "design", max }, problem)}
      <fieldset>
        <legend>Who can come in</legend>
        ${choice("open", "Everyone here", "It is listed for all on this server; the code works too.", true)}
        ${choice("closed", "Only with the code", "Nobody sees it who was not given the code.", false)}
      </fieldset>
      <div class="dialog__tools"><button class="button" aria-disabled=${this.#attempt.busy.value}>Create the room</button></div>
    </form>`);
  }

  firstUpdated() {
    this.querySelector("dialog")?.showModal();
    this.querySelector("input")?.focus();
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const name = String(data.get("name")).trim();
    if (await this.#attempt.run(() => this.app.visits.found(name, data.get("who") === "open"), "name")) this.querySelector("dialog")?.close();
    else void toWrongField(this);
  }
}

/** @param {string} value @param {string} title @param {string} words @param {boolean} checked */
const choice = (value, title, words, checked) => html`<label class="choice">
  <input type="radio" name="who" value=${value} ?checked=${checked}><span><b>${title}</b><small>${words}</small></span>
</label>`;

customElements.define("parlour-create-room", CreateRoom);
