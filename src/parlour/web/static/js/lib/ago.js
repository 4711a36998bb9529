/** @type {[size: number, unit: Intl.RelativeTimeFormatUnit][]} */
const UNITS = [[60, "minute"], [24, "hour"], [30, "day"], [12, "month"], [Infinity, "year"]];
const words = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

/** How long ago a moment was, in words. @param {Date} at @param {number} [now] ms */
export function ago(at, now = Date.now()) {
  let count = Math.max(0, now - at.getTime()) / 60_000;
  if (count < 1) return "just now";
  const [, unit] = UNITS.find(([size]) => count < size || ((count /= size), false)) ?? [1, "year"];
  return words.format(-Math.floor(count), unit);
}
