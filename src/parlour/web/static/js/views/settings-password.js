import { Attempt } from "parlour/lib/attempt.js";
import { View } from "parlour/lib/view.js";
import { field, toWrongField } from "parlour/views/field.js";
import { refusal } from "parlour/views/refusal.js";
import { html, nothing } from "lit";

/** A guest keeps the name by setting a password; a member changes the one there is. */
export class SettingsPassword extends View {
  #attempt = new Attempt();

  render() {
    const guest = this.app.session.isGuest;
    const problem = this.#attempt.problem.value;
    return html`<form class="settings__part form" @submit=${this.#submit}>
      <h3>${guest ? "Keep your name" : "Password"}</h3>
      ${guest ? html`<p>Set a password, and the name and all you wrote are yours from any device.</p>` : nothing}
      <input type="text" name="username" autocomplete="username" value=${this.app.session.account.value.username} hidden>
      ${refusal(problem, ["password", "current_password"])}
      ${guest ? nothing : field({ name: "current_password", label: "Current password", type: "password", complete: "current-password", max: 128 }, problem)}
      ${field({ name: "password", label: "New password", type: "password", complete: "new-password", max: 128, hint: "At least 8 characters. A short sentence is best." }, problem)}
      <div><button class="button button--plain button--small" aria-disabled=${this.#attempt.busy.value}>${guest ? "Keep my name" : "Change the password"}</button></div>
    </form>`;
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const { username: _, ...passwords } = Object.fromEntries(new FormData(form));
    const guest = this.app.session.isGuest;
    const done = await this.#attempt.run(async () => {
      const { account } = await this.app.http.patch("/me", passwords);
      this.app.session.account.value = account;
    }, "password");
    if (!done) return void toWrongField(this);
    form.reset();
    this.app.notes.show(guest ? "The name is yours now. Sign in with it anywhere." : "Your password is changed.");
  }
}

customElements.define("parlour-settings-password", SettingsPassword);
