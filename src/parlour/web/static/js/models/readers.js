import { signal } from "signals";

/** @import { Session } from "parlour/models/session.js" */
/** @import { Message, ReadMoved } from "parlour/types/wire.js" */

/** How far others have read, in rooms of few people. */
export class Readers {
  #session;
  /** @type {import("signals").Signal<Map<number, Record<number, number>>>} */
  #rooms = signal(new Map());

  /** @param {Pick<Session, "id">} session */
  constructor(session) {
    this.#session = session;
  }

  /** @param {number} room @param {Record<number, number>} read all that one may know of it */
  take(room, read) {
    this.#rooms.value = new Map(this.#rooms.peek()).set(room, read);
  }

  /** @param {ReadMoved} moved */
  hear({ room, read }) {
    const known = this.#rooms.peek().get(room);
    if (known) this.take(room, { ...known, ...read });
  }

  /** Who has read up to a message, besides its author and me. @param {Pick<Message, "room" | "seq" | "user_id">} message @returns {number[]} */
  of({ room, seq, user_id: author }) {
    const read = Object.entries(this.#rooms.value.get(room) ?? {});
    const others = read.filter(([id, to]) => to >= seq && ![author, this.#session.id].includes(Number(id)));
    return others.map(([id]) => Number(id));
  }
}
