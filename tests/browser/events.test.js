import assert from "node:assert/strict";
import { test } from "node:test";
import { events } from "parlour/live/events.js";

test("who is sent away for haste is told so calmly, and stays away for as long as he was asked to", () => {
  const told = [];
  const app = { connection: { expectReturn: (seconds) => told.push(seconds) }, notes: { show: (words) => told.push(words) } };
  events(app).notice({ code: "rate_limited", message: "Too much was refused on this connection.", retry_after: 4 });
  assert.deepEqual(told, [4, "A little fast. What you wrote is kept, and goes out in a moment."]);
});
