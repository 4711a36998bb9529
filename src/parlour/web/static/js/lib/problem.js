import { backoff } from "parlour/lib/backoff.js";

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

  /** How long to wait before trying again: longer with each try, and never shorter than the server said. @param {number} tries @returns {number} ms */
  pause(tries) {
    return Math.max(backoff(tries), (this.retryAfter ?? 0) * 1000);
  }

  /** @param {unknown} thrown */
  static from(thrown) {
    if (thrown instanceof Problem) return thrown;
    return new Problem({ code: "network", message: "The server cannot be reached just now." });
  }
}
