import { Attempt } from "parlour/lib/attempt.js";
import { View } from "parlour/lib/view.js";
import { field, toWrongField } from "parlour/views/field.js";
import { refusal } from "parlour/views/refusal.js";
import { statusEnds } from "parlour/views/status-ends.js";
import { html } from "lit";
import { signal } from "signals";

/** @import { Card } from "parlour/types/wire.js" */

const FIELDS = ["status_emoji", "status_text", "status_until", "pronouns", "timezone", "about"];

/** What one tells of oneself: it stands on one's card, which everybody here can open. */
export class SettingsProfile extends View {
  #attempt = new Attempt();
  #card = signal(/** @type {Card | null} */ (null));

  connectedCallback() {
    super.connectedCallback();
    void this.#attempt.run(async () => (this.#card.value = await this.app.http.get(`/people/${this.app.session.id}`)));
  }

  render() {
    const card = this.#card.value;
    const problem = this.#attempt.problem.value;
    return html`<form class="settings__part form" aria-label="Profile" @submit=${this.#submit}>
      <h3>Profile</h3>
      <p>It stands on your card, which opens from your name.</p>
      ${refusal(problem, FIELDS)}
      ${card ? this.#fields(card) : html`<span class="bone bone--line"></span>`}
      <div><button class="button button--plain button--small" aria-disabled=${this.#attempt.busy.value || !card}>Save the profile</button></div>
    </form>`;
  }

  /** @param {Card} card */
  #fields(card) {
    const problem = this.#attempt.problem.value;
    const { limits } = this.app.session;
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return html`<div class="form__pair">
        ${field({ name: "status_emoji", label: "Emoji", value: card.status_emoji, placeholder: "\u{1f35c}", max: 16, needed: false }, problem)}
        ${field({ name: "status_text", label: "Status", value: card.status_text, placeholder: "What are you up to?", max: limits.status_text, needed: false }, problem)}
      </div>
      ${statusEnds(card.status_until)}
      ${field({ name: "pronouns", label: "Pronouns", value: card.pronouns, max: limits.pronouns, needed: false }, problem)}
      ${field({ name: "timezone", label: "Time zone", value: card.timezone, placeholder: zone, max: 64, needed: false, list: "zones",
        hint: "Others see what time it is for you. Leave it empty, and they do not." }, problem)}
      <datalist id="zones">${Intl.supportedValuesOf("timeZone").map((name) => html`<option value=${name}></option>`)}</datalist>
      <div class="form__row">
        <label for="field-about">About you</label>
        <textarea class="input" id="field-about" name="about" rows="3" maxlength=${Number(limits.about)} .value=${card.about ?? ""}></textarea>
      </div>`;
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const { http, notes } = this.app; // which this element is out of, once the dialog is closed
    const { status_ends: ends, ...told } = Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (event.target)));
    const until = ends === "keep" ? {} : { status_until: ends ? new Date(Date.now() + Number(ends) * 60_000).toISOString() : null };
    const done = await this.#attempt.run(async () => (this.#card.value = await http.patch("/profile", { ...told, ...until })));
    if (done) notes.show("Your profile is saved.");
    else void toWrongField(this);
  }
}

customElements.define("parlour-settings-profile", SettingsProfile);
