import { icon } from "parlour/lib/icon.js";
import { View } from "parlour/lib/view.js";
import "parlour/views/banner.js";
import "parlour/views/composer.js";
import "parlour/views/timeline.js";
import "parlour/views/topbar.js";
import { html, nothing } from "lit";

/** The open room; or what to do next when there is none. */
export class Conversation extends View {
  render() {
    const { rooms, scene } = this.app;
    const room = rooms.openId.value;
    const covered = scene.over.value !== null;
    return html`<main class="conversation" aria-label="Conversation" ?inert=${covered}>
      <parlour-topbar></parlour-topbar>
      <parlour-banner></parlour-banner>
      ${room
        ? html`<parlour-timeline class="stage"></parlour-timeline><parlour-composer></parlour-composer>`
        : html`<div class="stage">${this.#nowhere()}</div>`}
    </main>`;
  }

  #nowhere() {
    const { connection, scene, rooms } = this.app;
    if (!connection.up && !rooms.mine.value.length) return html`<div class="bones bones--messages" aria-hidden="true"><span class="bone"></span><span class="bone"></span></div>`;
    return html`<div class="empty empty--middle">
      <span class="empty__mark">${icon("chair")}</span>
      <h2>Take a seat</h2>
      <p>You are in no room yet. Create one and share its code, or go in where you were invited.</p>
      <div class="empty__steps">
        <button class="button button--small" type="button" @click=${() => (scene.dialog.value = "create")}>Create a room</button>
        <button class="button button--plain button--small" type="button" @click=${() => (scene.dialog.value = "join")}>Join with a code</button>
        ${scene.phone.value && rooms.others.value.length ? html`<button class="button button--plain button--small" type="button" @click=${() => (scene.sheet.value = "rooms")}>See the open rooms</button>` : nothing}
      </div>
    </div>`;
  }
}

customElements.define("parlour-conversation", Conversation);
