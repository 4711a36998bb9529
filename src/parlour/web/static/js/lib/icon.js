import { html } from "lit";

/**
 * One picture of the sprite that every page carries (templates/sprite.svg).
 * @param {string} name
 */
export const icon = (name) => html`<svg aria-hidden="true"><use href="#i-${name}"></use></svg>`;
