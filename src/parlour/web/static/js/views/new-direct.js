import { icon } from "parlour/lib/icon.js";
import { Problem } from "parlour/lib/problem.js";
import { View } from "parlour/lib/view.js";
import { startDirect } from "parlour/live/start-direct.js";
import { Finder } from "parlour/models/finder.js";
import { avatar } from "parlour/views/avatar.js";
import { FormDialog } from "parlour/views/form-dialog.js";
import { html, ifDefined, nothing } from "lit";
import { signal } from "signals";

/** @import { Person } from "parlour/types/wire.js" */

/** A new conversation, or the one these people have already: find them by a few letters, choose them, start. */
export class NewDirect extends View {
  #finder = new Finder((path) => this.app.http.get(path));
  #chosen = signal(/** @type {Person[]} */ ([]));
  #typed = signal("");
  #at = signal(0);
  #asking = Promise.resolve();
  #form = new FormDialog(this, "people", () => this.#start());

  render() {
    return this.#form.draw("New conversation", "Start", (problem) => {
      const wrong = problem?.field === "people";
      return html`<div class="form__row">
        <label for="field-people">To</label>
        <div class="chooser">${this.#chosen.value.map((person) => this.#chip(person))}${this.#input(wrong)}</div>
        ${wrong ? html`<p class="form__error" id="field-people-word">${problem.message}</p>` : nothing}
        ${this.#list()}
      </div>`;
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#finder.stop();
  }

  firstUpdated() {
    this.#form.open();
    this.#ask("");
  }

  updated() {
    this.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }

  /** @param {boolean} wrong */
  #input(wrong) {
    const found = this.#found();
    return html`<input class="chooser__input" id="field-people" type="text" role="combobox" aria-autocomplete="list" aria-expanded=${found.length > 0}
      aria-controls="found" aria-activedescendant=${ifDefined(found.length ? `found-${this.#place(found)}` : undefined)}
      aria-invalid=${wrong ? "true" : "false"} aria-describedby=${ifDefined(wrong ? "field-people-word" : undefined)}
      placeholder=${this.#chosen.value.length ? "" : "Type a name"} maxlength="40" autocomplete="off" autocapitalize="none" spellcheck="false"
      @input=${() => this.#ask(this.#field.value.trim())} @keydown=${this.#press}>`;
  }

  /** @param {Person} person */
  #chip(person) {
    return html`<button class="chooser__chip" type="button" aria-label="Remove ${person.username}" @click=${() => this.#drop(person)}>
      ${avatar(person.id, person.username, "avatar--small")}<span>${person.username}</span>${icon("close")}</button>`;
  }

  #list() {
    const found = this.#found();
    if (!found.length) return this.#finder.pending.value || !this.#typed.value ? nothing : html`<p class="form__hint" role="status">Nobody here is called that.</p>`;
    return html`<div class="chooser__list" id="found" role="listbox" aria-label="People">
      ${found.map((person, n) => html`<div class="chooser__item" id="found-${n}" role="option" aria-selected=${n === this.#place(found)}
          @mousedown=${(/** @type {Event} */ event) => event.preventDefault()} @click=${() => this.#pick(person)} @mousemove=${() => (this.#at.value = n)}>
        ${avatar(person.id, person.username, "avatar--small")}<span>${person.username}</span>
        ${person.id === this.app.session.id ? html`<small>you, for notes</small>` : person.role === "guest" ? html`<span class="tag">Guest</span>` : nothing}</div>`)}
    </div>`;
  }

  #found() {
    const chosen = new Set(this.#chosen.value.map(({ id }) => id));
    return this.#finder.people.value.filter(({ id }) => !chosen.has(id));
  }

  /** @param {Person[]} found */
  #place(found) {
    return Math.min(this.#at.value, found.length - 1);
  }

  /** @param {string} typed */
  #ask(typed) {
    this.#typed.value = typed;
    this.#at.value = 0;
    this.#asking = this.#finder.ask(typed);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const found = this.#found();
    const chosen = this.#chosen.value;
    if (event.isComposing) return;
    if (event.key === "Backspace" && !this.#field.value && chosen.length) return void this.#drop(chosen[chosen.length - 1]);
    if (event.key === "Enter") {
      if (chosen.length && !this.#typed.value) return; // nothing more to choose: start
      event.preventDefault();
      void this.#asking.then(() => this.#pick(this.#found()[this.#place(this.#found())]));
    } else if (found.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.#at.value = (this.#place(found) + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
    }
  }

  /** @param {Person | undefined} person */
  #pick(person) {
    if (!person) return;
    this.#chosen.value = [...this.#chosen.value, person];
    this.#again();
  }

  /** @param {Person | undefined} person */
  #drop(person) {
    this.#chosen.value = this.#chosen.value.filter((each) => each !== person);
    this.#again();
  }

  #again() {
    this.#field.value = "";
    this.#ask("");
    this.#field.focus();
  }

  get #field() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input"));
  }

  async #start() {
    const people = this.#chosen.peek().map(({ id }) => id);
    if (!people.length) throw new Problem({ code: "invalid", field: "people", message: "Choose somebody to write to." });
    await startDirect(this.app, people);
  }
}

customElements.define("parlour-new-direct", NewDirect);
