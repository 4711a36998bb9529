import { effect, signal } from "signals";

/** @import { Connection } from "parlour/live/connection.js" */

const SHORT = 1500; // ms

/**
 * Whether the connection has been away for so long that what it told is out of date; short losses pass unsaid.
 * @param {Pick<Connection, "up">} connection
 */
export function lost(connection) {
  const long = signal(false);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  effect(() => {
    if (!connection.up) return void (timer ??= setTimeout(() => (long.value = true), SHORT));
    clearTimeout(timer);
    timer = undefined;
    long.value = false;
  });
  return long;
}
