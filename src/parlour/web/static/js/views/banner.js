import { secondsUntil } from "parlour/lib/seconds.js";
import { View } from "parlour/lib/view.js";
import { html, nothing } from "lit";

/** Says above the conversation that the connection is gone, and offers to try at once. */
export class Banner extends View {
  render() {
    const { connection, lost } = this.app;
    const status = connection.status.value;
    if (status.state === "connected" || !lost.value) return nothing;
    const words = {
      connecting: () => html`<span role="status">Connecting ...</span>`,
      offline: () => html`<span role="status">You are offline. What you write is kept and goes out when you are back.</span>`,
      reconnecting: () => html`<span role="status">Connection lost.</span><span>Trying again in ${"at" in status ? secondsUntil(status.at) : 0} s.</span>
        <button class="link" type="button" @click=${() => connection.retry()}>Try now</button>`,
    }[status.state]();
    return html`<div class="banner">${words}</div>`;
  }
}

customElements.define("parlour-banner", Banner);
