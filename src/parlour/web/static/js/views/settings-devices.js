import { Attempt } from "parlour/lib/attempt.js";
import { deviceName } from "parlour/lib/device-name.js";
import { time } from "parlour/lib/time.js";
import { View } from "parlour/lib/view.js";
import { refusal } from "parlour/views/refusal.js";
import { html } from "lit";
import { signal } from "signals";

/** @import { Device } from "parlour/types/app.js" */

/** Where one is signed in, and signing out there. */
export class SettingsDevices extends View {
  #attempt = new Attempt();
  #devices = signal(/** @type {Device[] | null} */ (null));

  connectedCallback() {
    super.connectedCallback();
    void this.#load();
  }

  render() {
    const devices = this.#devices.value;
    return html`<section class="settings__part" aria-label="Where you are signed in">
      <h3>Where you are signed in</h3>
      ${refusal(this.#attempt.problem.value)}
      ${devices === null ? html`<span class="bone bone--line"></span>` : html`<ul class="devices">${devices.map((device) => this.#line(device))}</ul>`}
    </section>`;
  }

  /** @param {Device} device */
  #line(device) {
    const seen = new Date(device.last_seen);
    return html`<li>
      <div>
        <b title=${device.device}>${deviceName(device.device)}</b>
        <small>${device.current ? "This device" : html`Last seen ${time.day(seen)}, ${time.short(seen)}`}${device.address ? `, ${device.address}` : ""}</small>
      </div>
      ${device.current ? "" : html`<button class="button button--plain button--small" type="button" @click=${() => this.#end(device)}>Sign out</button>`}
    </li>`;
  }

  #load() {
    return this.#attempt.run(async () => {
      this.#devices.value = (await this.app.http.get("/sessions")).sessions;
    });
  }

  /** @param {Device} device */
  async #end(device) {
    if (await this.#attempt.run(() => this.app.http.delete(`/sessions/${device.id}`))) await this.#load();
  }
}

customElements.define("parlour-settings-devices", SettingsDevices);
