/** Watches the two ends of a list: somebody who comes near one is shown more, as long as there is more. */
export class Edges {
  #reached;
  #more;
  /** @type {IntersectionObserver | undefined} */
  #observer;

  /** @param {(up: boolean) => void} reached @param {(up: boolean) => boolean} more whether there is */
  constructor(reached, more) {
    this.#reached = reached;
    this.#more = more;
  }

  /** @param {HTMLElement} list */
  watch(list) {
    if (this.#observer?.root === list) return;
    this.stop();
    const near = (/** @type {IntersectionObserverEntry[]} */ entries) => entries.forEach((entry) => entry.isIntersecting && this.#near(entry.target));
    this.#observer = new IntersectionObserver(near, { root: list, rootMargin: "300px 0px" });
    for (const edge of list.querySelectorAll("[data-edge]")) this.#observer.observe(edge);
  }

  stop() {
    this.#observer?.disconnect();
    this.#observer = undefined;
  }

  /** @param {Element} edge */
  #near(edge) {
    const up = edge.getAttribute("data-edge") === "up";
    this.#reached(up);
    requestAnimationFrame(() => {
      this.#observer?.unobserve(edge); // observed anew, it speaks again if it is still in view
      if (edge.isConnected && this.#more(up)) this.#observer?.observe(edge);
      else if (edge.isConnected) setTimeout(() => this.#observer?.observe(edge), 300);
    });
  }
}
