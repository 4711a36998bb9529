import { Problem } from "parlour/lib/problem.js";
import { signal } from "signals";

/** One thing a form tries: whether it is under way, and why it was refused. */
export class Attempt {
  busy = signal(false);
  /** @type {import("signals").Signal<Problem | null>} */
  problem = signal(/** @type {Problem | null} */ (null));

  /** @param {() => Promise<unknown>} act @param {string} [field] the field a refusal without one belongs to */
  async run(act, field) {
    if (this.busy.peek()) return false;
    this.busy.value = true;
    this.problem.value = null;
    try {
      await act();
      return true;
    } catch (thrown) {
      const problem = Problem.from(thrown);
      if (!problem.passing) problem.field ??= field;
      this.problem.value = problem;
      return false;
    } finally {
      this.busy.value = false;
    }
  }
}
