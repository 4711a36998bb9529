import { signal } from "signals";

/** @import { Rooms } from "parlour/models/rooms.js" */
/** @import { Entry, InboxState } from "parlour/types/wire.js" */

/** How much of what concerns me I have not seen. The entries themselves are fetched when somebody looks at them. */
export class Inbox {
  unread = signal(0);
  /** Counts what has changed, for whoever has the list open. */
  news = signal(0);
  #rooms;
  /** The highest entry that is counted. */
  #last = 0;

  /** @param {Rooms} rooms */
  constructor(rooms) {
    this.#rooms = rooms;
  }

  /** What `ready` says holds. @param {InboxState} state */
  begin({ unread, last }) {
    this.#last = last;
    this.unread.value = unread;
    this.news.value += 1;
  }

  /** Take what `GET /me` says, unless something has come since it was asked. @param {InboxState} state @returns {boolean} */
  take(state) {
    if (state.last < this.#last) return false;
    this.begin(state);
    return true;
  }

  /** Something came; where it stands may be read already. @param {Entry} entry */
  hear({ id, kind, room, seq }) {
    if (id <= this.#last) return;
    this.#last = id;
    this.news.value += 1;
    const held = this.#rooms.get(room);
    if (kind !== "reaction" && held && held.read_seq >= seq) return;
    this.unread.value += 1;
    if (kind === "mention" && held) this.#rooms.change(room, { mentions: (held.mentions ?? 0) + 1 });
  }
}
