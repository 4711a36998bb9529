import { computed, signal } from "signals";

/** @import { Store } from "parlour/lib/store.js" */
/** @import { Message, Reminder, Scheduled } from "parlour/types/wire.js" */
/** @typedef {{name: "emoji" | "menu" | "later", message: Message, anchor: HTMLElement}} Beside */
/** @typedef {{scheduled?: Scheduled, reminder?: Reminder, text?: string}} Plan */

/** What is on the screen beside the conversation, and whether the reader is there to see it. */
export class Scene {
  #store;
  /** @type {import("signals").Signal<"rooms" | "panel" | null>} */
  sheet = signal(/** @type {"rooms" | "panel" | null} */ (null));
  /** @type {import("signals").Signal<string | null>} */
  dialog = signal(/** @type {string | null} */ (null));
  /** The message that a dialog is about. @type {Message | null} */
  about = null;
  /** What a dialog about later is about. @type {Plan} */
  plan = {};
  /** What is open beside something of a message. @type {import("signals").Signal<Beside | null>} */
  popover = signal(/** @type {Beside | null} */ (null));
  /** The button of what is open, while it is pressed again: that closes it. @type {HTMLElement | null} */
  pressed = null;
  /** Whom a card is about. @type {{id: number, username: string} | null} */
  person = null;
  /** What is to be looked for. */
  words = "";
  /** How many people are about to be called, and what calls them. @type {{people: number, send: () => unknown} | null} */
  calling = null;
  /** The day from which one looks for another. */
  day = new Date();
  panel = signal(true);
  /** Who comes and goes is not shown. */
  quiet = signal(false);
  /** The thread that stands beside the conversation, and the reply to show there: a new one for each wish. @type {import("signals").Signal<{room: number, seq: number, at?: number} | null>} */
  thread = signal(/** @type {{room: number, seq: number, at?: number} | null} */ (null));
  /** In how many of the threads that one follows something is unread. */
  threads = signal(0);
  /** The present moment, new each minute. */
  now = signal(Date.now());
  /** The window has the reader's eye, and the conversation stands at its end. */
  focused = signal(true);
  atEnd = signal(true);
  /** Counts the wishes to see the newest message. */
  jumps = signal(0);
  /** The message to be shown next: a new one for each wish. @type {import("signals").Signal<{room: number, seq: number} | null>} */
  aim = signal(/** @type {{room: number, seq: number} | null} */ (null));
  /** Such a message is still being looked for: whoever waits for it does not stand at the end. */
  seeking = false;
  /** Screens on which the rooms, or the people, are sheets. */
  phone = signal(false);
  narrow = signal(false);
  /** What lies over the conversation. */
  over = computed(() => this.sheet.value ?? (this.narrow.value && this.thread.value ? "thread" : null));

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
    this.panel.value = store.get("panel") ?? true;
    this.quiet.value = store.get("quiet") ?? false;
  }

  togglePanel() {
    if (this.narrow.value) this.sheet.value = this.sheet.value === "panel" ? null : "panel";
    else this.#store.set("panel", (this.panel.value = !this.panel.value || this.thread.value !== null)); // it stands behind a thread
    this.thread.value = null;
  }

  /** @param {number} room @param {number} seq of the message that it began with @param {number} [at] the reply to show */
  openThread(room, seq, at) {
    this.sheet.value = null;
    this.thread.value = { room, seq, at };
  }

  /** @param {boolean} quiet */
  hush(quiet) {
    this.#store.set("quiet", (this.quiet.value = quiet));
  }

  /** @param {Beside["name"]} name @param {Message} message @param {HTMLElement} anchor */
  beside(name, message, anchor) {
    this.popover.value = this.pressed === anchor ? null : { name, message, anchor };
  }

  /** Ask for a day to go to. @param {Date} [from] */
  seekDay(from = new Date()) {
    this.day = from;
    this.dialog.value = "date";
  }

  jumpToEnd() {
    this.jumps.value += 1;
  }
}
