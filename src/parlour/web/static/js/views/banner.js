import { secondsUntil } from "parlour/lib/seconds.js";
import { View } from "parlour/lib/view.js";
import { html, nothing } from "lit";
import { effect, signal } from "signals";

const SHORT = 1500;

/** Says above the conversation that the connection is gone, and offers to try at once. Short losses pass unsaid. */
export class Banner extends View {
  #long = signal(false);
  /** @type {(() => void) | undefined} */
  #watch;

  connectedCallback() {
    super.connectedCallback();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    this.#watch = effect(() => {
      const { state } = this.app.connection.status.value;
      if (state === "connected") {
        clearTimeout(timer);
        timer = undefined;
        this.#long.value = false;
      } else timer ??= setTimeout(() => (this.#long.value = true), SHORT);
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#watch?.();
  }

  render() {
    const { connection } = this.app;
    const status = connection.status.value;
    if (status.state === "connected" || !this.#long.value) return nothing;
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
