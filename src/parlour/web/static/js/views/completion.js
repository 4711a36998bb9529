import { icon } from "parlour/lib/icon.js";
import { View } from "parlour/lib/view.js";
import { completions } from "parlour/models/completions.js";
import { avatar } from "parlour/views/avatar.js";
import { html, nothing } from "lit";
import { signal } from "signals";

/** @import { Choice, Source } from "parlour/models/completions.js" */
/** @typedef {{source: Source, typed: string, start: number}} Asked */

const FAR = 40; // letters between a mark and the cursor
const BEFORE = /[\p{L}\p{N}_]$/u;

/**
 * What may be meant behind an @, # or : in the field, to be chosen by arrows and Enter or Tab, pointer or finger. A field of
 * several lines may not be called a combobox; it says by aria-activedescendant what is chosen.
 */
export class Completion extends View {
  /** @type {import("signals").Signal<Asked | null>} */
  #asked = signal(/** @type {Asked | null} */ (null));
  #at = signal(0);
  /** Where Esc has closed it. */
  #shut = -1;
  /** @type {(() => void)[]} */
  #ends = [];

  connectedCallback() {
    super.connectedCallback();
    const form = this.closest("form");
    /** @type {[EventTarget, string, (event: any) => void, boolean][]} */
    const heard = [
      [this.#field, "input", () => this.#look(), false],
      [this.#field, "click", () => this.#look(), false],
      [this.#field, "keyup", ({ key }) => /^Arrow[LR]|^Home|^End/.test(key) && this.#look(), false],
      [this.#field, "blur", () => (this.#asked.value = null), false],
      [/** @type {HTMLElement} */ (form), "keydown", (event) => this.#press(event), true], // before the field itself
    ];
    for (const [target, name, act, capture] of heard) target.addEventListener(name, act, capture);
    this.#ends = heard.map(([target, name, act, capture]) => () => target.removeEventListener(name, act, capture));
    this.#look();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    for (const end of this.#ends) end();
  }

  render() {
    const found = this.#found();
    const asked = this.#asked.value;
    const at = Math.min(this.#at.value, found.length - 1);
    this.#tell(found.length ? `choice-${at}` : null);
    if (!asked || !found.length) return nothing;
    return html`<div class="completion chooser__list" id="completion" role="listbox" aria-label=${asked.source.label}>
      ${found.map((choice, n) => html`<div class="chooser__item" id="choice-${n}" role="option" aria-selected=${n === at}
        @pointerdown=${(/** @type {Event} */ event) => event.preventDefault()} @click=${() => this.#take(choice)} @mousemove=${() => (this.#at.value = n)}>
        ${choice.person ? avatar(choice.person.id, choice.name, "avatar--small") : choice.icon ? icon(choice.icon) : nothing}<span>${choice.name}</span><small>${choice.about}</small></div>`)}
    </div>`;
  }

  updated() {
    this.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }

  /** @returns {HTMLTextAreaElement} */
  get #field() {
    return /** @type {HTMLTextAreaElement} */ (this.closest("form")?.querySelector("textarea"));
  }

  #found() {
    const asked = this.#asked.value;
    const room = this.app.rooms.openId.value;
    return asked && room !== null ? asked.source.find(this.app, asked.typed, room) : [];
  }

  /** What stands before the cursor: does something there ask to be completed? */
  #look() {
    const { value, selectionStart: end, selectionEnd } = this.#field;
    const before = value.slice(Math.max(0, end - FAR - 1), end);
    const asked = completions.map((source) => ({ source, at: before.lastIndexOf(source.mark) })).sort((a, b) => b.at - a.at)[0];
    const start = asked ? end - before.length + asked.at : -1;
    const typed = asked ? before.slice(asked.at + 1) : "";
    const none = !asked || asked.at < 0 || end !== selectionEnd || /^\s|\n/.test(typed) || BEFORE.test(before.slice(0, asked.at));
    if (none || start !== this.#shut) this.#shut = -1;
    this.#at.value = 0;
    this.#asked.value = none || start === this.#shut ? null : { source: asked.source, typed, start };
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const found = this.#found();
    if (!found.length || event.isComposing || event.keyCode === 229 || event.target !== this.#field) return;
    const [at, { key }] = [Math.min(this.#at.peek(), found.length - 1), event];
    if (key === "ArrowDown") this.#at.value = (at + 1) % found.length;
    else if (key === "ArrowUp") this.#at.value = (at + found.length - 1) % found.length;
    else if ((key === "Enter" && !event.shiftKey) || key === "Tab") this.#take(/** @type {Choice} */ (found[at]));
    else if (key === "Escape") this.#close();
    else return;
    event.preventDefault();
    event.stopPropagation(); // it does not send, nor close anything else
  }

  #close() {
    this.#shut = this.#asked.peek()?.start ?? -1;
    this.#asked.value = null;
  }

  /** @param {Choice} choice */
  #take({ insert }) {
    const [asked, field] = [this.#asked.peek(), this.#field];
    if (!asked) return;
    const rest = field.value.slice(field.selectionEnd);
    field.setRangeText(rest.startsWith(" ") ? insert.trimEnd() : insert, asked.start, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    this.#shut = asked.start;
    this.#asked.value = null;
  }

  /** @param {string | null} chosen */
  #tell(chosen) {
    const field = this.#field;
    field.setAttribute("aria-autocomplete", "list");
    if (chosen) {
      field.setAttribute("aria-controls", "completion");
      field.setAttribute("aria-activedescendant", chosen);
    } else for (const name of ["aria-controls", "aria-activedescendant"]) field.removeAttribute(name);
  }
}

customElements.define("parlour-completion", Completion);
