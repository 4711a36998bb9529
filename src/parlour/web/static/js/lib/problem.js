/** A refusal, as the server words it or as the network makes it. */
export class Problem extends Error {
  /** @param {{code: string, message: string, field?: string, retry_after?: number}} error */
  constructor(error) {
    super(error.message);
    this.code = error.code;
    this.field = error.field;
    /** Seconds to wait, if the server said so. */
    this.retryAfter = error.retry_after;
  }

  /** True when trying again, unchanged, may succeed. */
  get passing() {
    return ["timeout", "disconnected", "network", "retry", "rate_limited", "storage_full", "internal"].includes(this.code);
  }

  /** @param {unknown} thrown */
  static from(thrown) {
    if (thrown instanceof Problem) return thrown;
    return new Problem({ code: "network", message: "The server cannot be reached just now." });
  }
}
