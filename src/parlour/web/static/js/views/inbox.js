import { excerpt } from "parlour/lib/excerpt.js";
import { icon } from "parlour/lib/icon.js";
import { Problem } from "parlour/lib/problem.js";
import { time } from "parlour/lib/time.js";
import { View } from "parlour/lib/view.js";
import { avatar } from "parlour/views/avatar.js";
import { dialog } from "parlour/views/dialog.js";
import { html, nothing, repeat } from "lit";
import { effect, signal, untracked } from "signals";

/** @import { Entry } from "parlour/types/wire.js" */

/** What somebody did, by the kind of entry. @type {Record<Entry["kind"], (entry: Entry) => string>} */
const DEEDS = {
  mention: () => "mentioned you",
  reply: () => "replied to you",
  reaction: ({ word }) => `reacted ${word} to`,
  keyword: ({ word }) => `said "${word}"`,
};
/** Where a key leads from place `at` of so many. @type {Record<string, (at: number, count: number) => number>} */
const STEPS = { ArrowDown: (at, count) => Math.min(at + 1, count - 1), ArrowUp: (at) => Math.max(at - 1, 0), Home: () => 0, End: () => -1 };

/** What concerns me in all rooms, the newest first; each opens where it stands. */
export class InboxView extends View {
  /** @type {import("signals").Signal<Entry[] | null>} */
  #entries = signal(/** @type {Entry[] | null} */ (null));
  /** @type {import("signals").Signal<number | null>} */
  #more = signal(/** @type {number | null} */ (null));
  #end = () => {};

  render() {
    const entries = this.#entries.value;
    const { inbox } = this.app;
    return dialog(this.app, "Inbox", html`
      ${entries?.length ? html`<div class="dialog__tools"><button class="button button--plain button--small" type="button" ?disabled=${!inbox.unread.value} @click=${this.#readAll}>${icon("check")}Mark all as read</button></div>` : nothing}
      ${entries === null
        ? html`<div class="bones" role="status" aria-label="Loading"><span class="bone"></span><span class="bone"></span></div>`
        : entries.length
          ? html`<ul class="kept" @keydown=${this.#press}>${repeat(entries, ({ id }) => id, (entry) => this.#line(entry))}</ul>`
          : html`<p class="dialog__lead">Nothing yet. Mentions, replies to you, reactions to what you said, and the words you choose in the settings come here.</p>`}
      ${this.#more.value ? html`<div class="dialog__tools"><button class="button button--plain button--small" type="button" @click=${() => this.#fetch(this.#more.peek())}>Older</button></div>` : nothing}`, "dialog--wide");
  }

  firstUpdated() {
    this.querySelector("dialog")?.showModal();
    this.#end = effect(() => {
      this.app.inbox.news.value;
      untracked(() => void this.#fetch(null));
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#end();
  }

  /** @param {Entry} entry */
  #line(entry) {
    const { ignored, rooms } = this.app;
    const room = rooms.get(entry.room);
    if (!room?.member || ignored.has(entry.user_id)) return nothing;
    const at = new Date(entry.timestamp);
    return html`<li><button class="hit" type="button" aria-label="${entry.read ? "" : "Unread: "}${entry.username} ${DEEDS[entry.kind](entry)} in ${room.name}: ${excerpt(entry.message)}" @click=${() => this.#open(entry)}>
      ${avatar(entry.user_id, entry.username, "avatar--small")}
      <span class="hit__head"><b>${entry.username}</b><span>${DEEDS[entry.kind](entry)}, ${icon(room.kind === "direct" ? "bubble" : room.open ? "hash" : "lock")}${room.name}</span>
        <time datetime=${entry.timestamp} title=${time.full(at)}>${time.sameDay(at, new Date()) ? time.short(at) : time.day(at)}</time>${entry.read ? nothing : html`<span class="hit__new"></span>`}</span>
      <span class="hit__text" dir="auto">${excerpt(entry.message)}</span>
    </button></li>`;
  }

  /** @param {number | null} before the place to go on from; null: from the newest */
  async #fetch(before) {
    const { connection, http, notes } = this.app;
    try {
      const page = await (connection.up ? connection.emit("inbox", before ? { before } : {}) : http.get(`/inbox${before ? `?before=${before}` : ""}`));
      const held = before ? (this.#entries.peek() ?? []) : [];
      this.#entries.value = [...held, ...page.entries];
      this.#more.value = page.before;
    } catch (thrown) {
      notes.show(Problem.from(thrown).message, { alert: true });
      this.#entries.value ??= [];
    }
  }

  async #readAll() {
    const { connection, inbox, notes } = this.app;
    try {
      inbox.unread.value = (await connection.emit("read_inbox", {})).unread;
      this.#entries.value = (this.#entries.peek() ?? []).map((entry) => ({ ...entry, read: true }));
    } catch (thrown) {
      notes.show(Problem.from(thrown).message, { alert: true });
    }
  }

  /** @param {Entry} entry */
  #open({ id, room, seq, read }) {
    const { app } = this; // this element goes with the dialog
    if (!read) app.connection.emit("read_inbox", { ids: [id] }).then(({ unread }) => (app.inbox.unread.value = unread), () => {}); // read when it is seen there
    this.querySelector("dialog")?.close();
    app.scene.dialog.value = null;
    app.scene.sheet.value = null;
    setTimeout(() => void app.places.show(room, seq)); // when this is closed: it holds the focus
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const lines = /** @type {HTMLElement[]} */ ([...this.querySelectorAll(".hit")]);
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    lines.at(step(lines.indexOf(/** @type {HTMLElement} */ (document.activeElement)), lines.length))?.focus();
  }
}

customElements.define("parlour-inbox", InboxView);
