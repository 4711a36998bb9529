import { time } from "parlour/lib/time.js";

/** @typedef {{name: string, at: Date}} Moment */

const MINUTE = 60_000;

/**
 * Times that one may put something off to, in one's own zone.
 * @param {number[]} minutes from now, first @param {Date} [now] @returns {Moment[]}
 */
export function moments(minutes, now = new Date()) {
  const nine = (/** @type {number} */ days) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 9);
  const monday = (8 - now.getDay()) % 7 || 7;
  const soon = minutes.map((count) => ({ name: span(count), at: new Date(now.getTime() + count * MINUTE) }));
  const days = [{ name: `Tomorrow at ${time.short(nine(1))}`, at: nine(1) }];
  if (monday > 1) days.push({ name: `Monday at ${time.short(nine(monday))}`, at: nine(monday) });
  return [...soon, ...days];
}

/** @param {number} minutes */
function span(minutes) {
  if (minutes < 60) return `In ${minutes} minutes`;
  return minutes === 60 ? "In an hour" : `In ${minutes / 60} hours`;
}
