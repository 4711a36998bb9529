import { icon } from "parlour/lib/icon.js";
import { View } from "parlour/lib/view.js";
import { emoji as all } from "parlour/models/emoji.js";
import { Popover } from "parlour/views/popover.js";
import { html } from "lit";
import { signal } from "signals";

const COLUMNS = 8;
/** @type {Record<string, number>} */
const STEPS = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS };

/** What one reacts with: used lately first, found by name, chosen by pointer, finger or arrows and Enter. */
export class EmojiPicker extends View {
  #popover = new Popover(this);
  #query = signal("");
  #at = signal(0);

  render() {
    const found = this.#found();
    const at = Math.min(this.#at.value, found.length - 1);
    return this.#popover.draw("React with an emoji", html`<div class="picker">
      <div class="picker__field">${icon("search")}
        <input type="text" role="combobox" aria-label="Find an emoji" aria-expanded="true" aria-controls="emoji" aria-autocomplete="list"
          aria-activedescendant="emoji-${at}" placeholder="Find an emoji" autocomplete="off" spellcheck="false" @input=${this.#input} @keydown=${this.#press}>
      </div>
      <div class="picker__grid" id="emoji" role="listbox" aria-label="Emoji">
        ${found.map(([emoji, words], n) => html`<div class="picker__item emoji" id="emoji-${n}" role="option" aria-selected=${n === at} aria-label=${words} title=${words}
          @click=${() => this.#choose(emoji)} @mousemove=${() => (this.#at.value = n)}>${emoji}</div>`)}
      </div>
      ${found.length ? "" : html`<p class="picker__none" role="status">Nothing is called that.</p>`}
    </div>`, "popover--picker");
  }

  firstUpdated() {
    this.#popover.open(this.app.scene.phone.peek() ? null : this.querySelector("input")); // its keyboard would cover half of it
  }

  updated() {
    this.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }

  #found() {
    const words = this.#query.value.toLowerCase().trim();
    const { recent } = this.app.reacting;
    const known = new Map(all);
    /** @type {[string, string][]} */
    const first = recent.map((emoji) => [emoji, known.get(emoji) ?? "used lately"]);
    const found = [...first, ...all.filter(([emoji]) => !recent.includes(emoji))];
    return words ? found.filter(([emoji, names]) => names.includes(words) || emoji === words) : found;
  }

  /** @param {Event} event */
  #input(event) {
    this.#query.value = /** @type {HTMLInputElement} */ (event.target).value;
    this.#at.value = 0;
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const found = this.#found();
    if (event.isComposing || !found.length) return;
    const step = STEPS[event.key];
    const to = this.#at.peek() + (step ?? 0);
    if (event.key === "Enter") this.#choose(found[Math.min(this.#at.peek(), found.length - 1)]?.[0] ?? "");
    else if (step === undefined) return;
    else if (to >= 0 && to < found.length) this.#at.value = to;
    event.preventDefault();
  }

  /** @param {string} emoji */
  #choose(emoji) {
    const asked = this.app.scene.popover.peek();
    this.#popover.close();
    if (asked) void this.app.reacting.put(asked.message, emoji);
  }
}

customElements.define("parlour-emoji-picker", EmojiPicker);
