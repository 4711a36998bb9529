/** @type {Record<string, number>} */
const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const SPAN = /^(?:in\s+)?(\d{1,4})\s?(m|h|d)(?:in(?:ute)?s?|ours?|ays?)?(?=\s|$)/i;
const CLOCK = /^(?:at\s+)?(\d{1,2}):(\d{2})(?=\s|$)/i;
const DAY = /^(?:on\s+)?(tomorrow|sunday|monday|tuesday|wednesday|thursday|friday|saturday)(?:(?:\s+at)?\s+(\d{1,2}):(\d{2}))?(?=\s|$)/i;
const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/**
 * When, and of what: "in 20 minutes tea", "14:30 call Mira", "tomorrow at 8:00 bread". No time that is understood: null.
 * @param {string} words @param {Date} [now] @returns {{at: Date | null, text: string}}
 */
export function remindWords(words, now = new Date()) {
  const typed = words.trim();
  for (const [pattern, moment] of WAYS) {
    const found = pattern.exec(typed);
    const at = found && moment(found.map(String), now);
    if (found && at) return { at, text: typed.slice(found[0].length).trim().replace(/^(?:to|of|about)\s+/i, "") };
  }
  return { at: null, text: typed };
}

/** @typedef {(found: string[], now: Date) => Date | null} Moment */

/** @type {Moment} */
const span = ([, count, unit = ""], now) => new Date(now.getTime() + Number(count) * Number(UNITS[unit.toLowerCase()]));

/** The next time it is so late. @type {Moment} */
const clock = ([, hour, minute], now) => {
  const today = timeOf(now, 0, Number(hour), Number(minute));
  return today && today <= now ? timeOf(now, 1, Number(hour), Number(minute)) : today;
};

/** At nine, where no time is said. @type {Moment} */
const day = ([, name = "", hour, minute], now) => {
  const wanted = DAYS.indexOf(name.toLowerCase());
  const [hours, minutes] = hour === "undefined" ? [9, 0] : [Number(hour), Number(minute)];
  return timeOf(now, wanted < 0 ? 1 : (wanted + 7 - now.getDay()) % 7 || 7, hours, minutes);
};

/** @param {Date} now @param {number} days @param {number} hour @param {number} minute */
const timeOf = (now, days, hour, minute) => (hour < 24 && minute < 60 ? new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour, minute) : null);

/** @type {[RegExp, Moment][]} */
const WAYS = [[SPAN, span], [DAY, day], [CLOCK, clock]];
