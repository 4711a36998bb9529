/**
 * What time it is somewhere, with the day where it is another one than here; null for a zone that this browser does not know.
 * @param {string} zone @param {Date} [now] @param {string} [here] the reader's own zone
 */
export function localTime(zone, now = new Date(), here = undefined) {
  try {
    const day = (/** @type {string | undefined} */ timeZone) => new Intl.DateTimeFormat(undefined, { timeZone, weekday: "long" }).format(now);
    const clock = new Intl.DateTimeFormat(undefined, { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(now);
    return day(zone) === day(here) ? clock : `${clock}, ${day(zone)}`;
  } catch {
    return null;
  }
}
