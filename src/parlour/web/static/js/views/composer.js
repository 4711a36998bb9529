import { icon } from "parlour/lib/icon.js";
import { laterStyles } from "parlour/lib/later-styles.js";
import { View } from "parlour/lib/view.js";
import { Slash } from "parlour/live/slash.js";
import { hidden } from "parlour/models/hidden.js";
import { replyBar } from "parlour/views/reply-bar.js";
import { SlashList } from "parlour/views/slash-list.js";
import { typingLine } from "parlour/views/typing-line.js";
import { html, nothing } from "lit";
import { signal } from "signals";

const PASTE = 40;
/** Behind these what is meant can be chosen from a list. */
const COMPLETED = /(?:^|[\s(])(?:@|[#:]\w)/;
const MANY = /@(?:room|here)\b/i;

/** Where one writes. Enter sends, Shift+Enter begins a new line; never while an input method composes. */
export class Composer extends View {
  #text = signal("");
  /** The list of what can be meant was needed, and is here. */
  #completes = signal(false);
  /** @type {number | null} */
  #room = null;
  #outside = 0;
  #slash = new Slash();
  #list = new SlashList();

  get #limit() {
    return this.app.session.limits.message ?? 10_000;
  }

  render() {
    const room = this.app.rooms.current.value;
    const text = this.#text.value;
    void this.app.drafts.outside.value; // drawn anew when what is written was changed elsewhere
    const over = length(text) - this.#limit;
    const to = room && this.app.drafts.replyTo(room.id);
    const name = room ? `Message ${room.open ? "#" : ""}${room.name}` : "Message";
    return html`<form class="composer" aria-label="Write a message" @submit=${this.#submit}>
      <div class="composer__line">${typingLine(this.app)}${this.#count(over)}</div>
      ${room && to ? replyBar(this.app, room.id, to) : nothing}
      ${this.#list.draw(this.app, text, this.#write)}
      <div class="card">
        <textarea class="field" id="composer" rows="1" aria-label=${name} placeholder=${name} enterkeyhint="send" autocomplete="off"
          aria-describedby=${to ? "replying composer-hint" : "composer-hint"} @input=${this.#input} @keydown=${this.#press}></textarea>
        <span class="unseen" id="composer-hint">Enter sends, Shift and Enter begins a new line.</span>
        ${this.#completes.value ? html`<parlour-completion></parlour-completion>` : nothing}
        <button class="icon-button" type="button" aria-label="Send later" title="Send later" aria-haspopup="menu" @click=${this.#later}>${icon("clock")}</button>
        <button class="send" aria-label="Send" title="Send" ?disabled=${over > 0}>${icon("up")}</button>
      </div>
    </form>`;
  }

  updated() {
    const id = this.app.rooms.openId.peek();
    const outside = this.app.drafts.outside.peek();
    if (id === null || (id === this.#room && outside === this.#outside)) return;
    const entered = id !== this.#room;
    this.#room = id;
    this.#outside = outside;
    this.#put(this.app.drafts.of(id));
    if (entered && !this.app.scene.narrow.peek() && !this.app.scene.dialog.peek()) this.#field.focus({ preventScroll: true });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#room = null;
  }

  /** @returns {HTMLTextAreaElement} */
  get #field() {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
  }

  /** @param {number} over */
  #count(over) {
    if (over > 0) return html`<span class="composer__warning" role="status">${over.toLocaleString()} characters too long. Send it in two parts.</span>`;
    if (over > -500) return html`<span>${(-over).toLocaleString()} characters left</span>`;
    return nothing;
  }

  /** Another text than was typed. @param {string} text */
  #write = (text) => {
    this.#field.value = text;
    this.#input();
  };

  #input() {
    const { drafts, typing, connection, spoken } = this.app;
    const text = this.#field.value;
    const grown = Math.abs(text.length - this.#text.peek().length) > PASTE;
    this.#text.value = text;
    this.#fit();
    if (grown && this.app.scene.atEnd.peek()) this.app.scene.jumpToEnd(); // the edge moved far in one step: follow it
    if (this.#room === null) return;
    drafts.keep(this.#room, text);
    spoken.hush();
    if (!this.#completes.peek() && COMPLETED.test(text)) this.#complete();
    if (text.trim() && typing.tell(this.#room)) connection.tell("typing", { room: this.#room });
  }

  /** What can be meant is chosen from a list, which comes with its styles. */
  #complete() {
    const parts = [laterStyles(this.app.page.later), import("parlour/views/completion.js")];
    Promise.all(parts).then(() => (this.#completes.value = true), () => {});
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (this.#list.press(event)) return;
    if (event.key === "Escape") this.#escape(event);
    if (event.key === "ArrowUp" && event.shiftKey && !this.#field.value) this.#replyToLast(event);
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#send();
  }

  /** What is written answers nothing any more. @param {KeyboardEvent} event */
  #escape(event) {
    if (event.isComposing || this.#room === null || !this.app.drafts.replyTo(this.#room)) return;
    event.preventDefault();
    this.app.drafts.reply(this.#room, null);
  }

  /** @param {KeyboardEvent} event */
  #replyToLast(event) {
    const room = Number(this.#room);
    const last = this.app.timelines.get(room)?.messages.peek().findLast((message) => message.kind === "message" && !hidden(message));
    if (!last) return;
    event.preventDefault();
    this.app.drafts.reply(room, last.seq);
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    this.#send();
    this.#field.focus();
  }

  /** @param {Event} event */
  #later(event) {
    this.app.scene.beside("later", /** @type {any} */ (null), /** @type {HTMLElement} */ (event.currentTarget));
  }

  /** @param {boolean} [confirm] whether many people may be called; without it that is asked */
  #send(confirm) {
    const text = this.#field.value.trim();
    if (!text || length(text) > this.#limit || this.#room === null) return;
    if (confirm === undefined && MANY.test(text)) return void this.#ask(this.#room, text);
    void this.#slash.send(this.app, this.#room, text, (words) => this.#post(words, confirm));
  }

  /** @param {string} text @param {boolean} [confirm] */
  #post(text, confirm) {
    const { outbox, drafts, rooms, scene, timelines, typing, session } = this.app;
    const room = Number(this.#room);
    outbox.add(room, text, { replyTo: drafts.replyTo(room), epoch: session.epoch, confirm });
    rooms.turnTo(room);
    drafts.clear(room);
    typing.sent(room);
    timelines.hold(room).divider.value = null;
    this.#put("");
    scene.jumpToEnd();
  }

  /** Many are called: do they have to be? @param {number} room @param {string} text */
  #ask(room, text) {
    const send = (/** @type {boolean} */ confirm) => this.#room === room && this.#send(confirm);
    import("parlour/live/calling.js").then(({ calling }) => calling(this.app, { room, text, send }), () => send(false));
  }

  /** @param {string} text */
  #put(text) {
    this.#field.value = text;
    this.#text.value = text;
    this.#fit();
  }

  /** Grow with the text, where the browser does not do it by itself. */
  #fit() {
    if (CSS.supports("field-sizing", "content")) return;
    this.#field.style.setProperty("block-size", "auto");
    this.#field.style.setProperty("block-size", `${this.#field.scrollHeight}px`);
  }
}

/** Characters as the server counts them. @param {string} text */
const length = (text) => (text.length < 4000 ? text.length : [...text].length);

customElements.define("parlour-composer", Composer);
