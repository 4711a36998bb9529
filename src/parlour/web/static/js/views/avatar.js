import { html } from "lit";

const COLOURS = 10;

/**
 * A person's picture: the first letter on a colour that is always theirs.
 * @param {number} id @param {string} name @param {string} [classes] size and presence
 */
export function avatar(id, name, classes = "") {
  const letter = [...name.trim()][0] ?? "?";
  return html`<span class="avatar avatar--${id % COLOURS} ${classes}" aria-hidden="true">${letter.toUpperCase()}</span>`;
}
