import { Attempt } from "parlour/lib/attempt.js";
import { icon } from "parlour/lib/icon.js";
import { localTime } from "parlour/lib/local-time.js";
import { time } from "parlour/lib/time.js";
import { View } from "parlour/lib/view.js";
import { avatar } from "parlour/views/avatar.js";
import { dialog } from "parlour/views/dialog.js";
import { messagePerson } from "parlour/views/message-person.js";
import { refusal } from "parlour/views/refusal.js";
import { html, nothing } from "lit";
import { signal } from "signals";

/** @import { Card } from "parlour/types/wire.js" */

const ROLES = { owner: "Owner of this server", member: "", guest: "Guest" };

/** Who somebody is: what he tells of himself, and the way to write to him. On a phone it comes up from below. */
export class PersonCard extends View {
  #attempt = new Attempt();
  #card = signal(/** @type {Card | null} */ (null));

  connectedCallback() {
    super.connectedCallback();
    const { http, scene } = this.app;
    void this.#attempt.run(async () => (this.#card.value = await http.get(`/people/${scene.person?.id}`)));
  }

  render() {
    const { scene, session } = this.app;
    const person = this.#card.value ?? scene.person;
    if (!person) return nothing;
    const me = person.id === session.id;
    return dialog(this.app, person.username, html`
      ${this.#head(person)}
      ${refusal(this.#attempt.problem.value)}
      ${this.#card.value ? this.#facts(this.#card.value) : nothing}
      <div class="dialog__tools">
        ${me ? html`<button class="button button--plain" type="button" @click=${() => (scene.dialog.value = "settings")}>${icon("pen")}Edit</button>` : this.#ignoring(person.id)}
        <button class="button" type="button" @click=${this.#write}>${icon("bubble")}${me ? "Notes to yourself" : "Message"}</button>
      </div>`, "dialog--sheet");
  }

  firstUpdated() {
    this.querySelector("dialog")?.showModal();
  }

  /** @param {Pick<Card, "id" | "username" | "pronouns">} person */
  #head({ id, username, pronouns }) {
    const role = ROLES[this.#card.value?.role ?? "member"];
    const words = [pronouns, id === this.app.session.id ? "you" : "", role].filter(Boolean).join(", ");
    return html`<div class="person-card">${avatar(id, username, "avatar--large")}
      <div><b>${username}</b>${words ? html`<small>${words}</small>` : nothing}</div></div>`;
  }

  /** @param {Card} card */
  #facts(card) {
    const clock = card.timezone ? localTime(card.timezone) : null;
    return html`
      ${card.status_text || card.status_emoji ? html`<p class="person-card__status">${card.status_emoji ?? ""} ${card.status_text ?? ""}${this.#until(card.status_until)}</p>` : nothing}
      ${clock ? html`<p class="person-card__fact">${icon("clock")}<span>${clock} there</span></p>` : nothing}
      ${card.about ? html`<p class="person-card__about" dir="auto">${card.about}</p>` : nothing}`;
  }

  /** @param {string | null} [until] */
  #until(until) {
    if (!until) return nothing;
    const at = new Date(until);
    return html`<small title=${time.full(at)}>until ${time.sameDay(at, new Date()) ? "" : `${time.day(at)}, `}${time.short(at)}</small>`;
  }

  /** @param {number} id */
  #ignoring(id) {
    const { http, ignored, notes } = this.app;
    const now = ignored.has(id);
    const act = async () => {
      await (now ? http.delete(`/ignored/${id}`) : http.put(`/ignored/${id}`));
      ignored.put(id, !now);
      notes.show(now ? "You hear from them again." : "What they say is folded from now on. They are not told.");
    };
    return html`<button class="button button--plain" type="button" @click=${() => this.#attempt.run(act)}>${now ? "Stop ignoring" : "Ignore"}</button>`;
  }

  #write = async () => {
    const id = Number(this.app.scene.person?.id);
    const box = this.querySelector("dialog");
    await messagePerson(this.app, id);
    box?.close();
  };
}

customElements.define("parlour-person-card", PersonCard);
