import { newKey } from "parlour/lib/new-key.js";
import { Problem } from "parlour/lib/problem.js";

/** @import { App } from "parlour/types/app.js" */
/** @import { Draft } from "parlour/types/wire.js" */

const PAUSE = 1500; // ms without a letter
const NOTHING = mark("", null);

/**
 * Drafts on all of one's devices: what is written here is told when the typing rests, what was written there is taken
 * unless one writes here. The server has the last word; what was sent is told as gone, if it was ever told.
 */
export class DraftSync {
  #app;
  #device = newKey();
  #nth = 0;
  /** The last change of the server's that is held. @type {number} */
  #seen;
  /** What the server has in each room, as far as it is known here. @type {Map<number, string>} */
  #known = new Map();
  /** @type {Map<number, ReturnType<typeof setTimeout>>} */
  #timers = new Map();
  /** @type {Set<number>} */
  #saving = new Set();

  /** @param {Pick<App, "connection" | "drafts" | "http" | "store">} app @param {number} seen */
  constructor(app, seen) {
    this.#app = app;
    this.#seen = seen;
    const { drafts } = app;
    // What stood here untold: the server may have anything there.
    for (const room of [...drafts.rooms(), ...drafts.untold.keys()]) this.#known.set(room, drafts.untold.has(room) ? "" : this.#mark(room));
    drafts.changed = (room) => this.#soon(room);
    drafts.flush = () => [...this.#timers.keys()].forEach((room) => void this.#save(room));
    for (const room of drafts.untold.keys()) this.#soon(room);
  }

  /** One is connected: take what was written elsewhere meanwhile, tell what was written here. @param {number} newest */
  async level(newest) {
    if (newest !== this.#seen) {
      const after = newest > this.#seen ? this.#seen : 0; // less than there was: restored from a backup
      const found = await this.#app.http.get(`/drafts?after=${after}`).catch(() => null);
      if (!found) return;
      for (const draft of found.drafts) this.#take(draft);
      this.#note(after ? Math.max(newest, this.#seen) : newest);
    }
    for (const room of this.#app.drafts.untold.keys()) this.#soon(room);
  }

  /** A draft was changed on some device. @param {Draft} draft */
  hear(draft) {
    this.#note(Math.max(draft.rev, this.#seen));
    if (draft.device !== this.#device) this.#take(draft);
  }

  /** @param {Draft} draft */
  #take({ room, message, reply_to: seq = null }) {
    const { drafts } = this.#app;
    this.#known.set(room, mark(message, seq));
    if (!drafts.untold.has(room) && this.#mark(room) !== mark(message, seq)) drafts.take(room, message, seq);
  }

  /** Tell a draft when the typing rests; one that is gone at once. @param {number} room */
  #soon(room) {
    const { drafts } = this.#app;
    clearTimeout(this.#timers.get(room));
    this.#timers.delete(room);
    const now = this.#mark(room);
    if (this.#saving.has(room)) return; // what comes of that decides
    if (now === (this.#known.get(room) ?? NOTHING)) return drafts.told(room);
    this.#timers.set(room, setTimeout(() => void this.#save(room), now === NOTHING ? 0 : PAUSE));
  }

  /** @param {number} room */
  async #save(room) {
    const { connection, drafts } = this.#app;
    clearTimeout(this.#timers.get(room));
    this.#timers.delete(room);
    const change = drafts.untold.get(room);
    if (change === undefined || this.#saving.has(room) || !connection.up) return; // else it is told when one is connected
    this.#saving.add(room);
    const [message, seq] = [drafts.of(room), drafts.replyTo(room)];
    let wait = 0;
    try {
      const asked = { room, message, device: this.#device, nth: ++this.#nth, ...(seq && { reply_to: seq }) };
      const { draft } = await connection.emit("save_draft", asked);
      this.#known.set(room, mark(message, seq));
      this.#note(Math.max(draft.rev, this.#seen));
      drafts.told(room, change);
    } catch (thrown) {
      const problem = Problem.from(thrown);
      if (!problem.passing) drafts.told(room, change); // it cannot be kept there; here it is
      wait = problem.pause(3);
    }
    this.#saving.delete(room);
    if (!drafts.untold.has(room)) return;
    if (wait) this.#timers.set(room, setTimeout(() => void this.#save(room), wait));
    else this.#soon(room);
  }

  /** @param {number} room */
  #mark(room) {
    const { drafts } = this.#app;
    return mark(drafts.of(room), drafts.replyTo(room));
  }

  /** @param {number} rev */
  #note(rev) {
    if (rev === this.#seen) return;
    this.#seen = rev;
    this.#app.store.set("drafts", rev);
  }
}

/** @param {string} text @param {number | null} seq */
function mark(text, seq) {
  return JSON.stringify([text.trim() ? text : "", seq]);
}
