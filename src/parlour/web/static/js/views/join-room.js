import { View } from "parlour/lib/view.js";
import { field } from "parlour/views/field.js";
import { FormDialog } from "parlour/views/form-dialog.js";

/** Join a room by its code, or by the link that carries it. */
export class JoinRoom extends View {
  #form = new FormDialog(this, "code", (data) => this.app.visits.joinByCode(code(String(data.get("code")))));

  render() {
    const hint = "Capitals and the dash do not matter. A link works too.";
    return this.#form.draw("Join with a code", "Join the room", (problem) =>
      field({ name: "code", label: "Room code", placeholder: "K7PQ-2MXD", code: true, hint }, problem));
  }

  firstUpdated() {
    this.#form.open();
  }
}

/** @param {string} typed */
const code = (typed) => typed.trim().split("/").filter(Boolean).at(-1) ?? "";

customElements.define("parlour-join-room", JoinRoom);
