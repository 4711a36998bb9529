import { isCommand } from "parlour/lib/is-command.js";
import { Problem } from "parlour/lib/problem.js";

/** @import { App } from "parlour/types/app.js" */

/** What becomes of a line: most are said; one that begins with a slash does something. That comes when it is needed first. */
export class Slash {
  #busy = false;

  /**
   * Where a command cannot be done its line stays. Two slashes are one that means nothing.
   * @param {App} app @param {number} room @param {string} text @param {(words: string) => void} post what is said
   */
  async send(app, room, text, post) {
    if (!isCommand(text)) return post(text.replace(/^\/\//, "/"));
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
