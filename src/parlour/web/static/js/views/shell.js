import { laterStyles } from "parlour/lib/later-styles.js";
import { pressed } from "parlour/lib/pressed.js";
import { View } from "parlour/lib/view.js";
import "parlour/views/announcer.js";
import "parlour/views/conversation.js";
import { keys } from "parlour/views/keys.js";
import "parlour/views/panel.js";
import "parlour/views/sidebar.js";
import "parlour/views/toasts.js";
import { html, nothing } from "lit";
import { signal } from "signals";

/** @type {Record<string, {load: () => Promise<unknown>, draw: () => unknown}>} what is not needed at first */
const dialogs = {
  create: { load: () => import("parlour/views/create-room.js"), draw: () => html`<parlour-create-room></parlour-create-room>` },
  direct: { load: () => import("parlour/views/new-direct.js"), draw: () => html`<parlour-new-direct></parlour-new-direct>` },
  date: { load: () => import("parlour/views/jump-to-date.js"), draw: () => html`<parlour-jump-to-date></parlour-jump-to-date>` },
  delete: { load: () => import("parlour/views/delete-message.js"), draw: () => html`<parlour-delete-message></parlour-delete-message>` },
  edit: { load: () => import("parlour/views/edit-message.js"), draw: () => html`<parlour-edit-message></parlour-edit-message>` },
  calling: { load: () => import("parlour/views/calling.js"), draw: () => html`<parlour-calling></parlour-calling>` },
  inbox: { load: () => import("parlour/views/inbox.js"), draw: () => html`<parlour-inbox></parlour-inbox>` },
  join: { load: () => import("parlour/views/join-room.js"), draw: () => html`<parlour-join-room></parlour-join-room>` },
  later: { load: () => import("parlour/views/later.js"), draw: () => html`<parlour-later></parlour-later>` },
  keeping: { load: () => import("parlour/views/keeping.js"), draw: () => html`<parlour-keeping></parlour-keeping>` },
  leave: { load: () => import("parlour/views/leave-room.js"), draw: () => html`<parlour-leave-room></parlour-leave-room>` },
  person: { load: () => import("parlour/views/person-card.js"), draw: () => html`<parlour-person-card></parlour-person-card>` },
  pins: { load: () => import("parlour/views/pins.js"), draw: () => html`<parlour-pins></parlour-pins>` },
  plans: { load: () => import("parlour/views/plans.js"), draw: () => html`<parlour-plans></parlour-plans>` },
  remind: { load: () => import("parlour/views/remind.js"), draw: () => html`<parlour-remind></parlour-remind>` },
  poll: { load: () => import("parlour/views/create-poll.js"), draw: () => html`<parlour-create-poll></parlour-create-poll>` },
  rename: { load: () => import("parlour/views/rename-room.js"), draw: () => html`<parlour-rename-room></parlour-rename-room>` },
  search: { load: () => import("parlour/views/search.js"), draw: () => html`<parlour-search></parlour-search>` },
  seen: { load: () => import("parlour/views/seen-by.js"), draw: () => html`<parlour-seen-by></parlour-seen-by>` },
  settings: { load: () => import("parlour/views/settings.js"), draw: () => html`<parlour-settings></parlour-settings>` },
  shortcuts: { load: () => import("parlour/views/shortcuts.js"), draw: () => html`<parlour-shortcuts></parlour-shortcuts>` },
  threads: { load: () => import("parlour/views/threads.js"), draw: () => html`<parlour-threads></parlour-threads>` },
  switcher: { load: () => import("parlour/views/switcher.js"), draw: () => html`<parlour-switcher></parlour-switcher>` },
};

/** @type {typeof dialogs} what opens beside something */
const popovers = {
  emoji: { load: () => import("parlour/views/emoji-picker.js"), draw: () => html`<parlour-emoji-picker></parlour-emoji-picker>` },
  later: { load: () => import("parlour/views/send-later.js"), draw: () => html`<parlour-send-later></parlour-send-later>` },
  menu: { load: () => import("parlour/views/message-menu.js"), draw: () => html`<parlour-message-menu></parlour-message-menu>` },
};

