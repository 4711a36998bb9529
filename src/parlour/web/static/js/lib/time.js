const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const dayAndYear = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });

/** Moments in the reader's own zone and words. */
export const time = {
  /** @param {Date} at */
  short: (at) => clock.format(at),

  /** @param {Date} at */
  full: (at) => full.format(at),

  /** @param {Date} at @param {Date} [now] */
  day(at, now = new Date()) {
    if (time.sameDay(at, now)) return "Today";
    if (time.sameDay(at, new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1))) return "Yesterday";
    return (at.getFullYear() === now.getFullYear() ? day : dayAndYear).format(at);
  },

  /** @param {Date} a @param {Date} b */
  sameDay: (a, b) => a.toDateString() === b.toDateString(),
};
