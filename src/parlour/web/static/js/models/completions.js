import { emoji } from "parlour/models/emoji.js";

/** @import { App } from "parlour/types/app.js" */
/** @import { Person } from "parlour/types/wire.js" */
/**
 * @typedef {object} Choice
 * @property {string} name
 * @property {string} about
 * @property {string} insert what is written instead of what was typed
 * @property {Person} [person]
 * @property {string} [icon]
 */
/**
 * @typedef {object} Source what can be completed behind a mark
 * @property {string} mark
 * @property {string} label
 * @property {(app: App, typed: string, room: number) => Choice[]} find the best first; none: then it is no list
 */

const MOST = 8;
/** Names as they are compared while one types: without capitals and accents. @param {string} text */
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
/** Those whose name begins so come first. @param {string} name @param {string} typed */
const rank = (name, typed) => (folded(name).startsWith(typed) ? 0 : folded(name).includes(` ${typed}`) ? 1 : folded(name).includes(typed) ? 2 : 3);

/**
 * @template T
 * @param {T[]} all @param {(each: T) => string} name @param {string} typed
 * @returns {T[]}
 */
function best(all, name, typed) {
  const found = all.map((each) => ({ each, at: rank(name(each), typed) })).filter(({ at }) => at < 3);
  return found.sort((a, b) => a.at - b.at || name(a.each).localeCompare(name(b.each))).map(({ each }) => each);
}

/** @type {Source["find"]} */
function people({ presence, rooms, session }, typed, room) {
  const { members, online, count } = presence.of(room);
  const all = members ?? rooms.get(room)?.people ?? [...online.values()];
  const them = best(all.filter(({ id }) => id !== session.id), ({ username }) => username, folded(typed));
  const here = (/** @type {Person} */ person) => (online.has(person.id) ? "here now" : "");
  /** @type {Choice[]} */
  const found = them.map((person) => ({ name: person.username, about: here(person), insert: `@${person.username} `, person }));
  const many = [["room", `everybody in this room, ${all.length}`], ["here", `those who are here now, ${count}`]];
  const crowds = session.isGuest ? [] : many.filter(([name]) => name?.startsWith(typed.toLowerCase()));
  return [...found.slice(0, MOST), ...crowds.map(([name, about]) => ({ name: String(name), about: String(about), insert: `@${name} `, icon: "people" }))];
}

/** @type {Source["find"]} */
function places({ rooms }, typed) {
  const found = best(rooms.named.value, ({ name }) => name, folded(typed)).slice(0, MOST);
  const link = (/** @type {string} */ name, /** @type {number} */ id) => `[#${name.replace(/[\\[\]]/g, "\\$&")}](${location.origin}/chat/${id}) `;
  return found.map(({ id, name, open }) => ({ name, about: "", insert: link(name, id), icon: open ? "hash" : "lock" }));
}

/** @type {Source["find"]} */
function pictures(_, typed) {
  const words = typed.toLowerCase();
  if (!/^[a-z+-][a-z0-9_+-]+$/.test(words)) return [];
  const found = best(emoji, ([, names]) => names, words.replace(/_/g, " ")).slice(0, MOST);
  return found.map(([picture, names]) => ({ name: `${picture} ${names}`, about: "", insert: `${picture} ` }));
}

/** All that the field completes; whoever adds to it adds a row. @type {Source[]} */
export const completions = [
  { mark: "@", label: "People", find: people },
  { mark: "#", label: "Rooms", find: places },
  { mark: ":", label: "Emoji", find: pictures },
];
