import { icon } from "parlour/lib/icon.js";
import { View } from "parlour/lib/view.js";
import { avatar } from "parlour/views/avatar.js";
import { roomLink } from "parlour/views/room-link.js";
import "parlour/views/status.js";
import { html, nothing, repeat } from "lit";

/** The rooms, the way to more of them, and me. */
export class Sidebar extends View {
  render() {
    const { inbox, scene } = this.app;
    const unread = inbox.unread.value;
    const away = scene.phone.value && scene.sheet.value !== "rooms";
    return html`<nav class="sidebar" aria-label="Rooms" ?inert=${away}>
      <div class="sidebar__top">
        <div class="brand"><span class="brand__mark">${icon("chair")}</span>Parlour</div>
        <button class="icon-button only-phone" type="button" aria-label="Close the list of rooms" @click=${() => (scene.sheet.value = null)}>${icon("close")}</button>
      </div>
      <button class="jump" type="button" @click=${() => (scene.dialog.value = "switcher")}>
        ${icon("search")}Jump to a room<kbd class="only-wide">Ctrl K</kbd>
      </button>
      <button class="room" type="button" aria-haspopup="dialog" @click=${() => (scene.dialog.value = "inbox")}>
        ${icon("inbox")}<span class="name">Inbox</span>${unread ? html`<span class="count"><span aria-hidden="true">${unread > 99 ? "99+" : unread}</span><span class="unseen">, ${unread} unread</span></span>` : nothing}
      </button>
      ${this.#threads()}${this.#rooms()}${this.#me()}
    </nav>`;
  }

  #rooms() {
    const { rooms, scene } = this.app;
    const mine = rooms.named.value;
    const others = rooms.others.value;
    return html`<div class="rooms">
      <div class="section">
        <h2>Rooms</h2>
        <div class="section__tools">
          ${tool("Join with a code", "key", () => (scene.dialog.value = "join"))}
          ${tool("Create a room", "plus", () => (scene.dialog.value = "create"))}
        </div>
      </div>
      ${mine.length ? nothing : html`<p class="rooms__hint">You are in no room yet. Create one, or join one with a code.</p>`}
      <ul class="rooms__list">${repeat(mine, (room) => room.id, (room) => roomLink(this.app, room))}</ul>
      ${this.#directs()}
      ${others.length
        ? html`<div class="section"><h2>Open to everyone</h2></div>
            <ul class="rooms__list">${repeat(others, (room) => room.id, (room) => roomLink(this.app, room))}</ul>`
        : nothing}
    </div>`;
  }

  #threads() {
    const { scene } = this.app;
    const unread = scene.threads.value;
    return html`<button class="room ${unread ? "room--unread" : ""}" type="button" @click=${() => (scene.dialog.value = "threads")}>
      ${icon("thread")}<span class="name">Threads</span>${unread ? html`<span class="count">${unread}<span class="unseen"> with something unread</span></span>` : nothing}
    </button>`;
  }

  #directs() {
    const { rooms, scene } = this.app;
    const directs = rooms.directs.value;
    return html`<div class="section">
        <h2>Direct messages</h2>
        <div class="section__tools">${tool("New conversation", "plus", () => (scene.dialog.value = "direct"))}</div>
      </div>
      ${directs.length
        ? html`<ul class="rooms__list">${repeat(directs, (room) => room.id, (room) => roomLink(this.app, room))}</ul>`
        : html`<p class="rooms__hint">Write to one person, or to a few.</p>`}`;
  }

  #me() {
    const { session, connection, scene } = this.app;
    const { id, username } = session.account.value;
    return html`<div class="me">
      ${avatar(id, username, connection.up ? "presence" : "presence presence--away")}
      <div class="me__text"><b title=${username}>${username}</b><div class="me__state"><parlour-status></parlour-status>${session.isGuest ? html`<span class="tag">Guest</span>` : nothing}</div></div>
      <button class="icon-button" type="button" aria-label="Settings" title="Settings" @click=${() => (scene.dialog.value = "settings")}>${icon("gear")}</button>
    </div>`;
  }
}

/** @param {string} label @param {string} picture @param {() => void} act */
const tool = (label, picture, act) =>
  html`<button class="icon-button icon-button--small" type="button" aria-label=${label} title=${label} @click=${act}>${icon(picture)}</button>`;

customElements.define("parlour-sidebar", Sidebar);
