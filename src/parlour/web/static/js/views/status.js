import { seconds } from "parlour/lib/seconds.js";
import { View } from "parlour/lib/view.js";
import { html } from "lit";

/** The state of the connection, in a dot and a word. */
export class StatusLine extends View {
  render() {
    const status = this.app.connection.status.value;
    const [dot, word] = {
      connected: () => ["", "Connected"],
      connecting: () => ["dot--waiting", "Connecting"],
      offline: () => ["dot--off", "Offline"],
      reconnecting: () => ["dot--waiting", `Back in ${left(status)} s`],
    }[status.state]();
    return html`<span class="status" data-state=${status.state}><span class="dot ${dot}"></span>${word}</span>`;
  }
}

/** @param {import("parlour/types/app.js").Status} status */
const left = (status) => ("at" in status ? Math.max(0, Math.ceil((status.at - Math.max(seconds.value, Date.now())) / 1000)) : 0);

customElements.define("parlour-status", StatusLine);
