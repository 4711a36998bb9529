import assert from "node:assert/strict";
import { test } from "node:test";
import { Http } from "parlour/lib/http.js";

test("after signing out nothing is asked any more, and nobody waits for what was asked", async (context) => {
  let reached = 0;
  const hang = (_, { signal }) =>
    new Promise((_, refuse) => {
      signal.throwIfAborted();
      reached += 1;
      signal.addEventListener("abort", () => refuse(signal.reason));
    });
  context.mock.method(globalThis, "fetch", hang);
  const http = new Http("http://127.0.0.1:1", "token");
  const asked = http.get("/me");
  http.end();
  await assert.rejects(asked, { code: "network" });
  await assert.rejects(http.get("/rooms"), { code: "network" });
  assert.equal(reached, 1);
});
