import { Directive, directive, noChange } from "lit";

/** @typedef {{createHTML: (html: string) => string}} Policy */

/** @type {Policy} */
const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy("parlour-message", {
  // Only the server's own rendering comes here: parsed by markdown-it, then cleaned by an allow-list (nh3).
  createHTML: (/** @type {string} */ html) => html,
}) ?? { createHTML: (html) => html };

class SafeHtml extends Directive {
  #html = "";

  /** @param {string} html @param {number} [me] whose own mentions stand out */
  render(html, me) {
    if (html === this.#html) return noChange;
    this.#html = html;
    const template = document.createElement("template");
    template.innerHTML = policy.createHTML(html);
    const all = (/** @type {string} */ what) => /** @type {NodeListOf<HTMLElement>} */ (template.content.querySelectorAll(what));
    for (const block of all("pre, table")) block.tabIndex = 0; // they scroll: by keyboard too
    for (const own of all(`.mention[href="#person-${me}"]`)) own.classList.add("mention--me");
    for (const heading of all("h1, h2, h3, h4, h5, h6")) heading.ariaLevel = String(Math.min(6, Number(heading.tagName[1]) + 2)); // below the room's
    return template.content;
  }
}

/** Draw a message's `html`. The one place where text becomes elements. */
export const safeHtml = directive(SafeHtml);
