import { ago } from "parlour/lib/ago.js";
import { plural } from "parlour/lib/plural.js";
import { Problem } from "parlour/lib/problem.js";
import { View } from "parlour/lib/view.js";
import { Following } from "parlour/live/following.js";
import { dialog } from "parlour/views/dialog.js";
import { keptLine } from "parlour/views/kept-line.js";
import { html, nothing, repeat } from "lit";
import { signal } from "signals";

/** @import { FollowedThread } from "parlour/types/wire.js" */

const id = (/** @type {FollowedThread} */ { message }) => message.id;

/** The threads that I follow, those in which something was said last first. */
export class Threads extends View {
  /** @type {import("signals").Signal<FollowedThread[] | null>} */
  #found = signal(/** @type {FollowedThread[] | null} */ (null));
  /** Where the next page begins. @type {import("signals").Signal<string | null>} */
  #more = signal(/** @type {string | null} */ (null));

  render() {
    const found = this.#found.value;
    return dialog(this.app, "Threads", found === null
      ? html`<div class="bones" role="status" aria-label="Loading"><span class="bone"></span><span class="bone"></span></div>`
      : found.length
        ? html`<ul class="kept">${repeat(found, id, (thread) => this.#line(thread))}</ul>
            ${this.#more.value ? html`<button class="button button--plain button--small" type="button" @click=${() => this.#fetch()}>More</button>` : nothing}`
        : html`<p class="dialog__lead">You follow no thread yet. Choose "Reply in thread" in the menu of a message: you then find here what is said about it.</p>`, "dialog--wide");
  }

  firstUpdated() {
    this.querySelector("dialog")?.showModal();
    void this.#fetch();
  }

  async #fetch() {
    const before = this.#more.peek();
    try {
      const page = await this.app.http.get(`/threads${before ? `?before=${before}` : ""}`);
      const held = this.#found.peek() ?? [];
      const known = new Set(held.map(id));
      this.#found.value = [...held, ...page.threads.filter((/** @type {FollowedThread} */ thread) => !known.has(id(thread)))];
      this.#more.value = page.before;
    } catch (thrown) {
      this.app.notes.show(Problem.from(thrown).message, { alert: true });
      if (!this.#found.peek()) this.querySelector("dialog")?.close();
    }
  }

  /** @param {FollowedThread} thread */
  #line({ message }) {
    const { room, seq, replies, kind } = message;
    const unread = this.app.following?.of(room, seq)?.unread;
    const said = replies ? `${plural(replies.count, "reply", "replies")}, last ${ago(new Date(replies.at))}` : "No replies yet";
    const where = html`<div class="thread__where"><button class="link" type="button" @click=${() => this.#show(room, seq)}>${said}</button>
      <span>${this.app.rooms.get(room)?.name}</span>${unread ? html`<span class="count">${unread} new</span>` : nothing}</div>`;
    return keptLine(kind === "deleted" ? { ...message, html: "<em>This message was deleted.</em>" } : message, { where, drop: { name: "Unfollow", act: () => this.#drop(message) } });
  }

  /** @param {import("parlour/types/wire.js").Message} message */
  async #drop(message) {
    try {
      await Following.of(this.app).follow(message.room, message.seq, false);
      this.#found.value = (this.#found.peek() ?? []).filter((thread) => id(thread) !== message.id);
    } catch (thrown) {
      this.app.notes.show(Problem.from(thrown).message, { alert: true });
    }
  }

  /** @param {number} room @param {number} seq */
  #show(room, seq) {
    const { app } = this; // this element goes with the dialog
    this.querySelector("dialog")?.close();
    app.scene.dialog.value = null;
    setTimeout(() => void app.places.showThread(room, seq)); // when this is closed: it holds the focus
  }
}

customElements.define("parlour-threads", Threads);
