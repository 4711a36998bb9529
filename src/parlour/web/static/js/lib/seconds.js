import { signal } from "signals";

/** @type {ReturnType<typeof setInterval> | undefined} */
let timer;

/** The present moment in ms, new each second while somebody reads it. */
export const seconds = signal(Date.now(), {
  watched() {
    timer = setInterval(() => (seconds.value = Date.now()), 1000);
  },
  unwatched: () => clearInterval(timer),
});

/** Whole seconds until a moment; before the first tick `seconds` may still be an old one. @param {number} at ms */
export const secondsUntil = (at) => Math.max(0, Math.ceil((at - Math.max(seconds.value, Date.now())) / 1000));
