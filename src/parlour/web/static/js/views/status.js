import { secondsUntil } from "parlour/lib/seconds.js";
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
      reconnecting: () => ["dot--waiting", `Back in ${"at" in status ? secondsUntil(status.at) : 0} s`],
    }[status.state]();
    return html`<span class="status" data-state=${status.state}><span class="dot ${dot}"></span>${word}</span>`;
  }
}

customElements.define("parlour-status", StatusLine);
