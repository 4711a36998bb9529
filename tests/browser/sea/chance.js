/** Numbers that look random, and are the same each time for the same seed. */
export class Chance {
  #seed;

  /** @param {number} seed */
  constructor(seed) {
    this.#seed = (seed * 2654435761) % 2147483647 || 1;
    for (let n = 0; n < 5; n++) this.number();
  }

  number = () => (this.#seed = (this.#seed * 16807) % 2147483647) / 2147483647;

  /** @param {number} most */
  below(most) {
    return Math.floor(this.number() * most);
  }

  /** @param {number} share */
  is(share) {
    return this.number() < share;
  }

  /** @template T @param {T[]} list @returns {T} */
  one(list) {
    return list[this.below(list.length)];
  }
}
