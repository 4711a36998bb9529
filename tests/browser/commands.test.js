import assert from "node:assert/strict";
import { test } from "node:test";
import { pressed } from "parlour/lib/pressed.js";
import { command, commands } from "parlour/live/commands.js";
import { namedFirst } from "parlour/models/named-first.js";
import { remindWords } from "parlour/models/remind-words.js";
import { Slash } from "parlour/live/slash.js";

const NOW = new Date("2026-11-18T15:30"); // a Wednesday
const mira = { id: 2, username: "Mira", role: "member" };
const lind = { id: 3, username: "Mira Lind", role: "member" };

/** Kit's page in a room; `asked` is what the server was asked. */
function page({ kind = "room", people = [mira, lind] } = {}) {
  const [asked, said, sent, drafts] = [[], [], [], new Map()];
  const answer = (method) => async (path, body) => {
    asked.push([method, path, body]);
    if (path.startsWith("/people")) return { people };
    return { id: 9, kind: "direct", people };
  };
  const app = {
    http: { get: answer("GET"), post: answer("POST"), patch: answer("PATCH") },
    notes: { show: (words) => said.push(words) },
    outbox: { add: (room, text) => sent.push([room, text]) },
    rooms: { current: { peek: () => ({ id: 1, kind }) }, openId: { peek: () => 1 }, get: () => null, put: () => {} },
    drafts: { of: (room) => drafts.get(room) ?? "", empty: (room) => drafts.delete(room) },
    scene: { dialog: { value: null }, about: 1, plan: {}, words: "" },
    session: { epoch: "first" },
    visits: { open: (id) => asked.push(["open", id]) },
  };
  return { app, asked, said, sent, drafts };
}

const minutes = ({ at, text }) => [Math.round((at - NOW) / 60_000), text];

test("a reminder says when in several ways, and then of what", () => {
  assert.deepEqual(minutes(remindWords("in 20 minutes tea", NOW)), [20, "tea"]);
  assert.deepEqual(minutes(remindWords("20m to take the cake out", NOW)), [20, "take the cake out"]);
  assert.deepEqual(minutes(remindWords("in 2 hours about 14:30", NOW)), [120, "14:30"]);
  assert.deepEqual(minutes(remindWords("1 day tea", NOW)), [1440, "tea"]);
  assert.deepEqual(minutes(remindWords("16:00 call Mira", NOW)), [30, "call Mira"]);
  assert.deepEqual(minutes(remindWords("at 15:30 call Mira", NOW)), [1440, "call Mira"]); // it is that late now
  assert.deepEqual(minutes(remindWords("tomorrow bread", NOW)), [17.5 * 60, "bread"]);
  assert.deepEqual(minutes(remindWords("on Monday at 8:15 bread", NOW)), [4 * 1440 + 16.75 * 60, "bread"]);
});

test("what says no time is a text, whole", () => {
  for (const words of ["tea", "in a while tea", "25:00 tea", "20 mice", "tomorrows bread", "in the 20s"]) {
    assert.deepEqual(remindWords(` ${words} `, NOW), { at: null, text: words });
  }
});

test("whom a text begins with: the longest name that is there, whole", () => {
  assert.deepEqual(namedFirst("@mira lind hello", [mira, lind]), { person: lind, rest: "hello" });
  assert.deepEqual(namedFirst("Mira Lindt hello", [mira, lind]), { person: mira, rest: "Lindt hello" });
  assert.deepEqual(namedFirst("Mira", [mira, lind]), { person: mira, rest: "" });
  assert.equal(namedFirst("Miranda hello", [mira, lind]), null);
});

test("keys are those that are named, and no others", () => {
  const event = (key, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });
  assert.equal(pressed(event("k", { ctrlKey: true }), "Mod K"), true);
  assert.equal(pressed(event("K", { metaKey: true }), "Mod K"), true);
  assert.equal(pressed(event("k"), "Mod K"), false);
  assert.equal(pressed(event("k", { ctrlKey: true, altKey: true }), "Mod K"), false);
  assert.equal(pressed(event("F", { ctrlKey: true, shiftKey: true }), "Mod Shift F"), true);
  assert.equal(pressed(event("f", { ctrlKey: true }), "Mod Shift F"), false);
  assert.equal(pressed(event("?", { shiftKey: true }), "?"), true);
  assert.equal(pressed(event("ArrowUp", { altKey: true, shiftKey: true }), "Alt ArrowUp"), false);
});

test("what is said instead, what is done, and what cannot be", async () => {
  const { app, asked, said, sent } = page();
  assert.equal(await command(app, "/me puts the kettle on"), "_puts the kettle on_");
  assert.equal(await command(app, "/SHRUG who knows"), "who knows ¯\\\\\\_(ツ)\\_/¯");
  assert.equal(await command(app, "/msg Mira Lind  hello\nyou"), "");
  assert.deepEqual(sent, [[9, "hello\nyou"]]);
  assert.equal(await command(app, "/status 🍵 tea"), "");
  assert.deepEqual(asked.at(-1), ["PATCH", "/profile", { status_emoji: "🍵", status_text: "tea", status_until: null }]);
  assert.equal(await command(app, "/search cake"), "");
  assert.deepEqual([app.scene.dialog.value, app.scene.words], ["search", "cake"]);
  assert.equal(await command(app, "/remind cake"), "");
  assert.deepEqual([app.scene.dialog.value, app.scene.about, app.scene.plan], ["remind", null, { text: "cake" }]);
  assert.equal(await command(app, "/remind in 5 minutes cake"), "");
  assert.equal(asked.at(-1)[2].text, "cake");
  assert.equal(said.length, 3);
  for (const line of ["/nothing", "/me", "/msg", "/msg Nobody hello"]) await assert.rejects(command(app, line), { name: "Error" }, line);
});

test("a direct conversation cannot be left, and does not offer it", async () => {
  const { app } = page({ kind: "direct" });
  assert.equal(commands(app).some(({ name }) => name === "leave"), false);
  await assert.rejects(command(app, "/leave"), /cannot be used here/);
});

test("a line that is no command goes out as it is, one that fails stays, and none is done twice", async () => {
  const { app, drafts, said } = page();
  const slash = new Slash();
  const posted = [];
  const send = (text) => (drafts.set(1, text), slash.send(app, 1, text, (words) => posted.push(words)));
  for (const text of ["hello", "//me too", "/etc/passwd is a file", "/ alone"]) await send(text);
  assert.deepEqual(posted, ["hello", "/me too", "/etc/passwd is a file", "/ alone"]);
  await send("/nothing here");
  assert.deepEqual([drafts.get(1), posted.length, said.length], ["/nothing here", 4, 1]);
  await Promise.all([send("/me waves"), send("/me waves")]);
  assert.deepEqual(posted.slice(4), ["_waves_"]);
  await send("/search cake");
  assert.equal(drafts.has(1), false);
});
