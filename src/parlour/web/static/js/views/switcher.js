import { icon } from "parlour/lib/icon.js";
import { View } from "parlour/lib/view.js";
import { Finder } from "parlour/models/finder.js";
import { jumps } from "parlour/views/jumps.js";
import { personJumps } from "parlour/views/person-jumps.js";
import { searchJump } from "parlour/views/search-jump.js";
import { html } from "lit";
import { signal } from "signals";

/** Ctrl+K: type a few letters, go to a room, write to somebody or do a thing. */
export class Switcher extends View {
  #query = signal("");
  #at = signal(0);
  #finder = new Finder((path) => this.app.http.get(path));

  render() {
    const matching = this.#matching().length;
    const found = this.#found();
    const at = Math.min(this.#at.value, found.length - 1);
    return html`<dialog class="dialog switcher" aria-label="Jump to a room" @close=${this.#closed} @mousedown=${this.#beside}>
      <div class="switcher__field">${icon("search")}
        <input type="text" role="combobox" aria-label="Room, person or command" aria-expanded="true" aria-controls="jumps" aria-autocomplete="list"
          aria-activedescendant="jump-${at}" placeholder="Jump to a room or a person, or do something" autocomplete="off" spellcheck="false"
          @input=${this.#input} @keydown=${this.#press}>
        <kbd class="only-wide">Esc</kbd>
      </div>
      <div class="switcher__list" id="jumps" role="listbox" aria-label="Rooms, people and commands">
        ${matching || this.#finder.pending.value ? "" : html`<p class="switcher__none" role="presentation">Nothing is called that. How about one of these?</p>`}
        ${found.map((jump, n) => html`<div class="switcher__item" id="jump-${n}" role="option" aria-selected=${n === at}
            @click=${() => this.#go(n)} @mousemove=${() => (this.#at.value = n)}>
          ${icon(jump.icon)}<span>${jump.name}</span><small>${jump.about}</small></div>`)}
      </div>
    </dialog>`;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#finder.stop();
  }

  firstUpdated() {
    this.querySelector("dialog")?.showModal();
    this.querySelector("input")?.focus();
  }

  updated() {
    this.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }

  #matching() {
    const words = this.#query.value.toLowerCase().trim();
    const found = jumps(this.app).filter((jump) => jump.name.toLowerCase().includes(words));
    if (!words) return found.slice(0, 30);
    const people = personJumps(this.app, this.#finder.people.value);
    const late = this.#finder.pending.value; // these are of what was typed before
    return [...found, ...people.filter((jump) => !late || jump.name.toLowerCase().includes(words))].slice(0, 30);
  }

  /** Where nothing is called so, the ways to a new room are; and whatever was typed may have been said by somebody. */
  #found() {
    const matching = this.#matching();
    const words = this.#query.value.trim();
    const found = matching.length || this.#finder.pending.value ? matching : jumps(this.app).filter((jump) => ["plus", "key"].includes(jump.icon));
    return words ? [...found, searchJump(this.app, words)] : found;
  }

  /** @param {Event} event */
  #input(event) {
    this.#query.value = /** @type {HTMLInputElement} */ (event.target).value;
    this.#at.value = 0;
    if (this.#query.peek().trim()) void this.#finder.ask(this.#query.peek().trim());
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const count = this.#found().length;
    if (event.isComposing || !count) return;
    if (event.key === "ArrowDown") this.#at.value = (this.#at.value + 1) % count;
    else if (event.key === "ArrowUp") this.#at.value = (this.#at.value + count - 1) % count;
    else if (event.key === "Enter") this.#go(this.#at.value);
    else return;
    event.preventDefault();
  }

  /** @param {number} at */
  #go(at) {
    const jump = this.#found()[at];
    this.querySelector("dialog")?.close();
    this.app.scene.dialog.value = null;
    jump?.go();
  }

  /** @param {MouseEvent} event */
  #beside(event) {
    if (event.target === event.currentTarget) this.querySelector("dialog")?.close();
  }

  #closed() {
    if (this.isConnected && this.app.scene.dialog.peek() === "switcher") this.app.scene.dialog.value = null;
  }
}

customElements.define("parlour-switcher", Switcher);
