import { Problem } from "parlour/lib/problem.js";
import { signal } from "signals";

/** @import { Hit, Hits } from "parlour/types/wire.js" */
/** @typedef {"time" | "relevance"} Sort */
/** @typedef {{q: string, sort: Sort, before?: string}} Asked */

/** What is looked for in all rooms, and what was found of it so far; an answer that comes too late changes nothing. */
export class Search {
  #ask;
  #turn = 0;
  q = signal("");
  /** @type {import("signals").Signal<Sort>} */
  sort = signal(/** @type {Sort} */ ("time"));
  /** @type {import("signals").Signal<Hit[]>} */
  hits = signal(/** @type {Hit[]} */ ([]));
  /** What the hits are for; null while there was no answer yet. @type {import("signals").Signal<string | null>} */
  answered = signal(/** @type {string | null} */ (null));
  /** Behind which message the next page begins. @type {import("signals").Signal<string | null>} */
  more = signal(/** @type {string | null} */ (null));
  complete = signal(true);
  busy = signal(false);
  /** @type {import("signals").Signal<Problem | null>} */
  problem = signal(/** @type {Problem | null} */ (null));

  /** @param {(asked: Asked) => Promise<Hits>} ask */
  constructor(ask) {
    this.#ask = ask;
  }

  /** Look for something, the newest or the best first; nothing to look for finds nothing. @param {string} q @param {Sort} [sort] */
  async find(q, sort = this.sort.peek()) {
    this.q.value = q;
    this.sort.value = sort;
    const turn = ++this.#turn;
    if (q.trim()) return this.#take(turn, { q, sort }, []);
    this.busy.value = false;
    this.problem.value = null;
    this.#show(null, { ok: true, hits: [], complete: true, before: null });
  }

  /** Fetch the next page. */
  async next() {
    const before = this.more.peek();
    if (before && !this.busy.peek()) await this.#take(++this.#turn, { q: this.q.peek(), sort: this.sort.peek(), before }, this.hits.peek());
  }

  /** @param {number} turn @param {Asked} asked @param {Hit[]} held */
  async #take(turn, asked, held) {
    this.busy.value = true;
    /** @type {Hits | null} */
    let answer = null;
    /** @type {Problem | null} */
    let problem = null;
    try {
      answer = await this.#ask(asked);
    } catch (thrown) {
      problem = Problem.from(thrown);
    }
    if (turn !== this.#turn) return;
    this.busy.value = false;
    this.problem.value = problem;
    if (answer) this.#show(asked.q, { ...answer, hits: [...held, ...answer.hits] });
    else if (!held.length) this.#show(null, { ok: true, hits: [], complete: true, before: null });
  }

  /** @param {string | null} answered @param {Hits} found */
  #show(answered, { hits, complete, before }) {
    this.answered.value = answered;
    this.hits.value = hits;
    this.complete.value = complete;
    this.more.value = before;
  }
}
