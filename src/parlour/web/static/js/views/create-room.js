import { View } from "parlour/lib/view.js";
import { field } from "parlour/views/field.js";
import { FormDialog } from "parlour/views/form-dialog.js";
import { html } from "lit";

/** Create a room: a name, and whether everyone on the server may find it. */
export class CreateRoom extends View {
  #form = new FormDialog(this, "name", (data) =>
    this.app.visits.found(String(data.get("name")).trim(), data.get("who") === "open"));

  render() {
    const max = this.app.session.limits.room_name;
    return this.#form.draw("Create a room", "Create the room", (problem) => html`
      ${field({ name: "name", label: "Name", placeholder: "design", max }, problem)}
      <fieldset>
        <legend>Who can come in</legend>
        ${choice("open", "Everyone here", "It is listed for all on this server; the code works too.", true)}
        ${choice("closed", "Only with the code", "Nobody sees it who was not given the code.", false)}
      </fieldset>`);
  }

  firstUpdated() {
    this.#form.open();
  }
}

/** @param {string} value @param {string} title @param {string} words @param {boolean} checked */
const choice = (value, title, words, checked) => html`<label class="choice">
  <input type="radio" name="who" value=${value} ?checked=${checked}><span><b>${title}</b><small>${words}</small></span>
</label>`;

customElements.define("parlour-create-room", CreateRoom);
