import assert from "node:assert/strict";
import { test } from "node:test";
import { localTime } from "parlour/lib/local-time.js";

const evening = new Date("2026-11-21T22:30:00Z"); // a Saturday

test("the time elsewhere names the day where it is another one", () => {
  assert.match(String(localTime("Europe/London", evening, "Europe/London")), /^(22|10):30( PM)?$/);
  assert.match(String(localTime("Asia/Tokyo", evening, "Europe/London")), /^0?7:30( AM)?, Sunday$/);
});

test("of a zone that this browser does not know nothing is said", () => {
  assert.equal(localTime("Mars/Phobos", evening), null);
});
