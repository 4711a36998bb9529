import { seconds } from "parlour/lib/seconds.js";
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
      connecting: () => html`<span>Connecting ...</span>`,
      offline: () => html`<span>You are offline. What you write is kept and goes out when you are back.</span>`,
      reconnecting: () => html`<span>Connection lost. Trying again in ${left(status)} s.</span>
        <button class="link" type="button" @click=${() => connection.retry()}>Try now</button>`,
    }[status.state]();
    return html`<div class="banner" role="status">${words}</div>`;
  }
}

/** @param {import("parlour/types/app.js").Status} status */
const left = (status) => ("at" in status ? Math.max(0, Math.ceil((status.at - seconds.value) / 1000)) : 0);

customElements.define("parlour-banner", Banner);
