// A small named world: Kit is 1, Mira is 2; and a disk that lives in memory.

import { Memory } from "parlour/lib/memory.js";

const START = Date.UTC(2026, 10, 20, 12, 0, 0);

export const world = {
  kit: 1,
  mira: 2,

  /** Message number `seq` of room 1, a minute after the one before it. */
  message(seq, more = {}) {
    const timestamp = new Date(START + seq * 60_000).toISOString();
    const base = { id: `1:${seq}`, room: 1, seq, rev: seq, key: `key-${seq}`, user_id: 2, username: "Mira" };
    return { ...base, message: `number ${seq}`, html: `<p>number ${seq}</p>`, timestamp, kind: "message", ...more };
  },

  messages(from, to) {
    return Array.from({ length: to - from + 1 }, (_, n) => world.message(from + n));
  },

  room(more = {}) {
    const base = { id: 1, name: "design", code: "K7PQ-2MXD", open: true, member: true, rev: 0, read_seq: 0 };
    return { ...base, unread: 0, members: 2, online: 1, owner_id: 1, ...more };
  },

  /** What a browser keeps; given the same `tables` it is the same disk, in another tab or after a reload. */
  disk(tables = new Map(), owner = "1/Kit") {
    return Object.assign(new Memory(owner, tables), { lasting: true });
  },

  /** The locks of one browser: first come, first served. */
  locks() {
    const last = new Map();
    return {
      request(name, act) {
        const mine = (last.get(name) ?? Promise.resolve()).then(act);
        last.set(name, mine.catch(() => {}));
        return mine;
      },
    };
  },

  /** Let everything that waits for nothing but its turn run. */
  async turns(count = 20) {
    for (let n = 0; n < count; n++) await Promise.resolve();
  },
};
