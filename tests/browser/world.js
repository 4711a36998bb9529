// A small named world: Kit is 1, Mira is 2; and a store that lives in memory.

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

  store() {
    const kept = new Map();
    return {
      get: (name) => kept.get(name) ?? null,
      set: (name, value) => void kept.set(name, value),
      delete: (name) => void kept.delete(name),
      names: (start) => [...kept.keys()].filter((name) => name.startsWith(start)),
    };
  },

  /** Let everything that waits for nothing but its turn run. */
  async turns(count = 20) {
    for (let n = 0; n < count; n++) await Promise.resolve();
  },
};
