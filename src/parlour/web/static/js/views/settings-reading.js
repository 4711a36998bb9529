import { Attempt } from "parlour/lib/attempt.js";
import { View } from "parlour/lib/view.js";
import { field } from "parlour/views/field.js";
import { refusal } from "parlour/views/refusal.js";
import { html } from "lit";
import { signal } from "signals";

/** The words that bring a message into the inbox, and whether others see how far one has read. */
export class SettingsReading extends View {
  #attempt = new Attempt();
  /** @type {import("signals").Signal<string[] | null>} */
  #words = signal(/** @type {string[] | null} */ (null));
  #hidden = signal(false);

  connectedCallback() {
    super.connectedCallback();
    const { http, session } = this.app;
    void this.#attempt.run(async () => {
      const [{ words }, card] = await Promise.all([http.get("/keywords"), http.get(`/people/${session.id}`)]);
      this.#hidden.value = card.hides_reading ?? false;
      this.#words.value = words;
    });
  }

  render() {
    const words = this.#words.value;
    const problem = this.#attempt.problem.value;
    const { keywords = 20 } = this.app.session.limits;
    return html`<form class="settings__part form" aria-label="Reading" @submit=${this.#submit}>
      <h3>Inbox and reading</h3>
      ${refusal(problem, ["words"])}
      ${words === null ? html`<span class="bone bone--line"></span>` : html`
        ${field({ name: "words", label: "Words to watch for", value: words.join(", "), placeholder: "release, kettle", needed: false,
          hint: `Up to ${keywords}, with commas between. Who says one of them in your rooms is in your inbox.` }, problem)}
        <label class="choice"><input type="checkbox" name="shown" ?checked=${!this.#hidden.value}><span><b>Show how far I have read</b><small>Others see which of their messages I have seen, and I see it of mine.</small></span></label>`}
      <div><button class="button button--plain button--small" aria-disabled=${this.#attempt.busy.value || words === null}>Save</button></div>
    </form>`;
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const { http, notes, rooms, visits } = this.app; // which this element is out of, once the dialog is closed
    const data = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const [typed, hidden] = [String(data.get("words")).split(/[,\n]/).map((word) => word.trim()).filter(Boolean), !data.get("shown")];
    const done = await this.#attempt.run(async () => {
      this.#words.value = (await http.put("/keywords", { words: typed })).words;
      if (hidden !== this.#hidden.peek()) await (hidden ? http.put("/hidden_reading") : http.delete("/hidden_reading"));
      this.#hidden.value = hidden;
    });
    if (!done) return;
    notes.show("Saved.");
    const room = rooms.openId.peek();
    if (room) visits.meetSoon(room, 0);
  }
}

customElements.define("parlour-settings-reading", SettingsReading);
