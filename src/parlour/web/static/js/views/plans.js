import { excerpt } from "parlour/lib/excerpt.js";
import { icon } from "parlour/lib/icon.js";
import { Problem } from "parlour/lib/problem.js";
import { View } from "parlour/lib/view.js";
import { when } from "parlour/lib/when.js";
import { dialog } from "parlour/views/dialog.js";
import { html, nothing, repeat } from "lit";
import { signal } from "signals";

/** @import { Reminder, Scheduled } from "parlour/types/wire.js" */
/** @typedef {{scheduled: Scheduled[], reminders: Reminder[]}} Plans */

/** What one has planned for later: messages that wait for their time, and reminders. */
export class PlansView extends View {
  #found = signal(/** @type {Plans | null} */ (null));
  /** Whatever is planned, on whatever device, is told by this. @type {unknown} */
  #told = null;

  render() {
    const found = this.#found.value;
    const told = this.app.session.due.value;
    if (told !== this.#told) queueMicrotask(() => void this.#fetch());
    this.#told = told;
    return dialog(this.app, "Scheduled and reminders", found === null
      ? html`<div class="bones" role="status" aria-label="Loading"><span class="bone"></span><span class="bone"></span></div>`
      : html`${this.#part("Messages that go out later", found.scheduled, (each) => this.#message(each), "None. Write a message and press the clock beside it.")}
        ${this.#part("Reminders", found.reminders, (each) => this.#reminder(each), "None. Choose Remind me in the menu of a message.")}`, "dialog--wide");
  }

  firstUpdated() {
    this.querySelector("dialog")?.showModal();
  }

  async #fetch() {
    const { http, notes } = this.app;
    try {
      const [{ scheduled }, { reminders }] = await Promise.all([http.get("/scheduled"), http.get("/reminders")]);
      this.#found.value = { scheduled, reminders };
    } catch (thrown) {
      notes.show(Problem.from(thrown).message, { alert: true });
      if (!this.#found.peek()) this.querySelector("dialog")?.close();
    }
  }

  /** @template {{id: number}} T @param {string} title @param {T[]} lines @param {(line: T) => unknown} draw @param {string} none */
  #part(title, lines, draw, none) {
    return html`<section class="settings__part"><h3>${title}</h3>
      ${lines.length ? html`<ul class="kept">${repeat(lines, ({ id }) => id, draw)}</ul>` : html`<p class="dialog__lead">${none}</p>`}</section>`;
  }

  /** @param {Scheduled} plan */
  #message(plan) {
    const { http, rooms } = this.app;
    return html`<li class="kept__line"><div class="kept__text">
      <div class="message__head"><b>${rooms.get(plan.room)?.name ?? "A room you are not in"}</b><time>${when(plan.at)}</time></div>
      <div class="message__body message__body--plain" dir="auto">${plan.message}</div>
      ${plan.problem ? html`<p class="form__error">Not sent. ${plan.problem}</p>` : nothing}
      ${plan.problem ? nothing : this.#act("Send now", () => http.post(`/scheduled/${plan.id}/message`, {}))}
      </div>
      ${this.#tool("Edit", "pen", () => this.#open("later", { scheduled: plan }))}
      ${this.#tool("Delete", "bin", () => this.#try(() => http.delete(`/scheduled/${plan.id}`)))}
    </li>`;
  }

  /** @param {Reminder} plan */
  #reminder(plan) {
    const { http } = this.app;
    const said = plan.message ? html`<div class="dialog__lead" dir="auto">${plan.username}: ${excerpt(plan.message)}</div>` : nothing;
    return html`<li class="kept__line"><div class="kept__text">
      <div class="message__head"><b>${plan.text || "A message"}</b><time>${plan.rang ? "now" : when(plan.at)}</time></div>
      ${said}${plan.room && plan.seq ? this.#act("Show it in the conversation", () => this.#show(Number(plan.room), Number(plan.seq))) : nothing}
      </div>
      ${this.#tool("Another time", "clock", () => this.#open("remind", { reminder: plan }))}
      ${this.#tool("Done", "check", () => this.#try(() => http.delete(`/reminders/${plan.id}`)))}
    </li>`;
  }

  /** @param {string} name @param {() => Promise<unknown> | void} act */
  #act(name, act) {
    return html`<button class="link" type="button" @click=${() => this.#try(act)}>${name}</button>`;
  }

  /** @param {string} name @param {string} picture @param {() => unknown} act */
  #tool(name, picture, act) {
    return html`<button class="icon-button icon-button--small" type="button" aria-label=${name} title=${name} @click=${act}>${icon(picture)}</button>`;
  }

  /** @param {() => Promise<unknown> | void} act */
  async #try(act) {
    try {
      await act();
    } catch (thrown) {
      this.app.notes.show(Problem.from(thrown).message, { alert: true });
    }
  }

  /** @param {string} name @param {import("parlour/models/scene.js").Plan} plan */
  #open(name, plan) {
    const { scene } = this.app;
    scene.plan = plan;
    scene.about = null;
    scene.dialog.value = name;
  }

  /** @param {number} room @param {number} seq */
  #show(room, seq) {
    const { app } = this; // this element goes with the dialog
    this.querySelector("dialog")?.close();
    app.scene.dialog.value = null;
    setTimeout(() => void app.places.show(room, seq)); // when this is closed: it holds the focus
  }
}

customElements.define("parlour-plans", PlansView);
