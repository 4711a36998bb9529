import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "parlour/lib/problem.js";
import { sendLater } from "parlour/live/send-later.js";

/** Kit's page with something written in room 1; `asked` is what the server was asked. */
function page(text, refuse = []) {
  const [asked, said] = [[], []];
  const drafts = { text, of: () => drafts.text, replyTo: () => 7, empty: () => (drafts.text = "") };
  const post = async (path, body) => {
    asked.push([path, body]);
    if (refuse.length) throw refuse.shift();
    return { at: body.at };
  };
  return { asked, said, drafts, http: { post }, notes: { show: (words) => said.push(words) }, rooms: { openId: { peek: () => 1 } } };
}

const AT = new Date(Date.now() + 3_600_000);

test("what is written is kept by the server, and the composer is empty", async () => {
  const app = page(" //me too ");
  await sendLater(app, AT);
  const [[path, body]] = app.asked;
  assert.deepEqual([path, body.message, body.at, body.reply_to], ["/rooms/1/scheduled", "/me too", AT.toISOString(), 7]);
  assert.deepEqual([app.drafts.text, app.said.length], ["", 1]);
});

test("what was refused stays; asked again it has the same key, so it is one message", async () => {
  const app = page("hello", [new Problem({ code: "network", message: "gone" })]);
  await assert.rejects(sendLater(app, AT), /gone/);
  assert.equal(app.drafts.text, "hello");
  await sendLater(app, AT);
  assert.equal(app.asked[0][1].key, app.asked[1][1].key);
  app.drafts.text = "hello";
  await sendLater(app, AT);
  assert.notEqual(app.asked[1][1].key, app.asked[2][1].key);
});

test("a command is not kept for later", async () => {
  const app = page("/leave");
  await assert.rejects(sendLater(app, AT), /A command is done now/);
  assert.deepEqual([app.asked, app.drafts.text], [[], "/leave"]);
});
