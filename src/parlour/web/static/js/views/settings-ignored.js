import { Attempt } from "parlour/lib/attempt.js";
import { View } from "parlour/lib/view.js";
import { refusal } from "parlour/views/refusal.js";
import { html, nothing } from "lit";
import { signal } from "signals";

/** @import { Person } from "parlour/types/wire.js" */

/** Whom one ignores, and hearing them again. */
export class SettingsIgnored extends View {
  #attempt = new Attempt();
  #people = signal(/** @type {Person[]} */ ([]));

  connectedCallback() {
    super.connectedCallback();
    void this.#attempt.run(async () => (this.#people.value = (await this.app.http.get("/ignored")).people));
  }

  render() {
    const people = this.#people.value;
    if (!people.length) return nothing;
    return html`<section class="settings__part" aria-label="People you ignore">
      <h3>People you ignore</h3>
      ${refusal(this.#attempt.problem.value)}
      <ul class="devices">${people.map((person) => html`<li><div><b>${person.username}</b></div>
        <button class="button button--plain button--small" type="button" aria-label="Hear ${person.username} again" @click=${() => this.#heed(person)}>Hear again</button></li>`)}</ul>
    </section>`;
  }

  /** @param {Person} person */
  async #heed(person) {
    const { http, ignored } = this.app; // which this element is out of, once the dialog is closed
    const done = await this.#attempt.run(() => http.delete(`/ignored/${person.id}`));
    if (!done) return;
    ignored.put(person.id, false);
    this.#people.value = this.#people.peek().filter((each) => each !== person);
  }
}

customElements.define("parlour-settings-ignored", SettingsIgnored);
