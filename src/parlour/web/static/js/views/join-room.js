import { Attempt } from "parlour/lib/attempt.js";
import { View } from "parlour/lib/view.js";
import { dialog } from "parlour/views/dialog.js";
import { field, toWrongField } from "parlour/views/field.js";
import { refusal } from "parlour/views/refusal.js";
import { html } from "lit";

/** Join a room by its code, or by the link that carries it. */
export class JoinRoom extends View {
  #attempt = new Attempt();

  render() {
    const problem = this.#attempt.problem.value;
    return dialog(this.app, "Join with a code", html`<form class="form" @submit=${this.#submit}>
      ${refusal(problem, ["code"])}
      ${field({ name: "code", label: "Room code", placeholder: "K7PQ-2MXD", code: true, hint: "Capitals and the dash do not matter. A link works too." }, problem)}
      <div class="dialog__tools"><button class="button" aria-disabled=${this.#attempt.busy.value}>Join the room</button></div>
    </form>`);
  }

  firstUpdated() {
    this.querySelector("dialog")?.showModal();
    this.querySelector("input")?.focus();
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const typed = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("code")).trim();
    const code = typed.split("/").filter(Boolean).at(-1) ?? "";
    if (await this.#attempt.run(() => this.app.visits.joinByCode(code), "code")) this.querySelector("dialog")?.close();
    else void toWrongField(this);
  }
}

customElements.define("parlour-join-room", JoinRoom);
