import { Problem } from "parlour/lib/problem.js";
import { when } from "parlour/lib/when.js";
import { startDirect } from "parlour/live/start-direct.js";
import { namedFirst } from "parlour/models/named-first.js";
import { remindWords } from "parlour/models/remind-words.js";

/** @import { App } from "parlour/types/app.js" */
/**
 * @typedef {object} Command what a line that begins with a slash does
 * @property {string} name
 * @property {string} [words] what comes after it
 * @property {string} about
 * @property {(app: App) => boolean} [may] where it can be used
 * @property {(app: App, words: string) => Promise<string | void> | string | void} run what it answers is said in its place
 */

const SHRUG = "\u00af\\\\\\_(\u30c4)\\_/\u00af"; // with what keeps Markdown from reading it
const EMOJI = new RegExp("^\\p{RGI_Emoji}", "v");

/** @param {string} message @returns {never} */
function refuse(message) {
  throw new Problem({ code: "invalid", message });
}

/** @param {string} dialog @returns {Command["run"]} */
const show = (dialog) => ({ scene }) => void (scene.dialog.value = dialog);

/** @type {Command[]} */
const all = [
  { name: "me", words: "text", about: "Say what you do: in italics", run: (_, words) => (words ? `_${words}_` : refuse("Say what you do: /me puts the kettle on")) },
  { name: "msg", words: "name text", about: "Write to somebody directly", run: write },
  { name: "leave", about: "Leave this room", may: ({ rooms }) => rooms.current.peek()?.kind !== "direct", run: show("leave") },
  { name: "poll", words: "question", about: "Ask the room; an option on each further line", run: poll },
  { name: "remind", words: "in 20 minutes text", about: "Be reminded; also at 14:30, tomorrow, on Monday", run: remind },
  { name: "search", words: "words", about: "Search messages", run: search },
  { name: "shortcuts", about: "All keys and commands", run: show("shortcuts") },
  { name: "shrug", words: "text", about: "Add \u00af\\_(\u30c4)_/\u00af", run: (_, words) => `${words} ${SHRUG}`.trim() },
  { name: "status", words: "emoji text", about: "Set your status; without a text it is taken back", run: status },
];

/** Those that one can use here. @param {App} app */
export const commands = (app) => all.filter(({ may = () => true }) => may(app));

/**
 * Do what a line that begins with a slash says; raises a Problem where it cannot be done.
 * @param {App} app @param {string} line @returns {Promise<string>} what is to be said instead, or nothing
 */
export async function command(app, line) {
  const [first = ""] = line.split(/\s/, 1);
  const found = all.find(({ name }) => name === first.slice(1).toLowerCase());
  if (!found) refuse(`There is no command ${first}. To send it as it is, begin with two slashes: /${first}`);
  if (!commands(app).includes(found)) refuse(`${first} cannot be used here.`);
  const said = await found.run(app, line.slice(first.length).trim());
  return typeof said === "string" ? said : "";
}

/** @param {App} app @param {string} words */
async function write(app, words) {
  const { http, notes, outbox, rooms, session } = app;
  const [first = ""] = words.replace(/^@/, "").split(/\s/, 1);
  if (!first) refuse("Say to whom, and what: /msg Mira the kettle is on");
  const { people } = await http.get(`/people?q=${encodeURIComponent(first.slice(0, 40))}`);
  const found = namedFirst(words, people);
  if (!found) refuse(`Nobody here is called ${first}.`);
  if (!found.rest) return startDirect(app, [found.person.id]);
  const room = await http.post("/directs", { people: [found.person.id] });
  if (!rooms.get(room.id)) rooms.put(room);
  outbox.add(room.id, found.rest, { epoch: session.epoch });
  notes.show(`Written to ${found.person.username}.`);
}

/** @param {App} app @param {string} words */
async function remind({ http, notes, scene }, words) {
  const { at, text } = remindWords(words);
  if (at && text) {
    await http.post("/reminders", { at: at.toISOString(), text });
    return notes.show(`You will be reminded ${when(at)}.`);
  }
  scene.about = null;
  scene.plan = { text };
  scene.dialog.value = "remind";
}

/** @param {App} app @param {string} words */
function search({ scene }, words) {
  scene.words = words;
  scene.dialog.value = "search";
}

/** @param {App} app @param {string} words */
async function status({ http, notes }, words) {
  const [emoji = ""] = EMOJI.exec(words) ?? [];
  const text = words.slice(emoji.length).trim();
  await http.patch("/profile", { status_emoji: emoji, status_text: text, status_until: null });
  notes.show(words ? "Your status is set. It stands on your card." : "Your status is taken back.");
}

/** @param {App} app @param {string} words */
function poll({ scene }, words) {
  scene.plan = { text: words };
  scene.dialog.value = "poll";
}
