const SIZE = 120;
const MOST = 300;
const STEP = 80;

/** Which rows are real elements: at most 300, counted from the end, so that older pages do not move it. */
export class Slice {
  shown = SIZE;
  after = 0;

  /** @param {number} total */
  bounds(total) {
    const end = Math.max(0, total - this.after);
    return { start: Math.max(0, end - this.shown), end };
  }

  /** True when the newest row is among the real ones. */
  get reachesEnd() {
    return this.after === 0;
  }

  /** Some rows came at the end; the far end is trimmed. @param {number} count @param {boolean} following */
  append(count, following) {
    if (this.after > 0) {
      this.after += count;
      return;
    }
    this.shown += count;
    if (this.shown <= MOST) return;
    if (!following) this.after = this.shown - MOST;
    this.shown = MOST;
  }

  /** The first real row is the one at `start`; as many as may be follow it. @param {number} start @param {number} total */
  begin(start, total) {
    this.after = Math.max(0, total - start - MOST);
    this.shown = total - this.after - start;
  }

  /** Have one row among the real ones, with others around it. @param {number} at @param {number} total */
  show(at, total) {
    const { start, end } = this.bounds(total);
    if (at >= start && at < end) return;
    this.after = Math.max(0, total - at - SIZE / 2);
    this.shown = SIZE;
  }

  /** Show older rows; the newest give way. @param {number} total @returns {boolean} false when there are none */
  up(total) {
    const { start } = this.bounds(total);
    if (start === 0) return false;
    this.shown += Math.min(STEP, start);
    if (this.shown > MOST) {
      this.after += this.shown - MOST;
      this.shown = MOST;
    }
    return true;
  }

  /** Show newer rows; the oldest give way. @returns {boolean} false when there are none */
  down() {
    if (this.after === 0) return false;
    const step = Math.min(STEP, this.after);
    this.after -= step;
    this.shown = Math.min(MOST, this.shown + step);
    return true;
  }

  toEnd() {
    this.shown = SIZE;
    this.after = 0;
  }
}
