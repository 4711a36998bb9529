const PAGE = 50;
const BEHIND = 120; // small, so that it is passed

/** What docs/protocol.md promises of a server, in memory: numbered changes, keys, gaps, catching up. */
export class Server {
  epoch = "first";
  /** @type {Map<number, {id: number, code: string, rev: number, rows: Map<number, any>, chosen: Map<number, number[][]>}>} */
  rooms = new Map();
  /** Those who are connected. @type {Set<import("./line.js").Line>} */
  lines = new Set();

  /** @param {number[]} ids */
  constructor(ids) {
    for (const id of ids) {
      this.rooms.set(id, { id, code: `CODE-${id}`, rev: 0, rows: new Map(), chosen: new Map() });
      this.post(id, 2, `created-${id}`, "created the room", { kind: "created" });
    }
  }

  post(id, author, key, message, { to, poll, thread, also, kind = "message" } = {}) {
    const room = this.rooms.get(id);
    const known = [...room.rows.values()].find((row) => row.key === key && row.user_id === author);
    if (known) return (known.kind === "deleted" || known.reply_to === to) && known.thread === thread ? { ok: true, seq: known.seq, rev: known.rev, dup: true } : { ok: false, error: { code: "key_reuse", message: "used" } };
    if (to && kind === "message" && !["message", "deleted"].includes(room.rows.get(to)?.kind)) return { ok: false, error: { code: "invalid", field: "reply_to", message: "none" } };
    const root = room.rows.get(thread);
    if (thread && (!["message", "deleted"].includes(root?.kind) || root.thread)) return { ok: false, error: { code: "invalid", field: "thread", message: "none" } };
    const seq = ++room.rev;
    const at = new Date(Date.UTC(2026, 10, 20) + seq * 1000).toISOString();
    const row = { id: `${id}:${seq}`, room: id, seq, rev: seq, key, user_id: author, username: `person ${author}` };
    const links = { ...(to && { reply_to: to }), ...(poll && { poll }), ...(thread && { thread }), ...(thread && also && { also_to_room: true }) };
    room.rows.set(seq, { ...row, message, html: message, timestamp: at, kind, ...links });
    this.#tell("new_message", room.rows.get(seq));
    if (thread) this.#count(id, thread);
    return { ok: true, seq, rev: seq, dup: false };
  }

  /** An edit, or a deletion: the message keeps its place and gets the next rev. */
  change(id, seq, message) {
    const room = this.rooms.get(id);
    const kind = message ? "message" : "deleted";
    const { reactions, mentions, ...held } = room.rows.get(seq);
    const row = { ...held, message, html: message, kind, rev: ++room.rev, ...(message && reactions ? { reactions } : {}), ...(message && room.rev % 2 ? { mentions: [1] } : {}) };
    if (!message) for (const name of ["reply_to", "poll"]) delete row[name];
    room.rows.set(seq, row);
    this.#tell("message_changed", row);
    if (!message && row.thread) this.#count(id, row.thread);
  }

