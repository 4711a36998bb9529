import { signal } from "signals";

/** @import { App } from "parlour/types/app.js" */
/** @import { Following as State, Message } from "parlour/types/wire.js" */

/** The threads that I follow, and what is unread in each. The server has them; what comes live is counted here. */
export class Following {
  #app;
  /** By room and place. @type {import("signals").Signal<Map<string, State>>} */
  #held = signal(new Map());
  /** What came while all of them were being fetched: the answer may be older. @type {(() => void)[] | null} */
  #noted = null;

  /** @param {Pick<App, "connection" | "http" | "scene">} app */
  constructor(app) {
    this.#app = app;
  }

  /** Those of the page, which are not known at first. @param {App} app */
  static of(app) {
    return (app.following ??= new Following(app));
  }

  /** Fetch all of them: when one is connected, or something is not as it was counted. */
  async load() {
    /** @type {(() => void)[]} */
    const noted = (this.#noted = []);
    const found = await this.#app.http.get("/following").catch(() => null); // the next connection asks again
    if (noted !== this.#noted) return;
    this.#noted = null;
    if (!found) return;
    this.#put(new Map(found.threads.map((/** @type {State} */ state) => [name(state), state])));
    for (const again of noted) again();
  }

  /** What I follow of a thread; undefined where I do not. @param {number} room @param {number} thread */
  of(room, thread) {
    return this.#held.value.get(name({ room, thread }));
  }

  /** The server says what a thread is to me now. @param {State} state */
  heed(state) {
    this.#noted?.push(() => this.heed(state));
    const [held, key] = [new Map(this.#held.peek()), name(state)];
    if ((held.get(key)?.rev ?? 0) > state.rev) return;
    if (state.following) held.set(key, state);
    else held.delete(key);
    this.#put(held);
  }

  /** A reply came, or is another now. @param {Message} reply @param {boolean} counts it is new, and by somebody else */
  hear(reply, counts) {
    this.#noted?.push(() => this.hear(reply, counts));
    const state = this.#held.peek().get(name({ room: reply.room, thread: reply.thread ?? 0 }));
    if (!state) return;
    if (reply.kind === "deleted" && reply.seq > state.read_seq && !this.#noted) void this.load();
    else if (counts && reply.kind === "message" && reply.seq > state.rev) this.heed({ ...state, unread: state.unread + 1, rev: reply.seq });
  }

  /** I am not in a room any more. @param {number} room */
  leave(room) {
    this.#put(new Map([...this.#held.peek()].filter(([, state]) => state.room !== room)));
  }

  /** I have seen a thread up to a place. @param {number} room @param {number} thread @param {number} seq */
  read(room, thread, seq) {
    const state = this.#held.peek().get(name({ room, thread }));
    if (!state?.unread || seq <= state.read_seq) return;
    this.heed({ ...state, read_seq: seq, unread: 0 });
    this.#app.connection.emit("read_thread", { room, thread, seq }).then((told) => this.heed(told)).catch(() => {}); // counted until it is read again
  }

  /** @param {number} room @param {number} thread @param {boolean} on */
  async follow(room, thread, on) {
    this.heed(await this.#app.connection.emit("follow_thread", { room, thread, on }));
  }

  /** @param {Map<string, State>} held */
  #put(held) {
    this.#held.value = held;
    this.#app.scene.threads.value = [...held.values()].filter(({ unread }) => unread > 0).length;
  }
}

/** @param {{room: number, thread: number}} place */
const name = ({ room, thread }) => `${room}:${thread}`;
