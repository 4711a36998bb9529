import { icon } from "parlour/lib/icon.js";
import { plural } from "parlour/lib/plural.js";
import { View } from "parlour/lib/view.js";
import { rows } from "parlour/models/rows.js";
import { Slice } from "parlour/models/slice.js";
import { beginning } from "parlour/views/beginning.js";
import { Anchor } from "parlour/views/anchor.js";
import { deeds } from "parlour/views/message-deeds.js";
import { drawRow } from "parlour/views/row.js";
import { html, nothing, repeat } from "lit";
import { untracked } from "signals";

/** @import { Row } from "parlour/types/app.js" */

/** The conversation: a window of at most 300 real rows that moves over what is held, and fetches more at its start. */
export class TimelineView extends View {
  #slice = new Slice();
  #anchor = new Anchor(() => this.#scrolled());
  /** @type {number | null} */
  #room = null;
  /** @type {Row[]} */
  #rows = [];
  #jumps = 0;
  /** @type {IntersectionObserver | undefined} */
  #edges;

  get #timeline() {
    const id = this.app.rooms.openId.value;
    return id === null ? null : this.app.timelines.hold(id);
  }

  willUpdate() {
    const { rooms: all, outbox, session, scene } = this.app;
    const id = all.openId.value;
    const timeline = this.#timeline;
    if (!timeline || id === null) return;
    timeline.state.value;
    const drawn = rows(timeline.messages.value, outbox.of(id), { me: session.id, divider: timeline.divider.value });
    if (this.#room !== id) this.#begin(id);
    else this.#grow(drawn);
    if (scene.jumps.value !== this.#jumps) this.#toEnd();
    this.#jumps = scene.jumps.value;
    this.#rows = drawn;
    const list = this.querySelector("section");
    if (list && !this.#anchor.following) this.#anchor.take(list);
  }

  render() {
    const timeline = this.#timeline;
    if (!timeline) return nothing;
    if (timeline.state.value !== "ready" && !this.#rows.length) return this.#waiting(timeline.state.value);
    const { start, end } = this.#slice.bounds(this.#rows.length);
    return html`<section class="timeline" tabindex="0" aria-label="Messages" @scroll=${this.#scrolled} @keydown=${this.#move}>
        <div class="timeline__edge" data-edge="up"></div>
        ${start === 0 && timeline.older.value && !this.app.connection.up ? html`<div class="timeline__loading">Older messages come when you are connected again.</div>` : nothing}
        ${timeline.fetching.value ? html`<div class="timeline__loading" role="status">Loading older messages ...</div>` : nothing}
        ${start === 0 && !timeline.older.value && timeline.state.value === "ready" ? beginning(this.app) : nothing}
        ${repeat(this.#rows.slice(start, end), (row) => row.key, (row) => drawRow(this.app, row))}
        <div class="timeline__edge" data-edge="down"></div>
      </section>
      ${this.app.scene.atEnd.value ? nothing : this.#pill(timeline)}`;
  }

  updated() {
    untracked(() => {
      const list = this.querySelector("section");
      if (!list) return;
      this.#anchor.watch(list);
      this.#anchor.settle(list);
      this.#watchEdges(list);
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#edges?.disconnect();
    this.#anchor.stop();
    this.#room = null;
  }

  /** @param {"waiting" | "ready" | "failed"} state */
  #waiting(state) {
    const { visits, rooms, connection } = this.app;
    if (state !== "failed" && connection.away) return html`<div class="empty empty--middle"><h2>Not kept on this device</h2>
      <p>The messages of this room come when you are connected again. You can write already; it goes out then.</p></div>`;
    if (state !== "failed") return html`<div class="bones bones--messages" role="status" aria-label="Loading messages">${[1, 2, 3, 4].map(() => html`<span class="bone"></span>`)}</div>`;
    const again = () => (connection.up ? void visits.load(Number(rooms.openId.value)) : connection.retry());
    return html`<div class="empty empty--middle"><h2>The messages did not come</h2>
      <p>The server could not answer just now. Nothing is lost.</p>
      <div class="empty__steps"><button class="button button--small" type="button" @click=${again}>Try again</button></div></div>`;
  }

  /** @param {import("parlour/models/timeline.js").Timeline} timeline */
  #pill(timeline) {
    const me = this.app.session.id;
    const count = timeline.messages.value.filter((each) => each.seq > timeline.seen && each.kind === "message" && each.user_id !== me).length;
    const down = () => this.app.scene.jumpToEnd();
    if (!count) return html`<button class="pill pill--quiet" type="button" aria-label="To the newest message" @click=${down}>${icon("down")}</button>`;
    return html`<button class="pill" type="button" @click=${down}>${icon("down")}${plural(count, "new message", "new messages")}</button>`;
  }

  /** @param {number} id */
  #begin(id) {
    this.#room = id;
    this.#slice = new Slice();
    this.#anchor.follow("divider");
  }

  /** Rows came at the end: the window grows with them. @param {Row[]} drawn */
  #grow(drawn) {
    const last = this.#rows.at(-1)?.key;
    const at = drawn.findLastIndex((row) => row.key === last);
    if (at >= 0) this.#slice.append(drawn.length - 1 - at, this.#anchor.following);
  }

  #toEnd() {
    this.#slice.toEnd();
    this.#anchor.follow("end");
  }

  #scrolled() {
    const list = this.querySelector("section");
    if (!list) return;
    const atEnd = this.#anchor.scrolled(list) && this.#slice.reachesEnd;
    if (this.app.scene.atEnd.peek() === atEnd) return;
    const timeline = untracked(() => this.#timeline);
    if (!atEnd && timeline) timeline.seen = timeline.last;
    this.app.scene.atEnd.value = atEnd;
  }

  /** @param {HTMLElement} list */
  #watchEdges(list) {
    if (this.#edges?.root === list) return;
    this.#edges?.disconnect();
    this.#edges = new IntersectionObserver((entries) => entries.forEach((entry) => entry.isIntersecting && this.#edge(entry.target)), { root: list, rootMargin: "300px 0px" });
    for (const edge of list.querySelectorAll("[data-edge]")) this.#edges.observe(edge);
  }

  /** @param {Element} edge */
  #edge(edge) {
    const up = edge.getAttribute("data-edge") === "up";
    if (up ? this.#slice.up(this.#rows.length) : this.#slice.down()) this.requestUpdate();
    else if (up && this.#room !== null) void this.app.visits.older(this.#room).then(() => this.#slice.up(this.#rows.length) && this.requestUpdate());
    requestAnimationFrame(() => {
      this.#edges?.unobserve(edge); // observed anew, it speaks again if it is still in view
      if (edge.isConnected && (up ? (this.app.connection.up && this.#timeline?.older.peek()) || this.#slice.bounds(this.#rows.length).start > 0 : !this.#slice.reachesEnd)) this.#edges?.observe(edge);
      else if (edge.isConnected) setTimeout(() => this.#edges?.observe(edge), 300);
    });
  }

  /** Arrows walk over the messages: one tab stop for the whole list. @param {KeyboardEvent} event */
  #move(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return this.#do(event);
    const all = /** @type {HTMLElement[]} */ ([...this.querySelectorAll("article")]);
    const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement?.closest("article")));
    const next = at < 0 ? all.at(-1) : all[at + (event.key === "ArrowUp" ? -1 : 1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  /** A key does something with the message that has the focus. @param {KeyboardEvent} event */
  #do(event) {
    const anchor = /** @type {HTMLElement} */ (event.target);
    const row = anchor.matches("article") && this.#rows.find((each) => each.key === anchor.dataset.key);
    if (!row || row.type !== "message" || row.message.kind !== "message") return;
    const asked = { app: this.app, message: row.message, anchor };
    const deed = deeds.find((each) => each.key === event.key && each.may(asked));
    if (!deed) return;
    event.preventDefault();
    deed.go(asked);
  }
}

customElements.define("parlour-timeline", TimelineView);
