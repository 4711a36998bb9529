import { icon } from "parlour/lib/icon.js";
import { View } from "parlour/lib/view.js";
import { html } from "lit";

/** A copy of all that is kept about oneself. */
export class SettingsData extends View {
  render() {
    return html`<section class="settings__part" aria-label="Your data">
      <h3>Your data</h3>
      <p>A zip with one JSON file: your account and profile, your rooms, what you have written and put on messages, whom you ignore, and
        where you are signed in. Nothing that others wrote is in it.</p>
      <div><a class="button button--plain button--small" href="${this.app.page.api_url}/me/export" download>${icon("down")}Download my data</a></div>
    </section>`;
  }
}

customElements.define("parlour-settings-data", SettingsData);
