import { Attempt } from "parlour/lib/attempt.js";
import { dialog } from "parlour/views/dialog.js";
import { refusal } from "parlour/views/refusal.js";
import { html } from "lit";

/** @import { View } from "parlour/lib/view.js" */

/** A dialog that asks before something is done that cannot be undone; it closes when that is done, or is not wanted. */
export class QuestionDialog {
  #view;
  #act;
  #attempt = new Attempt();

  /** @param {View} view the element that draws it @param {() => Promise<unknown>} act what is asked about */
  constructor(view, act) {
    this.#view = view;
    this.#act = act;
  }

  /** @param {string} title @param {unknown} words what it means @param {string} no @param {string} yes */
  draw(title, words, no, yes) {
    const { busy, problem } = this.#attempt;
    return dialog(this.#view.app, title, html`${words}
      ${refusal(problem.value)}
      <div class="dialog__tools">
        <button class="button button--plain" type="button" autofocus @click=${() => this.#box?.close()}>${no}</button>
        <button class="button button--alert" type="button" ?disabled=${busy.value} @click=${this.#do}>${yes}</button>
      </div>`);
  }

  /** Open it, once it is drawn. */
  open() {
    this.#box?.showModal();
  }

  get #box() {
    return this.#view.querySelector("dialog");
  }

  #do = async () => {
    const box = this.#box; // the room that is asked about may not be there after it
    if (await this.#attempt.run(this.#act)) box?.close();
  };
}
