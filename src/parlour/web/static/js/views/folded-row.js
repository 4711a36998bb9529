import { html } from "lit";

/** @import { App, Row } from "parlour/types/app.js" */

const WORDS = "Message from somebody you ignore";

/**
 * The place of a message that one does not want to see, and the way to see it.
 * @param {App} app @param {Extract<Row, {type: "message"}>} row
 */
export const foldedRow = (app, { key, message }) => html`<article class="message message--folded" data-key=${key} tabindex="-1" aria-label=${WORDS}>
  <span>${WORDS}</span><button class="link" type="button" @click=${() => app.ignored.show(message.id)}>Show</button>
</article>`;
