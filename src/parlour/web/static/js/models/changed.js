/** @import { Message, PollChanged, Reaction, ReactionChanged, RepliesChanged, SmallChange } from "parlour/types/wire.js" */

/**
 * A message as it is after a change: another state of it, one reaction or vote more or less, or another number of replies.
 * What is older than what is held changes nothing; null: the change builds upon a state that is not the one held.
 * @param {Message} held @param {Message | SmallChange} change
 * @returns {Message | null}
 */
export function changed(held, change) {
  if (change.rev <= held.rev) return held;
  if ("key" in change) return change;
  if (held.rev !== change.was) return null;
  if ("replies" in change) return replied(held, /** @type {RepliesChanged} */ (change));
  return "votes" in change ? voted(held, /** @type {PollChanged} */ (change)) : reacted(held, /** @type {ReactionChanged} */ (change));
}

/** @param {Message} held @param {RepliesChanged} change */
function replied({ replies: _, ...rest }, { rev, replies }) {
  return replies ? { ...rest, rev, replies } : { ...rest, rev };
}

/** @param {Message} held @param {ReactionChanged} change */
function reacted(held, change) {
  const { reactions = [], ...rest } = held;
  const left = change.on ? added(reactions, change) : taken(reactions, change);
  return left.length ? { ...rest, rev: change.rev, reactions: left } : { ...rest, rev: change.rev };
}

/** Who chose the same as before keeps his place. @param {Message} held @param {PollChanged} change */
function voted(held, { rev, votes, voters, user_id: id, places = [] }) {
  if (!held.poll) return null;
  const { voters: _, options, ...poll } = held.poll;
  const who = id ?? 0; // nobody, where it is anonymous
  const now = options.map(({ text, users = [] }, n) => {
    const chosen = who > 0 && places.includes(n);
    const left = chosen ? users : users.filter((user) => user !== who);
    const all = chosen && !users.includes(who) ? [...users, who] : left;
    return { text, ...(votes[n] && { votes: votes[n] }), ...(all.length && { users: all }) };
  });
  return { ...held, rev, poll: { options: now, ...(voters && { voters }), ...poll } };
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
