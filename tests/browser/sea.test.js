import assert from "node:assert/strict";
import { test } from "node:test";
import { Sea } from "./sea/sea.js";
import { world } from "./world.js";

const RUNS = Number(process.env.SEA_RUNS ?? 30);
const STEPS = 300;
const FIRST = Number(process.env.SEA_SEED ?? 1);

for (const [name, how] of Object.entries({
  "with the browser's locks": {},
  "with a lease on disk": { locks: false },
  "with a server that is restored from a backup": { restores: true },
})) {
  test(`in any weather the state is that of a fresh fetch, and nothing written is lost, doubled or out of order: ${name}`, async () => {
    for (let seed = FIRST; seed < FIRST + RUNS / 3; seed++) {
      const tables = new Map();
      const sea = new Sea({ seed, disk: async () => world.disk(tables), ...how });
      assert.deepEqual(await sea.sail(STEPS), [], `seed ${seed}`);
    }
  });
}
