import { View } from "parlour/lib/view.js";
import { commands } from "parlour/live/commands.js";
import { html, nothing } from "lit";
import { signal } from "signals";

/** The commands that begin as one has typed, above the composer; chosen with the arrows, Tab or Enter. */
export class CommandList extends View {
  #typed = signal("");
  #at = signal(0);
  #shut = signal(false);
  /** Called with a command to be written out. @type {(line: string) => void} */
  choose = () => {};

  /** @param {string} typed */
  set typed(typed) {
    if (typed === this.#typed.peek()) return;
    this.#typed.value = typed;
    this.#at.value = 0;
    this.#shut.value = false;
  }

  get #found() {
    const typed = this.#typed.value.slice(1).toLowerCase();
    return this.#shut.value ? [] : commands(this.app).filter(({ name }) => name.startsWith(typed));
  }

  render() {
    const found = this.#found;
    if (!found.length) return nothing;
    return html`<div class="chooser__list commands" id="commands" role="listbox" aria-label="Commands">
      ${found.map(({ name, words, about }, n) => html`<div class="chooser__item" id="command-${n}" role="option" aria-selected=${n === this.#at.value}
          @mousedown=${(/** @type {Event} */ event) => event.preventDefault()} @click=${() => this.#take(n)} @mousemove=${() => (this.#at.value = n)}>
        <b>/${name}</b>${words ? html`<i>${words}</i>` : nothing}<small>${about}</small></div>`)}
    </div>`;
  }

  updated() {
    const chosen = this.querySelector('[aria-selected="true"]');
    chosen?.scrollIntoView({ block: "nearest" });
    for (const [name, value] of [["aria-controls", chosen && "commands"], ["aria-activedescendant", chosen?.id]]) {
      if (value) this.#field?.setAttribute(String(name), value);
      else this.#field?.removeAttribute(String(name));
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    for (const name of ["aria-controls", "aria-activedescendant"]) this.#field?.removeAttribute(name);
  }

  /** Take a key before the composer does. @param {KeyboardEvent} event @returns {boolean} true when it was for this list */
  press(event) {
    const found = this.#found;
    const done = found.some(({ name }) => `/${name}` === this.#typed.peek().toLowerCase()); // written out: Enter does it
    if (!found.length || event.isComposing || event.shiftKey || (event.key === "Enter" && done)) return false;
    if (event.key === "ArrowDown") this.#at.value = (this.#at.peek() + 1) % found.length;
    else if (event.key === "ArrowUp") this.#at.value = (this.#at.peek() + found.length - 1) % found.length;
    else if (event.key === "Escape") this.#shut.value = true;
    else if (event.key === "Tab" || event.key === "Enter") this.#take(this.#at.peek());
    else return false;
    event.preventDefault();
    return true;
  }

  get #field() {
    return document.getElementById("composer");
  }

  /** @param {number} at */
  #take(at) {
    const found = this.#found[at];
    if (found) this.choose(`/${found.name}${found.words ? " " : ""}`);
  }
}

customElements.define("parlour-commands", CommandList);
