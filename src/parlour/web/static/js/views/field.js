import { html, ifDefined, nothing } from "lit";

/** @import { Problem } from "parlour/lib/problem.js" */
/** @typedef {{name: string, label: string, type?: string, value?: string, placeholder?: string, max?: number, complete?: string, code?: boolean, hint?: string, needed?: boolean, list?: string}} Wish */

/** After a refusal: go to the field that it names. @param {import("lit").LitElement} form */
export async function toWrongField(form) {
  await form.updateComplete;
  /** @type {HTMLElement | null} */ (form.querySelector('[aria-invalid="true"]'))?.focus();
}

/**
 * One labelled input of a dialog; a refusal that names it is said below it.
 * @param {Wish} wish @param {Problem | null} problem
 */
export function field({ name, label, type = "text", value = "", placeholder = "", max, complete = "off", code = false, hint, needed = true, list }, problem) {
  const wrong = problem?.field === name;
  const id = `field-${name}`;
  return html`<div class="form__row">
    <label for=${id}>${label}</label>
    <input class="input ${code ? "input--code" : ""}" id=${id} name=${name} type=${type} value=${value} placeholder=${placeholder}
      maxlength=${ifDefined(max)} autocomplete=${/** @type {any} */ (complete)} autocapitalize="none" spellcheck="false" ?required=${needed} list=${ifDefined(list)}
      aria-invalid=${wrong ? "true" : "false"} aria-describedby=${ifDefined(wrong || hint ? `${id}-word` : undefined)}>
    ${wrong ? html`<p class="form__error" id="${id}-word">${problem.message}</p>` : hint ? html`<p class="form__hint" id="${id}-word">${hint}</p>` : nothing}
  </div>`;
}
