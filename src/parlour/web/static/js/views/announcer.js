import { View } from "parlour/lib/view.js";
import { html } from "lit";

/** Says to a screen reader what arrives in the open room. */
export class Announcer extends View {
  render() {
    return html`<div class="unseen" aria-live="polite" aria-atomic="true">${this.app.spoken.sentence.value}</div>`;
  }
}

customElements.define("parlour-announcer", Announcer);
