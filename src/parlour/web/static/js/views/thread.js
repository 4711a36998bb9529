import { icon } from "parlour/lib/icon.js";
import { plural } from "parlour/lib/plural.js";
import { Problem } from "parlour/lib/problem.js";
import { View } from "parlour/lib/view.js";
import { Following } from "parlour/live/following.js";
import { rows } from "parlour/models/rows.js";
import { Thread } from "parlour/models/thread.js";
import { Anchor } from "parlour/views/anchor.js";
import { Edges } from "parlour/views/edges.js";
import { found } from "parlour/views/found.js";
import { messagePress } from "parlour/views/message-press.js";
import { drawRow } from "parlour/views/row.js";
import "parlour/views/thread-composer.js";
import { walk } from "parlour/views/walk.js";
import { html, nothing, repeat } from "lit";
import { untracked } from "signals";

/** @import { Row } from "parlour/types/app.js" */
/** @typedef {{room: number, seq: number, at?: number}} Wish */

const AGAIN = 3000; // ms after which a thread that could not be fetched is asked for again

/** A thread beside the conversation: what it began with, its replies, and where one writes another. */
export class ThreadView extends View {
  #anchor = new Anchor(() => this.#scrolled());
  #edges = new Edges((up) => this.#reached(up), (up) => Boolean(this.#thread?.[up ? "older" : "newer"].peek()));
  /** @type {Thread | null} */
  #thread = null;
  /** That tells it what changes. @type {import("parlour/models/timeline.js").Timeline | null} */
  #timeline = null;
  /** @type {Wish | null} */
  #wish = null;
  /** The reply that is to be shown. @type {number | undefined} */
  #aim;
  /** @type {number | null} */
  #divider = null;
  /** @type {Row[]} */
  #rows = [];
  /** Where the focus was before. @type {Element | null} */
  #before = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #again;

  connectedCallback() {
    super.connectedCallback();
    this.#before = document.activeElement;
  }

