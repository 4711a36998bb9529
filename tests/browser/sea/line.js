import { backoff } from "parlour/lib/backoff.js";
import { Problem } from "parlour/lib/problem.js";
import { signal } from "signals";

/** What may be said of a server that does not take it just now. */
const TROUBLES = [
  { code: "retry", message: "Busy." },
  { code: "storage_full", message: "Full.", retry_after: 5 },
  { code: "rate_limited", message: "Slower.", retry_after: 2 },
];

/** A connection that loses, doubles, delays and mixes up what goes over it, and breaks. Looks like live/connection.js. */
export class Line {
  status = signal({ state: "connecting" });
  #sea;
  #brings;
  #listeners = new Map();
  #waiting = new Set();
  #number = 0;
  dead = false;

  constructor(sea, brings) {
    this.#sea = sea;
    this.#brings = brings;
  }

  get up() {
    return this.status.value.state === "connected";
  }

  on(event, listener) {
    this.#listeners.set(event, listener);
  }

  connect() {
    const { clock, server, chance } = this.#sea;
    if (this.dead || this.status.peek().state === "connected") return;
    clock.after(chance.below(300), () => !this.dead && !this.up && server.arrive(this, structuredClone(this.#brings())));
  }

  /** The line breaks; it comes back by itself. */
  cut() {
    this.#sea.server.lines.delete(this);
    this.#number++;
    for (const lose of this.#waiting) lose(new Problem({ code: "disconnected", message: "cut" }));
    this.#waiting.clear();
    this.status.value = { state: "reconnecting", at: 0 };
    const number = this.#number;
    this.#sea.clock.after(backoff(this.#sea.chance.below(4)), () => number === this.#number && this.connect());
  }

  drop() {
    this.cut();
  }

  /** The server tells something: on this connection, not on the one after it. */
  hear(event, payload) {
    const { clock, chance, calm } = this.#sea;
    const number = this.#number;
    const heard = structuredClone(payload);
    const act = () => {
      if (this.dead || number !== this.#number) return;
      if (event === "ready") this.status.value = { state: "connected" };
      this.#listeners.get(event)?.(heard);
    };
    const times = calm || event === "ready" ? 1 : chance.is(0.1) ? 0 : chance.is(0.1) ? 2 : 1;
    for (let n = 0; n < times; n++) clock.after(calm ? 5 : chance.below(chance.is(0.2) ? 900 : 30), act);
  }

  emit(event, payload, patience = 5000) {
    const { clock, chance, server, calm } = this.#sea;
    if (!this.up || this.dead) return Promise.reject(new Problem({ code: "disconnected", message: "not connected" }));
    return new Promise((resolve, reject) => {
      const lose = (problem) => (this.#waiting.delete(lose), this.dead || reject(problem));
      this.#waiting.add(lose);
      clock.after(patience, () => this.#waiting.has(lose) && lose(new Problem({ code: "timeout", message: "late" })));
      const late = () => (calm ? 5 : chance.below(chance.is(0.1) ? 7000 : 60));
      const back = (answer) => {
        if (!this.#waiting.delete(lose) || this.dead) return;
        if (answer.ok) resolve(answer);
        else reject(new Problem(answer.error));
      };
      const there = () => {
        const answer = structuredClone(server.answer(event, payload, !calm && chance.is(0.05) ? chance.one(TROUBLES) : undefined));
        if (calm || chance.is(0.9)) clock.after(late(), () => back(answer));
      };
      // What was under way when the line broke may still be heard over there.
      for (let n = calm ? 1 : chance.is(0.1) ? 0 : chance.is(0.1) ? 2 : 1; n > 0; n--) clock.after(late(), there);
    });
  }
}
