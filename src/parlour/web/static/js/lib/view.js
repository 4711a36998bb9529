import { LitElement } from "lit";
import { effect } from "signals";

/** @import { App } from "parlour/types/app.js" */

/** An element in the light DOM that draws itself anew when a signal that it read has changed. */
export class View extends LitElement {
  /** @type {(() => void) | undefined} */
  #stop;

  createRenderRoot() {
    return this;
  }

  /** @returns {App} everything there is, from the element around it */
  get app() {
    return /** @type {any} */ (this.closest("parlour-app")).app;
  }

  connectedCallback() {
    super.connectedCallback();
    this.requestUpdate();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop?.();
  }

  /** @protected */
  performUpdate() {
    if (!this.isUpdatePending || !this.isConnected) return;
    this.#stop?.();
    let first = true;
    this.#stop = effect(() => {
      if (!first) return this.requestUpdate();
      first = false;
      super.performUpdate();
    });
  }
}