  /** What a root says of its thread, told as a small change. */
  #count(id, seq) {
    const room = this.rooms.get(id);
    if (!room.rows.has(seq)) return; // it was deleted for good
    const left = this.thread(id, seq).filter(({ kind }) => kind === "message");
    const replies = left.length ? { count: left.length, at: left.at(-1).timestamp, users: [...new Set(left.map(({ user_id }) => user_id).reverse())].slice(0, 3) } : null;
    const { replies: _, ...row } = room.rows.get(seq);
    room.rows.set(seq, { ...row, rev: ++room.rev, ...(replies && { replies }) });
    this.#tell("replies_changed", { room: id, seq, rev: room.rev, was: row.rev, replies });
  }

  /** The replies of a thread. */
  thread(id, seq) {
    return this.all(id).filter((row) => row.thread === seq);
  }

  /** A page of a thread as GET threads answers it. @param {number} id @param {number} seq @param {URLSearchParams} query */
  threadPage(id, seq, query) {
    const [all, [[name, value] = ["before", Infinity]]] = [this.thread(id, seq), query];
    const [before, from] = [all.filter((row) => row.seq < Number(value)), all.filter((row) => row.seq >= Number(value))];
    const messages = { before: before.slice(-PAGE), after: from.filter((row) => row.seq > Number(value)).slice(0, PAGE) }[name] ?? [...before.slice(-PAGE / 2), ...from.slice(0, PAGE / 2)];
    const [first, last] = [messages[0]?.seq ?? 0, messages.at(-1)?.seq ?? 0];
    return { root: this.rooms.get(id).rows.get(seq), messages, older: all.some((row) => row.seq < first), newer: all.some((row) => row.seq > last), following: { following: false, rev: 0 } };
  }

  /** A reaction: told as a small change to who hears it live, while the message itself stands at the next rev. */
  react(id, seq, user, emoji, on) {
    const room = this.rooms.get(id);
    const { reactions = [], ...row } = room.rows.get(seq);
    const others = (users) => users.filter((each) => each !== user);
    const there = reactions.find((each) => each.emoji === emoji);
    if (Boolean(there?.users.includes(user)) === on) return;
    const next = on && !there ? [...reactions, { emoji, users: [] }] : reactions;
    const users = (each) => (on ? [...each.users, user] : others(each.users));
    const left = next.map((each) => (each.emoji === emoji ? { emoji, users: users(each) } : each)).filter((each) => each.users.length);
    const was = row.rev;
    room.rows.set(seq, { ...row, rev: ++room.rev, ...(left.length ? { reactions: left } : {}) });
    this.#tell("reaction_changed", { room: id, seq, rev: room.rev, was, user_id: user, username: `person ${user}`, emoji, on });
  }

  /** A vote: told as a small change to who hears it live; of an anonymous poll only the counts. */
  vote(id, seq, user, places) {
    const room = this.rooms.get(id);
    const row = room.rows.get(seq);
    const before = room.chosen.get(seq) ?? row.poll.options.map(() => []);
    const chosen = before.map((users, n) => {
      if (!places.includes(n)) return users.filter((each) => each !== user);
      return users.includes(user) ? users : [...users, user];
    });
    if (JSON.stringify(chosen) === JSON.stringify(before)) return;
    room.chosen.set(seq, chosen);
    const { anonymous } = row.poll;
    const voters = new Set(chosen.flat()).size;
    const options = row.poll.options.map(({ text }, n) => {
      const users = chosen[n];
      return { text, ...(users.length && { votes: users.length }), ...(users.length && !anonymous && { users }) };
    });
    const poll = { options, ...(voters && { voters }), ...(anonymous && { anonymous }) };
    room.rows.set(seq, { ...row, rev: ++room.rev, poll });
    const who = anonymous ? {} : { user_id: user, ...(places.length && { places }) };
    this.#tell("poll_changed", { room: id, seq, rev: room.rev, was: row.rev, votes: chosen.map(({ length }) => length), voters, ...who });
  }

  /** Delete the oldest messages for good, up to a place: one line of the room says so, where it was said first. */
  clear(id, floor) {
    const room = this.rooms.get(id);
    const gone = this.all(id).filter((row) => row.seq < floor && row.kind !== "cleared");
    if (!gone.length) return [];
    for (const { seq } of gone) room.rows.delete(seq);
    const line = this.all(id).find((row) => row.kind === "cleared");
    const told = { message: `before ${floor}`, html: `before ${floor}`, reply_to: floor };
    if (line) {
      room.rows.set(line.seq, { ...line, ...told, rev: ++room.rev });
      this.#tell("message_changed", room.rows.get(line.seq));
    } else this.post(id, 2, `cleared-${id}-${room.rev + 1}`, told.message, { kind: "cleared", to: floor });
    return gone;
  }

  newest(id, before = Infinity) {
    return [...this.rooms.get(id).rows.values()].filter((row) => row.seq < before).sort((a, b) => a.seq - b.seq).slice(-PAGE);
  }

  /** A page of history as GET messages answers it. @param {number} id @param {URLSearchParams} query */
  page(id, query) {
    const [all, [[name, value]]] = [this.all(id), query];
    if (name === "at") return { messages: all.filter(({ seq }) => value.split(",").map(Number).includes(seq)), older: true, newer: true, at: null };
    const [before, from] = [all.filter(({ seq }) => seq < Number(value)), all.filter(({ seq }) => seq >= Number(value))];
    const messages = { before: before.slice(-PAGE), after: from.filter(({ seq }) => seq > Number(value)).slice(0, PAGE) }[name] ?? [...before.slice(-PAGE / 2), ...from.slice(0, PAGE / 2)];
    const at = name === "around" && from[0]?.seq === Number(value) ? Number(value) : null;
    const [first, last] = [messages[0]?.seq ?? 0, messages.at(-1)?.seq ?? all.at(-1).seq];
    return { messages, older: first > all[0].seq, newer: last < all.at(-1).seq, at };
  }

  /** Every message as it is now, by place. */
  all(id) {
    return [...this.rooms.get(id).rows.values()].sort((a, b) => a.seq - b.seq);
  }

  arrive(line, { epoch, rooms }) {
    this.lines.add(line);
    const [gaps, missed] = [[], []];
    for (const [name, rev] of Object.entries(rooms)) {
      const page = this.catchUp(Number(name), rev, epoch, Infinity);
      if (page.limited) gaps.push(page);
      else missed.push(...page.messages.map((row, n, all) => ({ ...row, since: all[n - 1]?.rev ?? rev })));
    }
    line.hear("ready", { account: { id: 1, username: "Kit", role: "member" }, rooms: this.list(), epoch: this.epoch, version: "0", limits: {}, gaps, ignored: [], due: {}, drafts: 0, inbox: { unread: 0, last: 0 } });
    for (const change of missed) line.hear(change.rev === change.seq ? "new_message" : "message_changed", change);
  }

  list() {
    return [...this.rooms.values()].map(({ id, code, rev }) => (
      { id, name: `room ${id}`, code, rev, open: true, member: true, read_seq: rev, unread: 0, members: 2, online: 1, owner_id: 1 }
    ));
  }

  catchUp(id, rev, epoch, most = 40) {
    const { rev: head } = this.rooms.get(id);
    const reset = epoch !== this.epoch || rev > head;
    if (reset || head - rev > BEHIND) {
      const messages = this.newest(id);
      return { ok: true, room: id, head, messages, more: false, limited: true, reset, before: messages[0].seq > 1 ? messages[0].seq : null };
    }
    const changes = this.all(id).filter((row) => row.rev > rev).sort((a, b) => a.rev - b.rev);
    return { ok: true, room: id, head, messages: changes.slice(0, most), more: changes.length > most, limited: false, reset: false, before: null };
  }

  /** What a client's event is answered; `trouble` is an error, and then nothing is done. */
  answer(event, { room, rev, key, message, reply_to: to, thread, also_to_room: also, epoch }, trouble) {
    if (trouble) return { ok: false, error: trouble };
    if (event === "send_message") return this.post(room, 1, key, message, { to, thread, also });
    if (event === "catch_up") return this.catchUp(room, rev, epoch);
    return { ok: true, room: this.list().find((each) => each.id === room), messages: this.newest(room), members_online: [] };
  }

  /** Everybody is cut off; with a `backup`, that is what the server knows then, and its epoch is another one. */
  restart(backup) {
    for (const line of [...this.lines]) line.cut();
    if (!backup) return;
    this.rooms = structuredClone(backup);
    this.epoch += " again";
  }

  #tell(event, message) {
    for (const line of this.lines) line.hear(event, message);
  }
}
