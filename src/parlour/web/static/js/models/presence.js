import { signal } from "signals";

/** @import { Person, Presence as Step, UserList } from "parlour/types/wire.js" */
/** @typedef {{online: Map<number, Person>, count: number, members: Person[] | null}} Here */

/** @type {Here} */
const NOBODY = { online: new Map(), count: 0, members: null };

/** Who is in each room, who of them is here now, and what is known of people. */
export class Presence {
  /** @type {import("signals").Signal<Map<number, Here>>} */
  #rooms = signal(new Map());
  /** Who is known to be a guest: a new set whenever somebody turns out to be one, or no longer is. */
  #guests = signal(/** @type {Set<number>} */ (new Set()));

  /** @param {number} room @returns {Here} */
  of(room) {
    return this.#rooms.value.get(room) ?? NOBODY;
  }

  /** @param {number} id */
  isGuest(id) {
    return this.#guests.value.has(id);
  }

  /** Where too many are here to be named, only their number comes. @param {UserList} list */
  replace({ room, users, count }) {
    this.#put(room, users.length || !count ? { online: this.#met(users), count } : { count });
  }

  /** @param {number} room @param {Person[]} members @param {number[]} online */
  meet(room, members, online) {
    const all = this.#met(members);
    const here = new Map(online.flatMap((id) => (all.has(id) ? [[id, /** @type {Person} */ (all.get(id))]] : [])));
    this.#put(room, { members, online: here, count: online.length });
  }

  /** @param {Step} step */
  enter({ room, user_id: id, username, role }) {
    const here = this.#rooms.peek().get(room) ?? NOBODY;
    const online = new Map(here.online).set(id, { id, username, role });
    this.#met([{ id, username, role }]);
    this.#put(room, { online, count: here.count + (here.online.has(id) ? 0 : 1) });
  }

  /** @param {Step} step */
  exit({ room, user_id: id }) {
    const here = this.#rooms.peek().get(room) ?? NOBODY;
    if (!here.online.has(id)) return;
    const online = new Map(here.online);
    online.delete(id);
    this.#put(room, { online, count: Math.max(0, here.count - 1) });
  }

  /** @param {Person[]} people */
  #met(people) {
    const known = this.#guests.peek();
    if (people.some(({ id, role }) => known.has(id) !== (role === "guest"))) {
      const guests = new Set(known);
      for (const { id, role } of people) role === "guest" ? guests.add(id) : guests.delete(id);
      this.#guests.value = guests;
    }
    return new Map(people.map((person) => [person.id, person]));
  }

  /** @param {number} room @param {Partial<Here>} change */
  #put(room, change) {
    const here = this.#rooms.peek().get(room) ?? NOBODY;
    this.#rooms.value = new Map(this.#rooms.peek()).set(room, { ...here, ...change });
  }
}
