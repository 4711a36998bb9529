import { icon } from "parlour/lib/icon.js";
import { View } from "parlour/lib/view.js";
import { avatar } from "parlour/views/avatar.js";
import { roomLine } from "parlour/views/room-line.js";
import { roomMark } from "parlour/views/room-mark.js";
import { html, nothing } from "lit";

/** The name of the room, how many belong to it and are here, and the way to the people. */
export class Topbar extends View {
  render() {
    const { scene, rooms } = this.app;
    const room = rooms.current.value;
    const direct = room?.kind === "direct";
    const elsewhere = rooms.unread.value > (room?.unread ?? 0);
    return html`<header class="topbar">
      <button class="icon-button topbar__back only-phone" type="button" aria-expanded=${scene.sheet.value === "rooms"}
        aria-label=${elsewhere ? "Rooms, there is something unread" : "Rooms"} @click=${() => (scene.sheet.value = "rooms")}>
        ${icon("back")}${elsewhere ? html`<span class="badge"></span>` : nothing}
      </button>
      ${direct ? roomMark(this.app, room, "") : nothing}
      <div class="topbar__title">
        <h1>${room ? html`${direct ? nothing : roomMark(this.app, room)}<span>${room.name}</span>` : "Parlour"}</h1>
        ${room ? html`<p>${roomLine(this.app, room)}</p>` : nothing}
      </div>
      ${room ? this.#tools(room) : nothing}
    </header>`;
  }

  /** @param {import("parlour/types/wire.js").Room} room */
  #tools(room) {
    const { scene, presence } = this.app;
    const some = [...presence.of(room.id).online.values()].slice(0, 3);
    const open = scene.narrow.value ? scene.sheet.value === "panel" : scene.panel.value && !scene.thread.value;
    return html`<div class="topbar__tools">
      ${open ? nothing : html`<span class="stack only-wide">${some.map((person) => avatar(person.id, person.username, "avatar--small"))}</span>`}
      <button class="icon-button only-wide" type="button" aria-label="Jump to a date" title="Jump to a date" @click=${() => scene.seekDay()}>${icon("calendar")}</button>
      <button class="icon-button" type="button" aria-label="Search messages" title="Search messages (Ctrl Shift F)" @click=${() => (scene.dialog.value = "search")}>${icon("search")}</button>
      <button class="icon-button" type="button" aria-label="Jump to a room" title="Jump to a room (Ctrl K)" @click=${() => (scene.dialog.value = "switcher")}>${icon("jump")}</button>
      <button class="icon-button" type="button" aria-label="Pinned messages" title="Pinned messages" @click=${() => (scene.dialog.value = "pins")}>${icon("pin")}</button>
      <button class="icon-button" type="button" aria-label="People and room details" title="People and room details (Ctrl .)"
        aria-expanded=${open} @click=${() => scene.togglePanel()}>${icon("side")}</button>
    </div>`;
  }
}

customElements.define("parlour-topbar", Topbar);
