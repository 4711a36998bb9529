import { icon } from "parlour/lib/icon.js";
import { plural } from "parlour/lib/plural.js";
import { View } from "parlour/lib/view.js";
import { Search } from "parlour/models/search.js";
import { searchHelp } from "parlour/views/search-help.js";
import { searchHit } from "parlour/views/search-hit.js";
import { html, nothing } from "lit";
import { signal } from "signals";

/** @import { App } from "parlour/types/app.js" */

const PAUSE = 250; // ms without a letter, after which it is looked for
/** What was looked for last is there when one comes back. @type {WeakMap<App, Search>} */
const searches = new WeakMap();

/** Ctrl+Shift+F: what was said, in all rooms; Enter goes there. */
export class SearchView extends View {
  #at = signal(0);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #soon;

  get #search() {
    const { app } = this;
    let search = searches.get(app);
    if (!search) searches.set(app, (search = new Search((asked) => app.connection.emit("search", asked))));
    return search;
  }

  render() {
    const { hits, problem } = this.#search;
    const at = Math.min(this.#at.value, hits.value.length - 1);
    return html`<dialog class="dialog search" aria-label="Search messages" @close=${this.#closed} @mousedown=${this.#beside}>
      <div class="search__field">${icon("search")}
        <input type="text" role="combobox" aria-label="Search messages" aria-expanded=${hits.value.length > 0} aria-controls="hits" aria-autocomplete="list"
          aria-activedescendant=${hits.value.length ? `hit-${at}` : nothing} placeholder="Search messages" autocomplete="off" spellcheck="false"
          enterkeyhint="search" maxlength=${this.app.page.limits.search ?? 200} @input=${this.#input} @keydown=${this.#press}>
        <button class="icon-button" type="button" aria-label="Close" @click=${this.#close}>${icon("close")}</button>
      </div>
      ${problem.value ? html`<p class="search__word search__word--alert" role="alert">${problem.value.message}</p>` : this.#word()}
      <div class="search__hits" id="hits" role="listbox" aria-label="Messages found" ?hidden=${!hits.value.length}>
        ${hits.value.map((hit, n) => searchHit(this.app, hit, { n, chosen: n === at, open: () => this.#open(n), point: () => (this.#at.value = n) }))}
      </div>
      ${this.#foot()}
    </dialog>`;
  }

  firstUpdated() {
    this.querySelector("dialog")?.showModal();
    const input = this.querySelector("input");
    if (!input) return;
    const { scene } = this.app;
    if (scene.words) void this.#search.find(scene.words);
    scene.words = "";
    input.value = this.#search.q.peek();
    input.focus();
    input.select();
  }

  updated() {
    this.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#soon);
  }

  /** How much was found, and in which order it is. */
  #word() {
    const { hits, answered, busy, more, sort, q } = this.#search;
    if (!this.app.connection.up) return html`<p class="search__word" role="status">Searching needs the connection. It is not there just now.</p>`;
    if (answered.value === null) return html`<p class="search__word" role="status">${busy.value ? "Searching ..." : ""}</p>`;
    const count = hits.value.length;
    const found = count ? `${plural(count, "message", "messages")}${more.value ? ", and there are more" : ""}` : "Nothing was found.";
    /** @param {"time" | "relevance"} by @param {string} name */
    const order = (by, name) => html`<button type="button" aria-pressed=${sort.value === by} @click=${() => this.#search.find(q.peek(), by)}>${name}</button>`;
    return html`<div class="search__word"><p role="status">${found}</p>
      <div class="search__order" role="group" aria-label="Order">${order("time", "Newest")}${order("relevance", "Best match")}</div></div>`;
  }

  #foot() {
    const { answered, complete, more, busy } = this.#search;
    if (answered.value === null) return this.#search.q.value.trim() ? nothing : searchHelp((operator) => this.#insert(operator));
    return html`<div class="search__foot">
      ${complete.value ? nothing : html`<p>Only the newest messages were looked through. With three letters or more it is all of them.</p>`}
      ${more.value ? html`<button class="button button--plain button--small" type="button" aria-disabled=${busy.value} @click=${() => this.#search.next()}>More</button>` : nothing}
    </div>`;
  }

  /** @param {InputEvent} event */
  #input(event) {
    const { value } = /** @type {HTMLInputElement} */ (event.target);
    clearTimeout(this.#soon);
    this.#at.value = 0;
    if (!value.trim()) void this.#search.find(value);
    else if (!event.isComposing) this.#soon = setTimeout(() => this.app.connection.up && this.#search.find(value), PAUSE);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.isComposing) return;
    const { hits, answered } = this.#search;
    const { value } = /** @type {HTMLInputElement} */ (event.target);
    const last = hits.peek().length - 1;
    if (event.key === "ArrowDown" && this.#at.peek() >= last) void this.#search.next();
    if (event.key === "ArrowDown") this.#at.value = Math.min(this.#at.peek() + 1, Math.max(0, last));
    else if (event.key === "ArrowUp") this.#at.value = Math.max(0, this.#at.peek() - 1);
    else if (event.key === "Enter" && answered.peek() === value && last >= 0) this.#open(Math.min(this.#at.peek(), last));
    else if (event.key === "Enter") this.#now(value);
    else return;
    event.preventDefault();
  }

  /** @param {string} value */
  #now(value) {
    clearTimeout(this.#soon);
    if (this.app.connection.up) void this.#search.find(value);
  }

  /** Write an operator behind what is there. @param {string} operator */
  #insert(operator) {
    const input = this.querySelector("input");
    if (!input) return;
    input.value = `${input.value.trim()} ${operator}`.trimStart();
    input.focus();
  }

  /** @param {number} n */
  #open(n) {
    const { app } = this; // this element goes with the dialog
    const hit = this.#search.hits.peek()[n];
    this.#close();
    app.scene.dialog.value = null;
    if (hit) setTimeout(() => void app.places.show(hit.room, hit.seq)); // when this is closed: it holds the focus
  }

  #close() {
    this.querySelector("dialog")?.close();
  }

  /** @param {MouseEvent} event */
  #beside(event) {
    if (event.target === event.currentTarget) this.#close();
  }

  #closed() {
    if (this.isConnected && this.app.scene.dialog.peek() === "search") this.app.scene.dialog.value = null;
  }
}

customElements.define("parlour-search", SearchView);