/** The whole page: rooms, conversation, people, and what lies over them. */
export class Shell extends View {
  /** @type {"rooms" | "panel" | null} */
  #sheet = null;
  /** Where the focus was before a sheet took it. @type {HTMLElement | null} */
  #before = null;
  /** @type {string | null} */
  #dialog = null;
  /** The styles of what opens over the page are there: nothing of it is drawn before. */
  #styled = signal(false);
  /** The room in which a dialog was opened. @type {number | null} */
  #room = null;
  #keys = (/** @type {KeyboardEvent} */ event) => this.#press(event);

  connectedCallback() {
    this.replaceChildren();
    super.connectedCallback();
    addEventListener("keydown", this.#keys);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener("keydown", this.#keys);
  }

  render() {
    const { scene, rooms } = this.app;
    const sheet = scene.over.value;
    const thread = scene.thread.value && { load: () => import("parlour/views/thread.js") };
    const panel = thread ? "thread" : scene.panel.value && rooms.current.value ? "open" : "shut";
    const dialog = dialogs[scene.dialog.value ?? ""];
    const popover = popovers[scene.popover.value?.name ?? ""];
    for (const part of [dialog, popover, thread]) if (part) this.#fetch(part);
    const styled = this.#styled.value;
    return html`
      <a class="skip" href="#composer">Skip to the message field</a>
      <div class="app" data-panel=${panel} data-sheet=${sheet ?? "none"}>
        <parlour-sidebar></parlour-sidebar>
        <parlour-conversation></parlour-conversation>
        ${styled && thread ? html`<parlour-thread></parlour-thread>` : html`<parlour-panel></parlour-panel>`}
        <div class="scrim" @click=${() => (scene.sheet.value = scene.thread.value = null)}></div>
      </div>
      ${styled && dialog ? dialog.draw() : nothing}${styled && popover ? popover.draw() : nothing}
      <parlour-toasts></parlour-toasts>
      <parlour-announcer></parlour-announcer>
    `;
  }

  updated() {
    this.#followDialog();
    const sheet = this.app.scene.sheet.peek();
    if (sheet === this.#sheet) return;
    if (sheet && !this.#sheet) this.#before = /** @type {HTMLElement} */ (document.activeElement);
    this.#sheet = sheet;
    const target = sheet ? `.${sheet === "rooms" ? "sidebar" : "panel"} button` : "";
    setTimeout(() => (target ? /** @type {HTMLElement | null} */ (this.querySelector(target)) : this.#before)?.focus());
  }

  /** @param {{load: () => Promise<unknown>}} part */
  #fetch(part) {
    const styles = laterStyles(this.app.page.later).then(() => (this.#styled.value = true));
    Promise.all([styles, part.load()]).catch(() => this.#missing());
  }

  /** A part of the page that was never needed before could not be fetched now. */
  #missing() {
    const { scene, notes } = this.app;
    scene.dialog.value = scene.popover.value = scene.thread.value = null;
    notes.show("This part of the page is not here yet. It opens when you are connected.", { alert: true });
  }

  /** Whoever comes out of a dialog into another room wants to write there; nobody is left standing on the page itself. */
  #followDialog() {
    const { scene, rooms } = this.app;
    const dialog = scene.dialog.peek();
    if (dialog === this.#dialog) return;
    const [opened, closed] = [!this.#dialog, !dialog];
    this.#dialog = dialog;
    if (opened) this.#room = rooms.openId.peek();
    if (!closed || scene.narrow.peek()) return;
    const lost = document.activeElement === document.body;
    if (lost || rooms.openId.peek() !== this.#room) this.querySelector("textarea")?.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const { app } = this;
    const found = keys.find((each) => pressed(event, each.keys) && (each.when?.(app) ?? true));
    if (found) {
      event.preventDefault();
      return void found.go(app);
    }
    const { scene } = app;
    if (event.key === "Escape" && !event.defaultPrevented && !scene.dialog.value && !scene.popover.value) this.#escape();
  }

  /** Close what is open, else go to the newest message, which reads the room, and to the composer. */
  #escape() {
    const { scene, rooms } = this.app;
    if (scene.sheet.value) return void (scene.sheet.value = null);
    if (scene.thread.value) return void (scene.thread.value = null);
    rooms.turnTo(rooms.openId.peek() ?? 0);
    scene.jumpToEnd();
    this.querySelector("textarea")?.focus();
  }
}
