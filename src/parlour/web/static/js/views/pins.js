import { Problem } from "parlour/lib/problem.js";
import { View } from "parlour/lib/view.js";
import { dialog } from "parlour/views/dialog.js";
import { keptLine } from "parlour/views/kept-line.js";
import { deeds } from "parlour/views/message-deeds.js";
import { html, repeat } from "lit";
import { effect, signal } from "signals";

/** @import { Message } from "parlour/types/wire.js" */

const PAUSE = 300; // ms: several changes are one look

/** What the open room keeps at hand for everybody, the newest pin first. */
export class Pins extends View {
  /** @type {(() => void) | undefined} */
  #stop;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #soon;
  /** @type {import("signals").Signal<Message[] | null>} */
  #found = signal(/** @type {Message[] | null} */ (null));

  render() {
    const found = this.#found.value;
    return dialog(this.app, "Pinned messages", found === null
      ? html`<div class="bones" role="status" aria-label="Loading"><span class="bone"></span><span class="bone"></span></div>`
      : found.length
        ? html`<ul class="kept">${repeat(found, (message) => message.seq, (message) => this.#line(message))}</ul>`
        : html`<p class="dialog__lead">Nothing is pinned here yet. Pin a message from its menu, and everybody finds it here.</p>`, "dialog--wide");
  }

  connectedCallback() {
    super.connectedCallback();
    let first = true;
    this.#stop = effect(() => {
      this.app.rooms.altered.value;
      clearTimeout(this.#soon);
      this.#soon = setTimeout(() => void this.#fetch(), first ? 0 : PAUSE);
      first = false;
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop?.();
    clearTimeout(this.#soon);
  }

  firstUpdated() {
    this.querySelector("dialog")?.showModal();
  }

  async #fetch() {
    const { http, notes, rooms } = this.app; // which this element is out of, once the dialog is closed
    try {
      this.#found.value = (await http.get(`/rooms/${rooms.openId.peek()}/pins`)).messages;
    } catch (thrown) {
      notes.show(Problem.from(thrown).message, { alert: true });
      this.querySelector("dialog")?.close();
    }
  }

  /** @param {Message} message */
  #line(message) {
    const unpin = deeds.find(({ name }) => name === "Unpin");
    const asked = { app: this.app, message, anchor: this };
    const act = async () => {
      await unpin?.go(asked);
      await this.#fetch();
    };
    const show = html`<button class="link" type="button" @click=${() => this.#show(message)}>Show it in the conversation</button>`;
    return keptLine(message, { where: show, drop: unpin?.may(asked) ? { name: "Unpin", act } : undefined });
  }

  /** @param {Message} message */
  #show({ room, seq }) {
    const { app } = this; // this element goes with the dialog
    this.querySelector("dialog")?.close();
    app.scene.dialog.value = null;
    setTimeout(() => void app.places.show(room, seq)); // when this is closed: it holds the focus
  }
}

customElements.define("parlour-pins", Pins);
