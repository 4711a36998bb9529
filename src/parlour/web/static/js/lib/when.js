import { time } from "parlour/lib/time.js";

/** A moment that is to come, as one says it. @param {string | Date} at */
export function when(at) {
  const moment = new Date(at);
  const now = new Date();
  if (time.sameDay(moment, now)) return `today at ${time.short(moment)}`;
  if (time.sameDay(moment, new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1))) return `tomorrow at ${time.short(moment)}`;
  return `${time.day(moment, now)} at ${time.short(moment)}`;
}
