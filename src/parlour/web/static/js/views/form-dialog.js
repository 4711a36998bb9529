import { Attempt } from "parlour/lib/attempt.js";
import { dialog } from "parlour/views/dialog.js";
import { toWrongField } from "parlour/views/field.js";
import { refusal } from "parlour/views/refusal.js";
import { html } from "lit";

/** @import { Problem } from "parlour/lib/problem.js" */
/** @import { View } from "parlour/lib/view.js" */

/** A dialog that is one form: closed once what it asks for is done; when that is refused, back at the field at fault. */
export class FormDialog {
  #view;
  #field;
  #act;
  #attempt = new Attempt();

  /**
   * @param {View} view the element that draws it @param {string} field that a refusal without one belongs to
   * @param {(data: FormData) => Promise<unknown>} act what is asked for
   */
  constructor(view, field, act) {
    this.#view = view;
    this.#field = field;
    this.#act = act;
  }

  /** @param {string} title @param {string} deed what the button says @param {(problem: Problem | null) => unknown} fields @param {string} [classes] */
  draw(title, deed, fields, classes) {
    const problem = this.#attempt.problem.value;
    return dialog(this.#view.app, title, html`<form class="form" @submit=${this.#submit}>
      ${refusal(problem, [this.#field])}
      ${fields(problem)}
      <div class="dialog__tools"><button class="button" aria-disabled=${this.#attempt.busy.value}>${deed}</button></div>
    </form>`, classes);
  }

  /** Open it, once it is drawn. @returns {HTMLInputElement | HTMLTextAreaElement | null} its first field, which has the focus */
  open() {
    this.#view.querySelector("dialog")?.showModal();
    const first = /** @type {HTMLInputElement | HTMLTextAreaElement | null} */ (this.#view.querySelector("input, textarea"));
    first?.focus();
    return first;
  }

  #submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (event.target));
    if (await this.#attempt.run(() => this.#act(data), this.#field)) this.#view.querySelector("dialog")?.close();
    else void toWrongField(this.#view);
  };
}
