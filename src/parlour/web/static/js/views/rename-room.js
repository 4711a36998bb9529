import { View } from "parlour/lib/view.js";
import { field } from "parlour/views/field.js";
import { FormDialog } from "parlour/views/form-dialog.js";
import { nothing } from "lit";

/** Give the open room another name. */
export class RenameRoom extends View {
  #form = new FormDialog(this, "name", (data) =>
    this.app.visits.rename(Number(this.app.rooms.openId.peek()), String(data.get("name")).trim()));

  render() {
    const room = this.app.rooms.current.value;
    if (!room) return nothing;
    const max = this.app.session.limits.room_name;
    return this.#form.draw("Rename the room", "Rename", (problem) => field({ name: "name", label: "Name", value: room.name, max }, problem));
  }

  firstUpdated() {
    this.#form.open()?.select();
  }
}

customElements.define("parlour-rename-room", RenameRoom);
