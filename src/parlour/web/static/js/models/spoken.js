import { signal } from "signals";

const PAUSE = 3000;

/** What a screen reader is told of the open room: one sentence in 3 s at most, and none while one writes. */
export class Spoken {
  sentence = signal("");
  #last = -PAUSE;
  #quiet = 0;

  /** The reader writes: be still for a while. @param {number} [now] */
  hush(now = Date.now()) {
    this.#quiet = now + PAUSE;
  }

  /** @param {string} sentence @param {number} [now] */
  say(sentence, now = Date.now()) {
    if (now < this.#quiet || now - this.#last < PAUSE) return;
    this.#last = now;
    this.sentence.value = sentence;
  }
}
