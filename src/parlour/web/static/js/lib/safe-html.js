import { Directive, directive, noChange } from "lit";

/** @typedef {{createHTML: (html: string) => string}} Policy */

/** @type {Policy} */
const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy("parlour-message", {
  // Only the server's own rendering comes here: parsed by markdown-it, then cleaned by an allow-list (nh3).
  createHTML: (/** @type {string} */ html) => html,
}) ?? { createHTML: (html) => html };

class SafeHtml extends Directive {
  #html = "";

  /** @param {string} html */
  render(html) {
    if (html === this.#html) return noChange;
    this.#html = html;
    const template = document.createElement("template");
    template.innerHTML = policy.createHTML(html);
    for (const block of template.content.querySelectorAll("pre")) block.tabIndex = 0; // it scrolls: by keyboard too
    return template.content;
  }
}

/** Draw a message's `html`. The one place where text becomes elements. */
export const safeHtml = directive(SafeHtml);
