import { backoff } from "parlour/lib/backoff.js";
import { Problem } from "parlour/lib/problem.js";
import { signal } from "signals";
import { io } from "socket.io-client";

/** @import { Status } from "parlour/types/app.js" */
/** @import { ClientEvents } from "parlour/types/wire.js" */

const PATIENCE = 5000;

/** The one socket: its state, for all to see, and its return after a loss, with full jitter. */
export class Connection {
  #socket;
  #tries = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** Seconds the server asked us to stay away. */
  #asked = 0;
  /** @type {() => void} */
  #onRefused = () => {};
  /** @type {import("signals").Signal<Status>} */
  status = signal(/** @type {Status} */ ({ state: "connecting" }));

  /** @param {string} url @param {string} [token] the cookie serves where there is none */
  constructor(url, token) {
    this.#socket = io(url || undefined, {
      autoConnect: false,
      reconnection: false, // ours, below: it must be visible, and its first wait must be random too
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      ...(token ? { auth: { token } } : {}),
    });
    this.#socket.on("connect", () => this.#connected());
    this.#socket.on("ready", () => this.#connected()); // buffered events are given out before "connect"
    this.#socket.on("disconnect", () => this.#lost());
    this.#socket.on("connect_error", (/** @type {any} */ error) => this.#refused(error.data ?? {}));
  }

  /** @param {() => void} refused called when the session has ended */
  start(refused) {
    this.#onRefused = refused;
    addEventListener("online", () => this.retry());
    addEventListener("offline", () => this.#lost());
    document.addEventListener("visibilitychange", () => document.hidden || this.retry());
    this.#socket.connect();
  }

  get up() {
    return this.status.value.state === "connected";
  }

  /** @param {string} event @param {(payload: any) => void} listener */
  on(event, listener) {
    this.#socket.on(event, listener);
  }

  /**
   * Send an event and wait for its answer; refusals and silence become a Problem.
   * @template {keyof ClientEvents} E
   * @param {E} event @param {ClientEvents[E]} payload @param {number} [patience] ms
   * @returns {Promise<any>}
   */
  async emit(event, payload, patience = PATIENCE) {
    if (!this.#socket.connected) throw new Problem({ code: "disconnected", message: "You are not connected just now." });
    let answer;
    try {
      answer = await this.#socket.timeout(patience).emitWithAck(event, payload);
    } catch {
      throw new Problem({ code: "timeout", message: "The server did not answer in time." });
    }
    if (!answer?.ok) throw new Problem(answer?.error ?? { code: "internal", message: "That did not work." });
    return answer;
  }

  /** Tell the server something that needs no answer. @param {"typing"} event @param {ClientEvents["typing"]} payload */
  tell(event, payload) {
    if (this.#socket.connected) this.#socket.volatile.emit(event, payload);
  }

  /** Go, and do not come back: the page is about to be left. */
  stop() {
    this.#socket.off();
    this.#socket.disconnect();
  }

  /** The server says that it goes away for a while. @param {number} seconds */
  expectReturn(seconds) {
    this.#asked = seconds;
  }

  /** Come back now rather than at the end of the countdown. */
  retry() {
    if (this.#socket.connected || this.status.value.state === "connecting") return;
    clearTimeout(this.#timer);
    this.status.value = { state: "connecting" };
    this.#socket.connect();
  }

  #connected() {
    clearTimeout(this.#timer);
    this.#tries = 0;
    this.#asked = 0;
    this.status.value = { state: "connected" };
  }

  /** @param {{code?: string, retry_after?: number}} data */
  #refused(data) {
    if (data.code === "unauthenticated") return this.#onRefused();
    this.#asked = data.retry_after ?? this.#asked;
    this.#lost();
  }

  #lost() {
    clearTimeout(this.#timer);
    if (!navigator.onLine) {
      this.#socket.disconnect();
      this.status.value = { state: "offline" };
      return;
    }
    const wait = Math.max(backoff(this.#tries++), this.#asked * 1000);
    this.#asked = 0;
    this.status.value = { state: "reconnecting", at: Date.now() + wait };
    this.#timer = setTimeout(() => this.retry(), wait);
  }
}
