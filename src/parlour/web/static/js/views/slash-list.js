import { laterStyles } from "parlour/lib/later-styles.js";
import { html, nothing } from "lit";
import { signal } from "signals";

/** @import { App } from "parlour/types/app.js" */
/** @typedef {import("parlour/views/command-list.js").CommandList} List */

const BEGUN = /^\/[a-z]*$/i;

/** The commands that begin as one has typed, above the composer; they come with the first slash. */
export class SlashList {
  #ready = signal(false);

  /** @param {App} app @param {string} text @param {(line: string) => void} choose */
  draw(app, text, choose) {
    if (!BEGUN.test(text)) return nothing;
    const parts = [laterStyles(app.page.later), import("parlour/views/command-list.js")];
    Promise.all(parts).then(() => (this.#ready.value = true), () => {}); // it needs a connection once
    return this.#ready.value ? html`<parlour-commands .typed=${text} .choose=${choose}></parlour-commands>` : nothing;
  }

  /** Take a key before the composer does. @param {KeyboardEvent} event @returns {boolean} */
  press(event) {
    const list = /** @type {List | null} */ (document.querySelector("parlour-commands"));
    return list?.press(event) ?? false;
  }
}
