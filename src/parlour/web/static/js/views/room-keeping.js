import { Attempt } from "parlour/lib/attempt.js";
import { icon } from "parlour/lib/icon.js";
import { plural } from "parlour/lib/plural.js";
import { View } from "parlour/lib/view.js";
import { keptWords } from "parlour/views/kept-days.js";
import { refusal } from "parlour/views/refusal.js";
import { html, nothing } from "lit";
import { signal } from "signals";

/** @import { Room } from "parlour/types/wire.js" */

const CHOICES = [1, 7, 30, 90, 180, 365]; // days

/** What becomes of what is said in the open room: how long it is kept, and a copy to take along. */
export class RoomKeeping extends View {
  #attempt = new Attempt();
  /** @type {import("signals").Signal<number | null>} */
  #chosen = signal(/** @type {number | null} */ (null));

  render() {
    const { page, rooms } = this.app;
    const room = rooms.current.value;
    if (!room) return nothing;
    return html`${this.#retention(room)}
      <section class="settings__part" aria-label="Export">
        <h3>Export</h3>
        <p>A zip of everything you can read here: pages for any browser, and the same as JSON for programs. Names, edits, reactions and
          pins are in it. The room's code and what people have read are not.</p>
        <div><a class="button button--plain button--small" href="${page.api_url}/rooms/${room.id}/export" download>${icon("down")}Export this room</a></div>
      </section>`;
  }

  /** @param {Room} room */
  #retention(room) {
    const { session } = this.app;
    const mine = room.owner_id === session.id || session.account.value.role === "owner";
    if (room.kind === "direct" || !mine) {
      return html`<section class="settings__part" aria-label="How long messages are kept">
        <h3>How long messages are kept</h3><p>${keptWords(this.app, room).trim() || "Messages are kept for ever."}</p>
      </section>`;
    }
    return this.#form(room);
  }

  /** @param {Room} room */
  #form(room) {
    const own = room.keep_days ?? 0;
    const server = this.app.session.limits.keep_days ?? 0;
    const chosen = this.#chosen.value ?? own;
    const days = [...new Set([...CHOICES.filter((each) => !server || each < server), ...(own ? [own] : [])])].sort((a, b) => a - b);
    return html`<form class="settings__part form" aria-label="How long messages are kept" @submit=${this.#save}>
      <h3>How long messages are kept</h3>
      ${refusal(this.#attempt.problem.value)}
      <div class="form__row">
        <label for="keep-days">Delete messages</label>
        <select class="input" id="keep-days" @change=${this.#choose}>
          <option value="0" ?selected=${chosen === 0}>${server ? `After ${plural(server, "day", "days")}, as everywhere here` : "Never"}</option>
          ${days.map((each) => html`<option value=${each} ?selected=${chosen === each}>After ${plural(each, "day", "days")}</option>`)}
        </select>
      </div>
      ${chosen && chosen !== own ? html`<p class="settings__warning" role="status">${icon("alert")}From the next hour on everything older is deleted for good, pinned messages too.</p>` : nothing}
      <div><button class="button button--plain button--small" aria-disabled=${this.#attempt.busy.value || chosen === own}>Save</button></div>
    </form>`;
  }

  #choose = (/** @type {Event} */ event) => (this.#chosen.value = Number(/** @type {HTMLSelectElement} */ (event.target).value));

  #save = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const { http, notes, rooms } = this.app; // which this element is out of, once the dialog is closed
    const days = this.#chosen.peek();
    const id = rooms.openId.peek();
    if (days === null || !id) return;
    const done = await this.#attempt.run(async () => rooms.put(await http.put(`/rooms/${id}/retention`, { days })));
    if (!done) return;
    this.#chosen.value = null;
    notes.show("How long messages are kept is saved.");
  };
}

customElements.define("parlour-room-keeping", RoomKeeping);
