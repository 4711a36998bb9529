import { Attempt } from "parlour/lib/attempt.js";
import { View } from "parlour/lib/view.js";
import { dialog } from "parlour/views/dialog.js";
import { field, toWrongField } from "parlour/views/field.js";
import { refusal } from "parlour/views/refusal.js";
import { html, nothing } from "lit";

/** Give the open room another name. */
export class RenameRoom extends View {
  #attempt = new Attempt();

  render() {
    const room = this.app.rooms.current.value;
    if (!room) return nothing;
    const problem = this.#attempt.problem.value;
    const max = this.app.session.limits.room_name;
    return dialog(this.app, "Rename the room", html`<form class="form" @submit=${this.#submit}>
      ${refusal(problem, ["name"])}
      ${field({ name: "name", label: "Name", value: room.name, max }, problem)}
      <div class="dialog__tools"><button class="button" aria-disabled=${this.#attempt.busy.value}>Rename</button></div>
    </form>`);
  }

  firstUpdated() {
    this.querySelector("dialog")?.showModal();
    this.querySelector("input")?.select();
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const { rooms, visits } = this.app;
    const name = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("name")).trim();
    if (await this.#attempt.run(() => visits.rename(Number(rooms.openId.peek()), name), "name")) this.querySelector("dialog")?.close();
    else void toWrongField(this);
  }
}

customElements.define("parlour-rename-room", RenameRoom);
