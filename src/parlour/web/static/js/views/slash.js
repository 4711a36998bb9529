import { Problem } from "parlour/lib/problem.js";
import { html, nothing } from "lit";
import { signal } from "signals";

/** @import { App } from "parlour/types/app.js" */
/** @typedef {import("parlour/views/command-list.js").CommandList} List */

const COMMAND = /^\/[a-z]+(?=\s|$)/i;
const BEGUN = /^\/[a-z]*$/i;

/** Lines that begin with a slash: the commands that begin so, and what they do. All of it comes when it is needed first. */
export class Slash {
  #ready = signal(false);
  #busy = false;

  /** The list above the composer. @param {string} text @param {(line: string) => void} choose */
  draw(text, choose) {
    if (!BEGUN.test(text)) return nothing;
    import("parlour/views/command-list.js").then(() => (this.#ready.value = true), () => {}); // it needs a connection once
    return this.#ready.value ? html`<parlour-commands .typed=${text} .choose=${choose}></parlour-commands>` : nothing;
  }

  /** Take a key before the composer does. @param {KeyboardEvent} event @returns {boolean} */
  press(event) {
    const list = /** @type {List | null} */ (document.querySelector("parlour-commands"));
    return list?.press(event) ?? false;
  }

  /**
   * Do what a line says; where that cannot be, it stays. Two slashes are one that means nothing.
   * @param {App} app @param {number} room @param {string} text @param {(words: string) => void} post what is said in its place
   */
  async send(app, room, text, post) {
    if (!COMMAND.test(text)) return post(text.startsWith("//") ? text.slice(1) : text);
    if (this.#busy) return;
    this.#busy = true;
    try {
      const { command } = await import("parlour/live/commands.js");
      const words = await command(app, text);
      const still = app.drafts.of(room).trim() === text;
      if (still && !words) app.drafts.empty(room);
      else if (still && room === app.rooms.openId.peek()) post(words);
    } catch (thrown) {
      app.notes.show(Problem.from(thrown).message, { alert: true });
    } finally {
      this.#busy = false;
    }
  }
}
