import { icon } from "parlour/lib/icon.js";
import { html } from "lit";

/**
 * How far a message of mine has come, as a small picture at the end of its line.
 * @param {string} picture @param {string} label
 */
export const stateMark = (picture, label) => html`<span class="message__mark" title=${label[0]?.toUpperCase() + label.slice(1)}>${icon(picture)}</span>`;
