import assert from "node:assert/strict";
import { test } from "node:test";
import { CatchUp } from "parlour/live/catchup.js";
import { changed } from "parlour/models/changed.js";
import { pollLines } from "parlour/models/poll-lines.js";
import { Timelines } from "parlour/models/timelines.js";
import { world } from "./world.js";

const asked = (more = {}) => world.message(2, { poll: { options: [{ text: "Pizza" }, { text: "Sushi" }], ...more } });
const vote = (was, rev, votes, voters, who = {}) => ({ room: 1, seq: 2, rev, was, votes, voters, ...who });

test("votes come, move and go; who chose the same keeps his place", () => {
  let held = asked({ multiple: true });
  held = changed(held, vote(2, 3, [1, 0], 1, { user_id: 1, places: [0] }));
  held = changed(held, vote(3, 4, [2, 1], 2, { user_id: 2, places: [0, 1] }));
  held = changed(held, vote(4, 5, [2, 2], 2, { user_id: 1, places: [0, 1] }));
  assert.deepEqual(held.poll, {
    options: [{ text: "Pizza", votes: 2, users: [1, 2] }, { text: "Sushi", votes: 2, users: [2, 1] }],
    voters: 2,
    multiple: true,
  });
  held = changed(held, vote(5, 6, [1, 1], 1, { user_id: 2 }));
  held = changed(held, vote(6, 7, [0, 0], 0, { user_id: 1 }));
  assert.deepEqual(held, { ...asked({ multiple: true }), rev: 7 });
});

test("of an anonymous poll only the counts are known", () => {
  const held = changed(asked({ anonymous: true }), vote(2, 3, [3, 1], 4));
  assert.deepEqual(held.poll, { options: [{ text: "Pizza", votes: 3 }, { text: "Sushi", votes: 1 }], voters: 4, anonymous: true });
});

test("a vote in another state of the message, or in one that is none, does not fit: the whole is asked for", async () => {
  assert.equal(changed(asked(), vote(4, 5, [1, 0], 1, { user_id: 1, places: [0] })), null);
  const timelines = new Timelines();
  const whole = { ...asked({ voters: 1 }), rev: 5 };
  const ask = async (room) => ({ room, head: 5, messages: [whole], more: false, limited: false });
  const catchup = new CatchUp(timelines, { ask });
  timelines.hold(1).load(world.messages(1, 3), 3);
  catchup.receive(vote(2, 4, [1, 0], 1, { user_id: 1, places: [0] })); // what is held there is no poll
  await world.turns();
  assert.deepEqual([timelines.get(1).rev, timelines.get(1).messages.value[1]], [5, whole]);
});

test("a poll is written as lines: the question, then an option on each", () => {
  assert.deepEqual(pollLines("Lunch? \n- Pizza\n2. Sushi\n\n  Soup  "), { question: "Lunch?", options: ["Pizza", "Sushi", "Soup"] });
  assert.deepEqual(pollLines(""), { question: "", options: [] });
});
