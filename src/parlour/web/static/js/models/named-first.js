/** @import { Person } from "parlour/types/wire.js" */

/**
 * Whom a text begins with, and what comes after; the longest name where several fit, for a name may have spaces.
 * @param {string} words @param {Person[]} people @returns {{person: Person, rest: string} | null}
 */
export function namedFirst(words, people) {
  const typed = words.trim().replace(/^@/, "");
  const fits = (/** @type {Person} */ { username }) => {
    const next = typed[username.length];
    return typed.slice(0, username.length).toLowerCase() === username.toLowerCase() && (next === undefined || /\s/.test(next));
  };
  const person = people.filter(fits).sort((a, b) => b.username.length - a.username.length)[0];
  return person ? { person, rest: typed.slice(person.username.length).trim() } : null;
}
