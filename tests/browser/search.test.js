import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "parlour/lib/problem.js";
import { Search } from "parlour/models/search.js";

/** A server whose answers come when they are told to. */
function server() {
  const asked = [];
  const ask = (what) => new Promise((resolve, reject) => asked.push({ ...what, resolve, reject }));
  return { asked, search: new Search(ask) };
}

const hit = (seq) => ({ id: `1:${seq}`, room: 1, seq, excerpt: [["x", true]] });
const page = (seqs, before = null, complete = true) => ({ ok: true, hits: seqs.map(hit), before, complete });
const seqs = (search) => search.hits.value.map((each) => each.seq);

test("an answer to what is no longer asked changes nothing", async () => {
  const { asked, search } = server();
  const [first, second] = [search.find("ket"), search.find("kettle")];
  asked[1].resolve(page([2]));
  await second;
  asked[0].resolve(page([9, 8]));
  await first;
  assert.deepEqual([seqs(search), search.answered.value, search.busy.value], [[2], "kettle", false]);
});

test("pages follow one another, one at a time", async () => {
  const { asked, search } = server();
  const finding = search.find("kettle");
  asked[0].resolve(page([5, 4], "1:4"));
  await finding;
  const [next] = [search.next(), search.next()];
  assert.equal(asked.length, 2);
  assert.equal(asked[1].before, "1:4");
  asked[1].resolve(page([3], null, false));
  await next;
  assert.deepEqual([seqs(search), search.more.value, search.complete.value], [[5, 4, 3], null, false]);
  await search.next();
  assert.equal(asked.length, 2);
});

test("another order asks again for the same", async () => {
  const { asked, search } = server();
  void search.find("kettle");
  void search.find(search.q.value, "relevance");
  assert.deepEqual(asked.map(({ q, sort }) => [q, sort]), [["kettle", "time"], ["kettle", "relevance"]]);
  void search.find("teapot");
  assert.equal(asked[2].sort, "relevance");
});

test("a refusal is told and what was found before it goes; that of a further page keeps it", async () => {
  const { asked, search } = server();
  let finding = search.find("kettle");
  asked[0].resolve(page([5], "1:5"));
  await finding;
  finding = search.next();
  asked[1].reject(new Problem({ code: "retry", message: "Later, please." }));
  await finding;
  assert.deepEqual([seqs(search), search.problem.value.code, search.busy.value], [[5], "retry", false]);
  finding = search.find("is:pinned");
  asked[2].reject(new Problem({ code: "invalid", message: "There is no is: here." }));
  await finding;
  assert.deepEqual([seqs(search), search.problem.value.message, search.answered.value], [[], "There is no is: here.", null]);
});

test("nothing to look for asks nobody, and forgets what was found", async () => {
  const { asked, search } = server();
  const finding = search.find("kettle");
  await search.find(" ");
  asked[0].resolve(page([5]));
  await finding;
  assert.deepEqual([seqs(search), search.answered.value, search.busy.value, asked.length], [[], null, false, 1]);
});
