import { icon } from "parlour/lib/icon.js";
import { View } from "parlour/lib/view.js";
import { html, nothing } from "lit";
import { signal } from "signals";

/** Where one writes in a thread; what stands there unsent is kept. */
export class ThreadComposer extends View {
  #text = signal("");
  /** @type {import("parlour/models/scene.js").Scene["thread"]["value"]} */
  #thread = null;

  get #limit() {
    return this.app.session.limits.message ?? 10_000;
  }

  get #name() {
    return `thread/${this.#thread?.room}/${this.#thread?.seq}`;
  }

  render() {
    const { rooms, scene } = this.app;
    scene.thread.value;
    const room = rooms.current.value;
    const over = [...this.#text.value].length - this.#limit;
    const where = room?.kind === "direct" ? "the conversation" : room?.name ?? "the room";
    return html`<form class="composer composer--thread" aria-label="Reply in the thread" @submit=${this.#submit}>
      ${over > 0 ? html`<div class="composer__line"><span class="composer__warning" role="status">${over.toLocaleString()} characters too long. Send it in two parts.</span></div>` : nothing}
      <div class="card">
        <textarea class="field" rows="1" aria-label="Reply in the thread" placeholder="Reply in the thread" enterkeyhint="send" autocomplete="off"
          @input=${this.#input} @keydown=${this.#press}></textarea>
        <button class="send" aria-label="Send the reply" title="Send the reply" ?disabled=${over > 0}>${icon("up")}</button>
      </div>
      <label class="composer__also"><input type="checkbox"> Also send to ${where}</label>
    </form>`;
  }

  updated() {
    const thread = this.app.scene.thread.peek();
    const same = thread?.room === this.#thread?.room && thread?.seq === this.#thread?.seq;
    if (!thread || (same && thread === this.#thread)) return;
    this.#thread = thread;
    if (!same) this.#put(this.app.store.get(this.#name) ?? "");
    if (!this.app.scene.phone.peek() && !thread.at) this.#field.focus({ preventScroll: true });
  }

  /** @returns {HTMLTextAreaElement} */
  get #field() {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
  }

  #input() {
    this.#put(this.#field.value);
    this.app.spoken.hush();
    if (this.#text.peek().trim()) this.app.store.set(this.#name, this.#text.peek());
    else this.app.store.delete(this.#name);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#send();
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    this.#send();
    this.#field.focus();
  }

  #send() {
    const { outbox, session, store } = this.app;
    const text = this.#field.value.trim();
    const also = /** @type {HTMLInputElement} */ (this.querySelector('[type="checkbox"]'));
    if (!text || [...text].length > this.#limit || !this.#thread) return;
    const { room, seq } = this.#thread;
    outbox.add(room, text, { thread: { thread: seq, epoch: session.epoch, ...(also.checked && { also_to_room: true }) } });
    store.delete(this.#name);
    also.checked = false;
    this.#put("");
    this.dispatchEvent(new CustomEvent("sent"));
  }

  /** @param {string} text */
  #put(text) {
    this.#field.value = text;
    this.#text.value = text;
    if (CSS.supports("field-sizing", "content")) return;
    this.#field.style.setProperty("block-size", "auto");
    this.#field.style.setProperty("block-size", `${this.#field.scrollHeight}px`);
  }
}

customElements.define("parlour-thread-composer", ThreadComposer);
