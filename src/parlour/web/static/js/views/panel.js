import { icon } from "parlour/lib/icon.js";
import { View } from "parlour/lib/view.js";
import { copyLink } from "parlour/views/copy-link.js";
import { keptWords } from "parlour/views/kept-days.js";
import { personLine } from "parlour/views/person-line.js";
import { html, nothing, repeat } from "lit";

/** @import { Person, Room } from "parlour/types/wire.js" */

const byName = (/** @type {Person} */ a, /** @type {Person} */ b) => a.username.localeCompare(b.username);

/** The open room's code and its people: who is here now, and who belongs to it but is away. */
export class Panel extends View {
  render() {
    const { rooms, scene } = this.app;
    const room = rooms.current.value;
    const sheet = scene.narrow.value;
    if (!room || (!sheet && !scene.panel.value)) return nothing;
    return html`<aside class="panel" aria-label="People and room details" ?inert=${sheet && scene.sheet.value !== "panel"}>
      <button class="icon-button panel__close" type="button" aria-label="Close" @click=${() => (scene.sheet.value = null)}>${icon("close")}</button>
      ${this.#about(room)}
      ${this.#people(room)}
    </aside>`;
  }

  /** @param {Room} room */
  #people(room) {
    const { connection, lost, presence } = this.app;
    const { online, members, count } = presence.of(room.id);
    const here = [...online.values()].sort(byName);
    const away = (members ?? []).filter((person) => !online.has(person.id)).sort(byName);
    if (lost.value || (!here.length && !connection.up)) {
      return html`${members ? this.#group(room, "People", [...here, ...away].sort(byName), members.length) : nothing}
        <p class="rooms__hint">Who is here shows when you are connected.</p>`;
    }
    return html`${this.#group(room, "Here now", here, count || here.length, true)}
      ${away.length ? this.#group(room, "Away", away, away.length, false) : nothing}`;
  }

  /** @param {Room} room */
  #about(room) {
    const { scene, session } = this.app;
    if (room.kind === "direct") return this.#aboutDirect(room);
    const mine = room.owner_id === session.id || session.account.value.role === "owner";
    return html`<section class="card-info" aria-label="About this room">
      <h2>About this room</h2>
      <p>${room.open ? "Open room. Everyone on this server can find it, and anyone with the code can join." : "Room by invitation. Only those with the code can join."}${keptWords(this.app, room)}</p>
      ${room.code ? html`<div class="code"><span>${room.code}</span><button type="button" @click=${() => copyLink(this.app, String(room.code))}>Copy link</button></div>` : nothing}
      <div class="card-info__tools">
        ${mine ? html`<button class="button button--plain button--small" type="button" @click=${() => (scene.dialog.value = "rename")}>${icon("pen")}Rename</button>` : nothing}
        <button class="button button--plain button--small" type="button" @click=${() => (scene.dialog.value = "keeping")}>${icon("clock")}Keeping</button>
        <button class="button button--plain button--small" type="button" @click=${() => (scene.dialog.value = "leave")}>${icon("door")}Leave</button>
      </div>
    </section>`;
  }

  /** @param {Room} room */
  #aboutDirect(room) {
    const words = room.members === 1 ? "Notes to yourself. Nobody else can read them." : "Only the people named here can read it. Nobody can join, and nobody leaves.";
    return html`<section class="card-info" aria-label="About this conversation"><h2>About this conversation</h2><p>${words}${keptWords(this.app, room)}</p>
      <div class="card-info__tools"><button class="button button--plain button--small" type="button" @click=${() => (this.app.scene.dialog.value = "keeping")}>${icon("clock")}Keeping</button></div></section>`;
  }

  /** @param {Room} room @param {string} title @param {Person[]} people @param {number} count @param {boolean} [here] if that is known */
  #group(room, title, people, count, here) {
    return html`<section aria-label=${title}>
      <h2>${title}<span>${count}</span></h2>
      <ul class="people">${repeat(people, (person) => person.id, (person) => personLine(this.app, room, person, here))}</ul>
      ${count > people.length ? html`<p class="rooms__hint">and ${count - people.length} more</p>` : nothing}
    </section>`;
  }
}

customElements.define("parlour-panel", Panel);
