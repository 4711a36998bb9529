/** Time that passes only when it is told to: everything that waits for it happens in a known order. */
export class Clock {
  now = 0;
  /** Steps of a real disk that are still under way; time stands still for them. */
  busy = 0;
  #next = [];
  #count = 0;

  /** @param {number} ms @param {() => void} act */
  after(ms, act) {
    this.#next.push({ at: this.now + ms, order: this.#count++, act });
  }

  /** @param {number} ms */
  wait(ms) {
    return new Promise((done) => this.after(ms, done));
  }

  /** Let `ms` pass. @param {number} ms */
  async run(ms) {
    const end = this.now + ms;
    for (;;) {
      await this.#still();
      const next = this.#next.sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!next || next.at > end) break;
      this.#next.shift();
      this.now = next.at;
      next.act();
    }
    this.now = end;
  }

  /** Everything that waits for nothing but its turn has run. */
  async #still() {
    do await new Promise((done) => turn(done));
    while (this.busy);
  }
}

const turn = globalThis.setImmediate ?? ((act) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => (port1.close(), act());
  port2.postMessage(0);
});
