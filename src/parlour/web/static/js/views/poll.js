import { plural } from "parlour/lib/plural.js";
import { Problem } from "parlour/lib/problem.js";
import { View } from "parlour/lib/view.js";
import { when } from "parlour/lib/when.js";
import { html, nothing } from "lit";
import { signal } from "signals";

/** @import { Message, Poll } from "parlour/types/wire.js" */

/** What can be chosen in answer to a message, what was, and by whom unless that is nobody's business. */
export class PollView extends View {
  static properties = { message: { attribute: false } };
  /** What I chose where only the server knows. @type {import("signals").Signal<number[] | null>} */
  #mine = signal(/** @type {number[] | null} */ (null));
  #busy = signal(false);
  #asked = false;

  constructor() {
    super();
    /** @type {Message | null} */
    this.message = null;
  }

  render() {
    const { message } = this;
    const poll = message?.poll;
    if (!poll) return nothing;
    if (poll.anonymous) this.#ask();
    const over = isOver(poll);
    const mine = this.#chosen(poll);
    return html`<div class="poll" role="group" aria-label=${poll.multiple ? "Choose any of these" : "Choose one of these"}>
      ${poll.options.map(({ text, votes = 0, users = [] }, n) => {
        const share = poll.voters ? Math.round((100 * votes) / poll.voters) : 0;
        const who = this.#names(users);
        return html`<button class="choice" type="button" aria-pressed=${mine.includes(n)} aria-disabled=${over || this.#busy.value} title=${who}
            @click=${() => over || this.#choose(poll, n)}>
          <progress max="100" value=${share} aria-hidden="true"></progress><span dir="auto">${text}</span><span>${votes}<span class="unseen"> ${votes === 1 ? "vote" : "votes"}, ${share} %</span></span></button>`;
      })}
      <p class="form__hint">${this.#words(poll, over)}</p>
      ${this.#voters(poll)}
      ${!over && message.user_id === this.app.session.id ? html`<button class="link" type="button" @click=${this.#close}>Close this poll</button>` : nothing}
    </div>`;
  }

  /** It came later than its message: the end stays in view. */
  firstUpdated() {
    const { scene } = this.app;
    if (scene.atEnd.peek()) scene.jumpToEnd();
  }

  /** @param {Poll} poll @param {boolean} over */
  #words(poll, over) {
    const count = poll.voters ? `${plural(poll.voters, "person has", "people have")} voted` : "Nobody has voted yet";
    const end = over ? "closed" : poll.closes_at ? `closes ${when(poll.closes_at)}` : "";
    return [count, poll.multiple ? "several can be chosen" : "", poll.anonymous ? "anonymous" : "", end].filter(Boolean).join(", ");
  }

  /** @param {Poll} poll */
  #voters(poll) {
    if (poll.anonymous || !poll.voters) return nothing;
    return html`<details class="form__hint"><summary>Who chose what</summary>
      ${poll.options.map(({ text, users = [] }) => (users.length ? html`<p dir="auto"><b>${text}</b>: ${this.#names(users)}</p>` : nothing))}</details>`;
  }

  /** @param {number[]} users */
  #names(users) {
    return this.app.reacting.names(Number(this.message?.room), users).map((name) => name || "someone who was here").join(", ");
  }

  /** @param {Poll} poll */
  #chosen({ anonymous, options }) {
    if (anonymous) return this.#mine.value ?? [];
    const { id } = this.app.session;
    return options.flatMap(({ users = [] }, n) => (users.includes(id) ? [n] : []));
  }

  /** Once is enough: from then on it changes here only, or on another device that is asked next time. */
  #ask() {
    if (this.#asked || !this.message) return;
    this.#asked = true;
    const { http } = this.app;
    const { room, seq } = this.message;
    http.get(`/rooms/${room}/messages/${seq}/vote`).then(({ places }) => (this.#mine.value ??= places), () => (this.#asked = false));
  }

  /** A press chooses, or takes that back. @param {Poll} poll @param {number} place */
  async #choose(poll, place) {
    const { connection, notes } = this.app;
    const { message } = this;
    if (this.#busy.peek() || !message) return;
    if (!connection.up) return notes.show("You can vote when you are connected again.", { alert: true });
    const mine = this.#chosen(poll);
    const others = poll.multiple ? mine.filter((each) => each !== place) : [];
    const places = mine.includes(place) ? others : [...others, place];
    this.#busy.value = true;
    try {
      const { rev } = await connection.emit("vote", { room: message.room, seq: message.seq, places });
      this.#mine.value = places;
      void this.app.catchup.reach(message.room, rev);
    } catch (thrown) {
      notes.show(Problem.from(thrown).message, { alert: true });
    } finally {
      this.#busy.value = false;
    }
  }

  #close = async () => {
    const { connection, notes } = this.app;
    const { room, seq } = /** @type {Message} */ (this.message);
    await connection.emit("close_poll", { room, seq }).catch((thrown) => notes.show(Problem.from(thrown).message, { alert: true }));
  };
}

/** @param {Poll} poll */
const isOver = ({ closed, closes_at: at }) => Boolean(closed || (at && new Date(at) <= new Date()));

customElements.define("parlour-poll", PollView);
