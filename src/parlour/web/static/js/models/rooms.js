import { computed, signal } from "signals";

/** @import { Room, RoomChanged } from "parlour/types/wire.js" */

const byName = (/** @type {Room} */ a, /** @type {Room} */ b) => a.name.localeCompare(b.name) || a.id - b.id;

/** The rooms one is in, the open ones one could enter, and which of them is on the screen. */
export class Rooms {
  #silent;
  /** @type {import("signals").Signal<Map<number, Room>>} */
  #all = signal(new Map());
  /** Rooms that somebody wants to have unread: to look at them does not read them. @type {import("signals").Signal<Set<number>>} */
  #left = signal(new Set());
  /** Counts the changes of messages in the open room, for what shows some of them. */
  altered = signal(0);
  /** Counts how often one entered a room, or left one, on this page. */
  moves = 0;

  /** @type {import("signals").Signal<number | null>} */
  openId = signal(/** @type {number | null} */ (null));

  mine = computed(() => [...this.#all.value.values()].filter((room) => room.member).map((room) => this.#heard(room)).sort(byName));
  named = computed(() => this.mine.value.filter((room) => room.kind !== "direct"));
  /** Conversations in which something was said, and the one that is open: begun by others, an empty one is nobody's news. */
  directs = computed(() => this.mine.value.filter((room) => room.kind === "direct" && (room.rev > 0 || room.id === this.openId.value)));
  /** What one can go through, in the order in which it is shown. */
  listed = computed(() => [...this.named.value, ...this.directs.value]);
  others = computed(() => [...this.#all.value.values()].filter((room) => !room.member && room.open).sort(byName));
  current = computed(() => this.#all.value.get(this.openId.value ?? 0) ?? null);
  unread = computed(() => this.mine.value.reduce((sum, room) => sum + room.unread, 0));
  /** What calls me: mentions, and every message of a direct conversation. */
  calls = computed(() => this.mine.value.reduce((sum, room) => sum + ((room.kind === "direct" ? room.unread : room.mentions) ?? 0), 0));

  /** @param {(room: Room) => boolean} [silent] where nothing that is unread is told */
  constructor(silent = () => false) {
    this.#silent = silent;
  }

  /** @param {number} id */
  get(id) {
    return this.#all.peek().get(id) ?? null;
  }

  /** Take the rooms one is in from `ready`. @param {Room[]} rooms */
  reset(rooms) {
    const kept = [...this.#all.peek().values()].filter((room) => !room.member);
    this.#all.value = new Map([...kept, ...rooms].map((room) => [room.id, room]));
  }

  /** Take the rooms of `GET /me`, which a live message may have overtaken on the way. @param {Room[]} rooms */
  renew(rooms) {
    this.reset(rooms.map((room) => {
      const held = this.get(room.id);
      return held && held.rev > room.rev ? { ...room, rev: held.rev, unread: held.unread, mentions: held.mentions, read_seq: held.read_seq } : room;
    }));
  }

  /** Take the list of `GET /rooms`: which rooms there are, not how much of them was read. @param {Room[]} rooms */
  list(rooms) {
    const held = this.#all.peek();
    const mine = [...held.values()].filter((room) => room.member); // of which others tell: the list may be older than one just entered
    this.#all.value = new Map([...rooms, ...mine].map((room) => [room.id, room]));
  }

  /** @param {Room} room */
  put(room) {
    if (room.member && !this.get(room.id)?.member) this.moves += 1;
    this.#all.value = new Map(this.#all.peek()).set(room.id, room);
  }

  /** @param {number} id @param {Partial<Room>} change */
  change(id, change) {
    const room = this.get(id);
    if (room) this.put({ ...room, ...change });
  }

  /** @param {RoomChanged} changed */
  rename({ id, name, code, open, members, owner_id, keep_days }) {
    this.change(id, { name, code, open, members, owner_id, keep_days });
  }

  /** @param {number} id */
  remove(id) {
    if (this.get(id)?.member) this.moves += 1;
    const left = new Map(this.#all.peek());
    left.delete(id);
    this.#all.value = left;
  }

  /**
   * Count a live message; one that `ready` already counted, or that came twice, changes nothing.
   * @param {{room: number, rev: number}} message @param {boolean} counts
   */
  hear(message, counts) {
    const room = this.get(message.room);
    if (!room || message.rev <= room.rev) return;
    this.put({ ...room, rev: message.rev, unread: room.unread + (counts ? 1 : 0) });
  }

  /** @param {number} id @param {number} seq @param {number} [unread] */
  read(id, seq, unread = 0) {
    const room = this.get(id);
    if (room && seq >= room.read_seq) this.put({ ...room, read_seq: seq, unread, mentions: 0 });
  }

  /** Have a room on the screen: what one looks at there is read. @param {number} id */
  show(id) {
    this.turnTo(id);
    this.openId.value = id;
  }

  /** Is a room to stay unread although one looks at it? @param {number} id */
  isLeft(id) {
    return this.#left.value.has(id);
  }

  /** Let a room stay unread until one turns to it anew; what is told of it is where one stands in it now. @param {number} id @param {Partial<Room>} [told] */
  leave(id, told = {}) {
    this.change(id, told);
    this.#left.value = new Set(this.#left.peek()).add(id);
  }

  /** One turns to a room: what one looks at there is read. @param {number} id */
  turnTo(id) {
    if (this.#left.peek().has(id)) this.#left.value = new Set([...this.#left.peek()].filter((each) => each !== id));
  }

  /** @param {Room} room */
  #heard(room) {
    return room.unread && this.#silent(room) ? { ...room, unread: 0, mentions: 0 } : room;
  }
}