  willUpdate() {
    const { outbox, scene, session } = this.app;
    const wish = scene.thread.value;
    if (wish && wish !== this.#wish) untracked(() => this.#begin(wish));
    const [thread, root] = [this.#thread, this.#thread?.root.value];
    if (!thread || !root) return;
    const pending = outbox.of(thread.room).filter((item) => item.thread === thread.seq);
    this.#rows = rows([root, ...thread.replies.value], pending, { me: session.id, divider: this.#divider, thread: true });
    const sought = this.#rows.find((row) => row.type === "message" && row.message.seq === this.#aim);
    if (sought) this.#anchor.seek(sought.key);
    const list = /** @type {HTMLElement | null} */ (this.querySelector(".thread__list"));
    if (list && !this.#anchor.following) this.#anchor.take(list);
  }

  render() {
    const { connection, scene } = this.app;
    const [thread, following] = [this.#thread, Following.of(this.app)];
    scene.focused.value; // who comes back has read what came meanwhile
    if (!thread) return nothing;
    const held = following.of(thread.room, thread.seq);
    const failed = thread.failed.value && connection.up; // else the next connection asks again
    clearTimeout(this.#again);
    if (failed) this.#again = setTimeout(() => void this.#open(this.#aim), AGAIN);
    const follow = () => following.follow(thread.room, thread.seq, !held).catch((thrown) => this.app.notes.show(Problem.from(thrown).message, { alert: true }));
    return html`<aside class="panel panel--thread" aria-label="Thread">
      <header class="thread__head">
        <h2>Thread</h2>
        <button class="button button--plain button--small" type="button" aria-pressed=${Boolean(held)} title=${held ? "You are told what is new here" : "Be told what is new here"} @click=${follow}>${held ? "Unfollow" : "Follow"}</button>
        <button class="icon-button" type="button" aria-label="Close the thread" title="Close the thread (Esc)" @click=${() => (scene.thread.value = null)}>${icon("close")}</button>
      </header>
      ${thread.root.value ? this.#list(thread) : this.#waiting(thread)}
      <parlour-thread-composer @sent=${() => this.#toEnd()}></parlour-thread-composer>
    </aside>`;
  }

  firstUpdated() {
    if (this.app.scene.phone.peek()) /** @type {HTMLElement | null} */ (this.querySelector(".icon-button"))?.focus();
  }

  updated() {
    untracked(() => {
      const list = /** @type {HTMLElement | null} */ (this.querySelector(".thread__list"));
      if (!list) return;
      this.#anchor.watch(list);
      const sought = this.#anchor.settle(list);
      if (sought) {
        found(sought, list);
        this.#aim = undefined;
      }
      this.#scrolled();
      this.#edges.watch(list);
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#again);
    this.#edges.stop();
    this.#anchor.stop();
    this.#let();
    const { activeElement, body } = document;
    const before = this.#before?.isConnected ? this.#before : document.getElementById("composer");
    if (activeElement === body && before instanceof HTMLElement) before.focus({ preventScroll: true });
  }

  /** @param {Wish} wish */
  #begin(wish) {
    this.#wish = wish;
    const { room, seq, at } = wish;
    if (this.#thread?.room !== room || this.#thread.seq !== seq) {
      this.#let();
      this.#thread = new Thread(room, seq, (query) => this.app.http.get(`/rooms/${room}/threads/${seq}?${query}`));
      this.#timeline = this.app.timelines.hold(room);
      this.#timeline.thread = this.#thread;
      const held = Following.of(this.app).of(room, seq);
      this.#divider = held?.unread ? held.read_seq : null;
      this.#anchor.follow(this.#divider === null ? "end" : "divider");
    }
    const known = at === undefined || at === seq || this.#thread.replies.peek().some((reply) => reply.seq === at);
    this.#aim = at === seq ? undefined : at;
    if (!known || !this.#thread.root.peek()) void this.#open(this.#aim);
  }

  /** @param {number} [at] */
  async #open(at) {
    const { app } = this; // this element may be gone when the answer comes
    const thread = this.#thread;
    try {
      const state = await thread?.open(at);
      if (state) Following.of(app).heed(state);
    } catch (thrown) {
      const problem = Problem.from(thrown);
      if (problem.passing || thread !== this.#thread) return; // asked again while it is open
      app.notes.show("This thread is not there any more.", { alert: true });
      app.scene.thread.value = null;
    }
  }

  /** It hears no changes any more. */
  #let() {
    if (this.#timeline?.thread === this.#thread) this.#timeline.thread = null;
    this.#thread = this.#timeline = null;
  }

  /** @param {Thread} thread */
  #list(thread) {
    const begins = this.#rows.findIndex((row) => row.type === "message") + 1;
    const [count, fetching, older] = [thread.root.value?.replies?.count ?? 0, thread.fetching.value, thread.older.value];
    /** The first of each part stands under its author's name. @param {Row} row @param {number} n */
    const draw = (row, n) => drawRow(this.app, !n && "more" in row ? { ...row, more: false } : row);
    return html`<section class="timeline thread__list" tabindex="0" aria-label="Replies" @scroll=${() => this.#scrolled()} @keydown=${this.#press} @click=${this.#click}>
      ${repeat(this.#rows.slice(0, begins), (row) => row.key, draw)}
      <div class="day">${count ? plural(count, "reply", "replies") : "No replies yet"}</div>
      <div class="timeline__edge" data-edge="up"></div>
      ${older && fetching === "older" ? html`<div class="timeline__loading" role="status">Loading earlier replies ...</div>` : nothing}
      ${repeat(this.#rows.slice(begins), (row) => row.key, draw)}
      <div class="timeline__edge" data-edge="down"></div>
    </section>`;
  }

  /** @param {Thread} thread */
  #waiting(thread) {
    return thread.failed.value
      ? html`<p class="rooms__hint">This thread comes when the server can be reached again.</p>`
      : html`<div class="bones bones--messages" role="status" aria-label="Loading"><span class="bone"></span><span class="bone"></span></div>`;
  }

  #press = (/** @type {KeyboardEvent} */ event) => walk(this.app, event, this, this.#rows);
  #click = (/** @type {MouseEvent} */ event) => messagePress(this.app, event, (key) => this.#rows.find((row) => row.key === key));

  #toEnd() {
    this.#anchor.follow("end");
    if (this.#thread?.newer.peek()) void this.#open();
    this.requestUpdate();
  }

  #scrolled() {
    const list = /** @type {HTMLElement | null} */ (this.querySelector(".thread__list"));
    const thread = this.#thread;
    if (!list || !thread) return;
    const atEnd = this.#anchor.scrolled(list) && !thread.newer.peek();
    const { connection, scene } = this.app;
    if (atEnd && scene.focused.peek() && untracked(() => connection.up)) Following.of(this.app).read(thread.room, thread.seq, thread.last);
  }

  /** @param {boolean} up */
  #reached(up) {
    void this.#thread?.more(up ? "older" : "newer").catch(() => {}); // `failed` says so
  }
}

customElements.define("parlour-thread", ThreadView);
