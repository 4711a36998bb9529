import { backoff } from "parlour/lib/backoff.js";
import { Problem } from "parlour/lib/problem.js";
import { signal } from "signals";
import { io } from "socket.io-client";

/** @import { Status } from "parlour/types/app.js" */
/** @import { ClientEvents } from "parlour/types/wire.js" */

const PATIENCE = 5000;
const ARRIVAL = 10_000; // ms for a connection to come about
const OVERDUE = 27_000; // ms after which the ping, every 25 s, should have been heard
const SILENT = 45_000; // ms without a word from the server: the line is dead, whatever it says
const LOOK = 5000;
const STEADY = 10_000; // ms a connection lasts before the one after it is tried without a longer wait
const GRACE = 1000; // ms after waking for what waited in the line to be read

/** The one socket: its state, for all to see, and its return after a loss, with full jitter. */
export class Connection {
  #socket;
  #tries = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** Seconds the server asked us to stay away. */
  #asked = 0;
  /** When the server was heard last; when the attempt to connect began, and when it succeeded. */
  #heard = 0;
  #began = 0;
  #stood = 0;
  /** @type {() => void} */
  #onRefused = () => {};
  /** @type {import("signals").Signal<Status>} */
  status = signal(/** @type {Status} */ ({ state: "connecting" }));

  /** @param {string} url @param {() => object} brings what is told at each connecting: where this browser stands */
  constructor(url, brings) {
    this.#socket = io(url || undefined, {
      autoConnect: false,
      reconnection: false, // ours, below: it must be visible, and its first wait must be random too
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      timeout: ARRIVAL,
      auth: (/** @type {(payload: object) => void} */ give) => give(brings()),
    });
    this.#socket.on("ready", () => this.#connected()); // not at "connect": who I am is not known before
    this.#socket.on("disconnect", () => this.#lost());
    this.#socket.on("connect_error", (/** @type {any} */ error) => this.#refused(error.data ?? {}));
    this.#socket.onAny(() => this.#hear());
    this.#socket.io.on("ping", () => this.#hear());
  }

  /** @param {() => void} refused called when the session has ended */
  start(refused) {
    this.#onRefused = refused;
    for (const event of ["online", "pageshow", "focus"]) addEventListener(event, () => this.wake());
    for (const event of ["visibilitychange", "resume"]) document.addEventListener(event, () => document.hidden || this.wake());
    addEventListener("offline", () => this.#lost());
    // A frozen page answers no ping and sends nothing: let go in order, so that another tab may.
    document.addEventListener("freeze", () => this.#socket.disconnect());
    // A laptop that slept wakes with its timers late and its line dead.
    setInterval(() => this.up && this.#silence > SILENT && this.renew(), LOOK);
    this.#connect();
  }

  get up() {
    return this.status.value.state === "connected";
  }

  /** Not even about to be there. */
  get away() {
    return ["offline", "reconnecting"].includes(this.status.value.state);
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
      if (this.#socket.connected) throw new Problem({ code: "timeout", message: "The server did not answer in time." });
      throw new Problem({ code: "disconnected", message: "The connection was lost." });
    }
    this.#hear();
    if (!answer?.ok) throw new Problem(answer?.error ?? { code: "internal", message: "That did not work." });
    return answer;
  }

  /** Tell the server something that needs no answer. @param {"typing"} event @param {ClientEvents["typing"]} payload */
  tell(event, payload) {
    if (this.#socket.connected) this.#socket.volatile.emit(event, payload);
  }

  /** Go, and do not come back: the page is about to be left. */
  stop() {
    clearTimeout(this.#timer);
    this.#socket.off();
    this.#socket.disconnect();
    this.#connect = () => {};
  }

  /** The server says that it goes away for a while. @param {number} seconds */
  expectReturn(seconds) {
    this.#asked = seconds;
  }

  /** Come back now rather than at the end of the countdown. */
  retry() {
    if (this.#socket.connected || this.status.value.state === "connecting") return;
    this.#connect();
  }

  /** Somebody is back, or the network: be connected at once, and do not trust a line that has been still. */
  wake() {
    if (!this.up) {
      if (this.status.value.state === "connecting" && Date.now() - this.#began > LOOK) this.renew();
      else this.retry();
    } else if (this.#silence > OVERDUE) setTimeout(() => this.up && this.#silence > OVERDUE && this.renew(), GRACE);
  }

  /** The server is silent: come back after a wait, for it may be busy. */
  drop() {
    this.#socket.disconnect();
  }

  /** Let go of the line, which is dead or not to be trusted, and come back on another one. */
  renew() {
    this.#socket.disconnect();
    this.#connect();
  }

  #connect = () => {
    clearTimeout(this.#timer);
    this.#began = Date.now();
    this.status.value = { state: "connecting" };
    this.#socket.connect();
  };

  get #silence() {
    return Date.now() - this.#heard; // not performance.now(): on some systems it stands still while they sleep
  }

  #hear() {
    this.#heard = Date.now();
  }

  #connected() {
    clearTimeout(this.#timer);
    this.#hear();
    this.#asked = 0;
    if (this.up) return;
    this.#stood = Date.now();
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
    if (this.up && Date.now() - this.#stood > STEADY) this.#tries = 0;
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
