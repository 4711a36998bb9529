import { signal } from "signals";

/** @import { Person } from "parlour/types/wire.js" */

/** People by a few letters of their names, asked for as one types; an answer that was overtaken by the next question is dropped. */
export class Finder {
  #get;
  #pause;
  #asked = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  people = signal(/** @type {Person[]} */ ([]));
  pending = signal(false);

  /** @param {(path: string) => Promise<{people: Person[]}>} get @param {number} [pause] ms without another letter */
  constructor(get, pause = 150) {
    this.#get = get;
    this.#pause = pause;
  }

  /** @param {string} typed @returns {Promise<void>} done when this is answered; never, if more is typed before */
  ask(typed) {
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    this.pending.value = true;
    return new Promise((done) => (this.#timer = setTimeout(() => void this.#look(typed, asked, done), this.#pause)));
  }

  /** Nobody waits for an answer any more. */
  stop() {
    clearTimeout(this.#timer);
    this.#asked++;
  }

  /** @param {string} typed @param {number} asked @param {() => void} done */
  async #look(typed, asked, done) {
    const found = await this.#get(`/people?q=${encodeURIComponent(typed)}`).catch(() => ({ people: [] })); // none to be had just now
    if (asked !== this.#asked) return;
    this.people.value = found.people;
    this.pending.value = false;
    done();
  }
}
