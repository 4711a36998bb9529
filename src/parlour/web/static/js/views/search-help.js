import { html } from "lit";

const OPERATORS = [
  ["from:", "who wrote it: from:mira, or from:me"],
  ["in:", "in which room: in:kitchen"],
  ["before:", "before a day: before:2026-01-31; also after: and on:"],
  ["has:link", "with a link; or has:code"],
  ["is:thread", "in a thread"],
  ['"', 'exactly: "the kettle is on"'],
  ["-", "without a word: -kettle"],
];

/**
 * What can be written into the search field.
 * @param {(operator: string) => void} choose
 */
export const searchHelp = (choose) => html`<div class="search__help">
  <p>Words, or parts of them, in all your rooms and in any language. And to find less:</p>
  <ul class="search__operators">${OPERATORS.map(([operator, about]) => html`<li><button type="button" @click=${() => choose(String(operator))}>
    <code>${operator}</code><span>${about}</span></button></li>`)}</ul>
</div>`;
