/** What this browser remembers for one account; lives on in memory when storage is forbidden or full. */
export class Store {
  #prefix;
  #memory = new Map();

  /** @param {string} owner */
  constructor(owner) {
    this.#prefix = `parlour/${owner}/`;
  }

  /** @param {string} name @returns {any} */
  get(name) {
    if (this.#memory.has(name)) return this.#memory.get(name);
    try {
      const found = localStorage.getItem(this.#prefix + name);
      return found === null ? null : JSON.parse(found);
    } catch {
      return null;
    }
  }

  /** @param {string} name @param {unknown} value */
  set(name, value) {
    try {
      localStorage.setItem(this.#prefix + name, JSON.stringify(value));
    } catch {
      this.#memory.set(name, value);
    }
  }

  /** @param {string} name */
  delete(name) {
    this.#memory.delete(name);
    try {
      localStorage.removeItem(this.#prefix + name);
    } catch {
      // Nothing was kept, so nothing is left behind.
    }
  }

  /** @param {string} start @returns {string[]} the names that begin with `start` */
  names(start) {
    const names = new Set([...this.#memory.keys()]);
    try {
      for (const name of Object.keys(localStorage)) {
        if (name.startsWith(this.#prefix)) names.add(name.slice(this.#prefix.length));
      }
    } catch {
      // As above.
    }
    return [...names].filter((name) => name.startsWith(start));
  }

  /** Forget what others left in this browser. */
  clearOthers() {
    try {
      const left = Object.keys(localStorage).filter((name) => /^parlour\/\d/.test(name) && !name.startsWith(this.#prefix));
      for (const name of left) localStorage.removeItem(name);
    } catch {
      // As above.
    }
  }

  /** Forget everything: at sign-out. */
  clear() {
    for (const name of this.names("")) this.delete(name);
  }
}
