/** @import { Message, Reaction, ReactionChanged } from "parlour/types/wire.js" */

/**
 * A message as it is after a change: another state of it, or one reaction more or less. What is older than what is held
 * changes nothing; null: the change builds upon a state that is not the one held.
 * @param {Message} held @param {Message | ReactionChanged} change
 * @returns {Message | null}
 */
export function changed(held, change) {
  if (change.rev <= held.rev) return held;
  if ("key" in change) return change;
  if (held.rev !== change.was) return null;
  const { reactions = [], ...rest } = held;
  const left = change.on ? added(reactions, change) : taken(reactions, change);
  return left.length ? { ...rest, rev: change.rev, reactions: left } : { ...rest, rev: change.rev };
}

/** @param {Reaction[]} reactions @param {{emoji: string, user_id: number}} change */
function added(reactions, { emoji, user_id: id }) {
  if (!reactions.some((each) => each.emoji === emoji)) return [...reactions, { emoji, users: [id] }];
  return reactions.map((each) => (each.emoji === emoji ? { emoji, users: [...each.users, id] } : each));
}

/** @param {Reaction[]} reactions @param {{emoji: string, user_id: number}} change */
function taken(reactions, { emoji, user_id: id }) {
  const left = reactions.map((each) => (each.emoji === emoji ? { emoji, users: each.users.filter((user) => user !== id) } : each));
  return left.filter((each) => each.users.length);
}
