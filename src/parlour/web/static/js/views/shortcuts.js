import { View } from "parlour/lib/view.js";
import { commands } from "parlour/live/commands.js";
import { dialog } from "parlour/views/dialog.js";
import { keys } from "parlour/views/keys.js";
import { deeds } from "parlour/views/message-deeds.js";
import { html } from "lit";

/** What the composer and the lists do by themselves. */
const WRITING = [
  { keys: "Enter", about: "Send" },
  { keys: "Shift Enter", about: "Begin a new line" },
  { keys: "@", about: "Choose somebody of the room; # a room, : an emoji" },
  { keys: "Shift ArrowUp", about: "Reply to the last message, where nothing is written yet" },
  { keys: "Escape", about: "Do not reply; else go to the newest message, and have read the room" },
];
const READING = [{ keys: "ArrowUp", about: "Previous message" }, { keys: "ArrowDown", about: "Next message" }];
/** @type {Record<string, string>} */
const NAMES = { ArrowUp: "\u2191", ArrowDown: "\u2193", Escape: "Esc" };

/** Every key and every command there is, from the tables that make them work. */
export class Shortcuts extends View {
  render() {
    const mac = /Mac|iPhone|iPad/.test(navigator.userAgent);
    const each = (/** @type {{keys: string, about: string}} */ line) => html`<li><span>${line.about}</span><span>${line.keys.split(" ").map((key) => html`<kbd>${key === "Mod" ? (mac ? "\u2318" : "Ctrl") : NAMES[key] ?? key.toUpperCase()}</kbd>`)}</span></li>`;
    const part = (/** @type {string} */ title, /** @type {unknown} */ lines) => html`<section class="settings__part shortcuts"><h3>${title}</h3><ul>${lines}</ul></section>`;
    const ofMessages = deeds.flatMap(({ key, name }) => (key ? [{ keys: /[A-Z]/.test(key) ? `Shift ${key}` : key, about: name }] : []));
    return dialog(this.app, "Keyboard shortcuts", html`
      ${part("Everywhere", keys.map(each))}
      ${part("While you write", WRITING.map(each))}
      ${part("On a message", [...READING, ...ofMessages].map(each))}
      ${part("Commands", [...commands(this.app).map(({ name, words, about }) => html`<li><span>${about}</span><code>/${name}${words ? ` ${words}` : ""}</code></li>`),
        html`<li><span>Send a message that begins with a slash</span><code>//</code></li>`])}`, "dialog--wide");
  }

  firstUpdated() {
    this.querySelector("dialog")?.showModal();
  }
}

customElements.define("parlour-shortcuts", Shortcuts);
