import { messagePerson } from "parlour/views/message-person.js";
import { othersIn } from "parlour/views/others-in.js";

/** @import { App } from "parlour/types/app.js" */
/** @import { Jump } from "parlour/views/jumps.js" */
/** @import { Person } from "parlour/types/wire.js" */

/**
 * People whom one can write to and has no conversation with yet.
 * @param {App} app @param {Person[]} people @returns {Jump[]}
 */
export function personJumps(app, people) {
  const known = new Set(app.rooms.directs.value.map((room) => othersIn(app, room)).filter((them) => them.length < 2).map(([one]) => one?.id ?? app.session.id));
  return people.filter(({ id }) => !known.has(id)).map(({ id, username }) => ({
    name: username,
    about: id === app.session.id ? "notes to yourself" : "send a message",
    icon: "bubble",
    go: () => messagePerson(app, id),
  }));
}
