import { View } from "parlour/lib/view.js";
import { rows } from "parlour/models/rows.js";
import { Slice } from "parlour/models/slice.js";
import { Anchor } from "parlour/views/anchor.js";
import { beginning } from "parlour/views/beginning.js";
import { Edges } from "parlour/views/edges.js";
import { found } from "parlour/views/found.js";
import { messagePress } from "parlour/views/message-press.js";
import { pill } from "parlour/views/pill.js";
import { drawRow } from "parlour/views/row.js";
import { waiting } from "parlour/views/waiting.js";
import { walk } from "parlour/views/walk.js";
import { html, nothing, repeat } from "lit";
import { untracked } from "signals";

/** @import { Row } from "parlour/types/app.js" */

/** The conversation: a window of at most 300 real rows that moves over what is held, and fetches more at its edges. */
export class TimelineView extends View {
  #slice = new Slice();
  #anchor = new Anchor(() => this.#scrolled());
  /** @type {number | null} */
  #room = null;
  /** @type {Row[]} */
  #rows = [];
  #jumps = 0;
  #edges = new Edges((up) => this.#reached(up), (up) => this.#hasMore(up));

  get #timeline() {
    const id = this.app.rooms.openId.value;
    return id === null ? null : this.app.timelines.hold(id);
  }

  /** What is read further back, while somebody reads there. */
  get #passage() {
    const passage = this.#timeline?.passage;
    return passage?.messages.value.length ? passage : null;
  }

  willUpdate() {
    const { rooms: all, outbox, session, scene } = this.app;
    const id = all.openId.value;
    const timeline = this.#timeline;
    if (!timeline || id === null) return;
    timeline.state.value;
    const [passage, reader] = [this.#passage, { me: session.id, divider: timeline.divider.value, quiet: scene.quiet.value }];
    const drawn = passage ? rows(passage.messages.value, [], reader) : rows(timeline.messages.value, outbox.of(id), reader);
    if (this.#room !== id) this.#begin(id);
    else this.#grow(drawn);
    if (scene.jumps.value !== this.#jumps) this.#toEnd();
    this.#jumps = scene.jumps.value;
    this.#rows = drawn;
    this.#seek(scene.aim.value);
    if (passage) this.#anchor.following = false;
    const list = this.querySelector("section");
    if (list && !this.#anchor.following) this.#anchor.take(list);
  }

  render() {
    const timeline = this.#timeline;
    if (!timeline) return nothing;
    const { state } = timeline;
    if (state.value !== "ready" && !this.#rows.length) return waiting(this.app, state.value);
    const { start, end } = this.#slice.bounds(this.#rows.length);
    const run = this.#passage ?? timeline;
    const fetching = run.fetching.value;
    const older = start === 0 && run.older.value;
    return html`<section class="timeline" tabindex="0" aria-label="Messages" @scroll=${this.#scrolled} @keydown=${this.#press} @click=${this.#follow}>
        <div class="timeline__edge" data-edge="up"></div>
        ${older && !this.app.connection.up ? html`<div class="timeline__loading">Older messages come when you are connected again.</div>` : nothing}
        ${fetching === true || fetching === "older" ? html`<div class="timeline__loading" role="status">Loading older messages ...</div>` : nothing}
        ${start === 0 && !older && (run !== timeline || state.value === "ready") ? beginning(this.app) : nothing}
        ${repeat(this.#rows.slice(start, end), (row) => row.key, (row) => drawRow(this.app, row))}
        ${fetching === "newer" ? html`<div class="timeline__loading" role="status">Loading newer messages ...</div>` : nothing}
        <div class="timeline__edge" data-edge="down"></div>
      </section>
      ${this.app.scene.atEnd.value ? nothing : pill(this.app, timeline)}`;
  }

  updated() {
    untracked(() => {
      const list = this.querySelector("section");
      if (!list) return;
      this.#anchor.watch(list);
      const sought = this.#anchor.settle(list);
      if (sought) found(sought, list);
      if (this.app.scene.aim.peek()?.room === this.#room) this.app.scene.aim.value = null;
      this.#scrolled();
      this.#edges.watch(list);
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#edges.stop();
    this.#anchor.stop();
    this.#room = null;
  }

  /** @param {number} id */
  #begin(id) {
    this.#room = id;
    this.#slice = new Slice();
    this.#anchor.follow("divider");
  }

  /** Rows came at either end: the window stays over those it was over, and grows with what is newer. @param {Row[]} drawn */
  #grow(drawn) {
    const place = (/** @type {Row | undefined} */ row) => drawn.findLastIndex((each) => each.key === row?.key);
    const last = place(this.#rows.at(-1));
    if (last >= 0) return this.#slice.append(drawn.length - 1 - last, this.#anchor.following);
    const first = place(this.#rows[this.#slice.bounds(this.#rows.length).start]);
    if (first >= 0) this.#slice.begin(first, drawn.length);
    else this.#slice = new Slice();
  }

  #toEnd() {
    this.#slice.toEnd();
    this.#anchor.follow("end");
  }

  /** Bring the window over a message that is to be shown. @param {{room: number, seq: number} | null} aim */
  #seek(aim) {
    if (!aim || aim.room !== this.#room) return;
    const at = this.#rows.findIndex((row) => (row.type === "message" ? row.message.seq === aim.seq : row.type === "notice" && row.messages.some(({ seq }) => seq === aim.seq)));
    const row = this.#rows[at];
    if (!row) return;
    this.#slice.show(at, this.#rows.length);
    this.#anchor.seek(row.key);
  }

  #scrolled() {
    const list = this.querySelector("section");
    if (!list) return;
    const timeline = untracked(() => this.#timeline);
    const passage = untracked(() => this.#passage);
    const { scene } = this.app;
    const atEnd = this.#anchor.scrolled(list) && this.#slice.reachesEnd && !passage && !scene.seeking;
    if (passage) this.#anchor.following = false;
    if (scene.atEnd.peek() === atEnd) return;
    if (!atEnd && timeline) timeline.seen = timeline.last;
    scene.atEnd.value = atEnd;
  }

  /** Show more at an edge: of what is held, then of what is not. @param {boolean} up */
  #reached(up) {
    const show = () => (up ? this.#slice.up(this.#rows.length) : this.#slice.down()) && (this.requestUpdate(), true);
    if (show() || this.#room === null) return;
    if (up || untracked(() => this.#passage)) void this.app.places.further(this.#room, up ? "older" : "newer").then(show);
  }

  /** @param {boolean} up */
  #hasMore(up) {
    const [timeline, passage] = [untracked(() => this.#timeline), untracked(() => this.#passage)];
    if (up ? this.#slice.bounds(this.#rows.length).start > 0 : !this.#slice.reachesEnd) return true;
    return this.app.connection.up && Boolean(up ? (passage ?? timeline)?.older.peek() : passage?.newer.peek());
  }

  /** @param {MouseEvent} event */
  #follow(event) {
    messagePress(this.app, event, (key) => this.#rows.find((row) => row.key === key));
  }

  #press = (/** @type {KeyboardEvent} */ event) => walk(this.app, event, this, this.#rows);
}

customElements.define("parlour-timeline", TimelineView);
