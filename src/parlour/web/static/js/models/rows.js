import { time } from "parlour/lib/time.js";
import { hidden } from "parlour/models/hidden.js";

/** @import { Pending, Row } from "parlour/types/app.js" */
/** @import { Message } from "parlour/types/wire.js" */

const TOGETHER = 5 * 60_000;
/** Notices that follow one another become one line: "Mira, Jonas and Sana joined, Otto left". */
const MERGED = new Set(["joined", "left"]);

/**
 * Draw up the conversation: days, the line before what is new, notices, and messages that follow one another closely.
 * A pending message has the key that its stored form will have, so that the one turns into the other in place.
 * What stands in a thread alone is drawn only there: `thread` says that this is one.
 * @param {Message[]} messages @param {Pending[]} pending @param {{me: number, divider: number | null, quiet?: boolean, thread?: boolean}} reader `quiet`: who came and went is not shown
 * @returns {Row[]}
 */
export function rows(messages, pending, { me, divider, quiet = false, thread }) {
  /** @type {Row[]} */
  const found = [];
  /** @type {{by: number, at: Date} | null} */
  let before = null;
  /** @type {Date | null} */
  let today = null;
  let marked = divider === null || (messages[0]?.seq ?? 0) > divider + 1; // its place must be held

  /** @param {Date} at */
  const turn = (at) => {
    if (today && time.sameDay(today, at)) return;
    found.push({ type: "day", key: `day ${at.toDateString()}`, at });
    today = at;
    before = null;
  };
  /** @param {number} by @param {Date} at */
  const follows = (by, at) => before !== null && before.by === by && at.getTime() - before.at.getTime() < TOGETHER;

  for (const message of messages) {
    if ((quiet && MERGED.has(message.kind)) || (!thread && hidden(message))) continue;
    if (message.kind === "cleared") continue; // what it says is said at the beginning
    const at = new Date(message.timestamp);
    turn(at);
    if (!marked && message.seq > Number(divider) && message.user_id !== me) {
      found.push({ type: "new", key: "new" });
      marked = true;
      before = null;
    }
    const key = message.key ? `${message.user_id}/${message.key}` : message.id;
    if (message.kind !== "message" && message.kind !== "deleted") {
      const last = found.at(-1);
      if (last?.type === "notice" && MERGED.has(message.kind) && MERGED.has(String(last.messages[0]?.kind))) {
        found[found.length - 1] = { ...last, messages: [...last.messages, message], at };
      } else found.push({ type: "notice", key, messages: [message], at });
      before = null;
      continue;
    }
    const anew = message.reply_to || (message.thread && !thread);
    found.push({ type: "message", key, message, at, more: !anew && follows(message.user_id, at), ...(thread && { within: true }) });
    before = { by: message.user_id, at };
  }
  const last = found.findLast((row) => row.type === "message" && row.message.user_id === me && row.message.kind === "message");
  if (last?.type === "message") last.latest = true;
  const stored = new Set(found.map((row) => row.key));
  for (const item of pending) {
    const key = `${me}/${item.key}`;
    if (stored.has(key) || (!thread && hidden(item))) continue;
    const at = new Date(item.at);
    turn(at);
    found.push({ type: "pending", key, pending: item, at, more: !item.reply_to && follows(me, at) });
    before = { by: me, at };
  }
  return found;
}
