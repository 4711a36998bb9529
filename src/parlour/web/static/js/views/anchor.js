const NEAR = 48;

/** Keeps what is read where it is while rows come and go: at the end, or beside the first row in view. */
export class Anchor {
  /** True while the newest message is followed. */
  following = true;
  /** The row that is to be brought into view. @type {string | null} */
  #sought = null;
  /** @type {"end" | "divider" | null} */
  #goal = "end";
  /** The first rows in view: the very first may have become part of a longer line. @type {{key: string, top: number}[]} */
  #places = [];
  #observer;
  /** @type {HTMLElement | null} */
  #list = null;
  #height = 0;

  /** @param {() => void} resized called when the list has another height */
  constructor(resized) {
    this.#observer = new ResizeObserver(resized);
  }

  /** @param {"end" | "divider"} goal */
  follow(goal) {
    this.#sought = null;
    this.#goal = goal;
    this.#places = [];
    this.following = true;
  }

  /** Go to a row, as soon as it is there. @param {string} key */
  seek(key) {
    this.#sought = key;
    this.following = false;
  }

  /** Remember, before the rows change, which one is at the top and where. @param {HTMLElement} list */
  take(list) {
    const rows = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[data-key]")]);
    const first = rows.findIndex((each) => each.offsetTop + each.offsetHeight > list.scrollTop);
    const seen = first < 0 ? [] : rows.slice(first, first + 4);
    this.#places = seen.map((row) => ({ key: row.dataset.key ?? "", top: row.offsetTop - list.scrollTop }));
  }

  /** After the rows have changed. @param {HTMLElement} list @returns {HTMLElement | null} the row that was sought, once it is there */
  settle(list) {
    const sought = this.#sought && rowOf(list, this.#sought);
    if (sought) return this.#centre(list, sought);
    if (this.following) this.#pursue(list);
    else this.#hold(list);
    return null;
  }

  /**
   * The reader scrolled; or the list became shorter or longer, as the composer grew: then the end is still followed.
   * @param {HTMLElement} list @returns {boolean} true at the end
   */
  scrolled(list) {
    const resized = list.clientHeight !== this.#height;
    this.#height = list.clientHeight;
    if (resized && this.following) toEnd(list);
    this.following = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
    return this.following;
  }

  /** @param {HTMLElement} list */
  watch(list) {
    if (this.#list === list) return;
    this.stop();
    this.#list = list;
    this.#height = list.clientHeight;
    this.#observer.observe(list);
  }

  stop() {
    this.#observer.disconnect();
    this.#list = null;
  }

  /** @param {HTMLElement} list @param {HTMLElement} row */
  #centre(list, row) {
    this.#sought = null;
    list.scrollTop = row.offsetTop - Math.max(NEAR, (list.clientHeight - row.offsetHeight) / 2);
    return row;
  }

  /** @param {HTMLElement} list */
  #hold(list) {
    for (const { key, top } of this.#places) {
      const row = rowOf(list, key);
      if (!row) continue;
      if (row.offsetTop - list.scrollTop !== top) list.scrollTop = row.offsetTop - top;
      return;
    }
  }

  /** @param {HTMLElement} list */
  #pursue(list) {
    const divider = this.#goal === "divider" && /** @type {HTMLElement | null} */ (list.querySelector(".day--new"));
    toEnd(list);
    if (list.querySelector("article, .notice")) this.#goal = "end";
    if (divider && divider.offsetTop < list.scrollTop) {
      list.scrollTop = divider.offsetTop - NEAR;
      this.following = false;
    }
  }
}

/** @param {HTMLElement} list @param {string} key */
const rowOf = (list, key) => /** @type {HTMLElement | null} */ (list.querySelector(`[data-key="${CSS.escape(key)}"]`));

/** @param {HTMLElement} list */
function toEnd(list) {
  list.scrollTop = list.scrollHeight;
}
