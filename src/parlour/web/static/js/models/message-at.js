/** @import { Message } from "parlour/types/wire.js" */

/**
 * The message at a place of a run that is in the order of places.
 * @param {Message[]} run @param {number} seq @returns {Message | undefined}
 */
export function messageAt(run, seq) {
  let [low, high] = [0, run.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Number(run[middle]?.seq) < seq) low = middle + 1;
    else high = middle;
  }
  return run[low]?.seq === seq ? run[low] : undefined;
}
