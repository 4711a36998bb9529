import { excerpt } from "parlour/lib/excerpt.js";
import { icon } from "parlour/lib/icon.js";
import { Problem } from "parlour/lib/problem.js";
import { View } from "parlour/lib/view.js";
import { html, nothing, repeat } from "lit";

/** @import { Reminder, Scheduled } from "parlour/types/wire.js" */

const SHOWN = 3;
const SNOOZE = 20; // minutes

/** Reminders that rang, and messages that could not go out: they stay, in all tabs, until one has seen to them. */
export class DueToasts extends View {
  render() {
    const { reminders = [], unsent = [] } = this.app.session.due.value;
    const left = Math.max(0, reminders.length + unsent.length - SHOWN);
    const [last, lost] = [reminders.slice(-SHOWN), unsent.slice(-SHOWN)];
    const shown = [...last.map((each) => ({ id: `r${each.id}`, drawn: this.#reminder(each) })), ...lost.map((each) => ({ id: `s${each.id}`, drawn: this.#unsent(each) }))];
    return html`${repeat(shown.slice(-SHOWN), ({ id }) => id, ({ drawn }) => drawn)}
      ${left ? html`<div class="toast"><span>${left} more</span>${this.#act("See them all", () => this.#open("plans", {}))}</div>` : nothing}`;
  }

  /** @param {Reminder} plan */
  #reminder({ id, text, room, seq, username, message }) {
    const { http, places } = this.app;
    const later = () => http.patch(`/reminders/${id}`, { at: new Date(Date.now() + SNOOZE * 60_000).toISOString() });
    const show = room && seq ? this.#act("Show", () => void places.show(room, seq)) : nothing;
    return html`<div class="toast">${icon("clock")}<span><b>${text || "Reminder"}</b>${message ? html`<br>${username}: ${excerpt(message)}` : nothing}
      <div class="dialog__tools">${show}${this.#act(`In ${SNOOZE} minutes`, later)}${this.#act("Done", () => http.delete(`/reminders/${id}`))}</div></span></div>`;
  }

  /** @param {Scheduled} plan */
  #unsent(plan) {
    return html`<div class="toast toast--alert">${icon("alert")}<span><b>A scheduled message was not sent.</b> ${plan.problem}<br>${excerpt(plan.message)}
      <div class="dialog__tools">${this.#act("See it", () => this.#open("plans", {}))}${this.#act("Delete", () => this.app.http.delete(`/scheduled/${plan.id}`))}</div></span></div>`;
  }

  /** @param {string} name @param {() => Promise<unknown> | void} act */
  #act(name, act) {
    const { notes } = this.app;
    const go = () => Promise.resolve(act()).catch((thrown) => notes.show(Problem.from(thrown).message, { alert: true }));
    return html`<button class="link" type="button" @click=${go}>${name}</button>`;
  }

  /** @param {string} name @param {import("parlour/models/scene.js").Plan} plan */
  #open(name, plan) {
    this.app.scene.plan = plan;
    this.app.scene.dialog.value = name;
  }
}

customElements.define("parlour-due", DueToasts);
