import { effect, untracked } from "signals";

/** @import { App } from "parlour/types/app.js" */

/**
 * Mark the open room read while the reader looks at its end.
 * @param {App} app
 */
export function reading(app) {
  const tell = seldom((/** @type {{room: number, seq: number}} */ place) => {
    if (app.rooms.isLeft(place.room)) return;
    app.connection.emit("mark_read", place).catch(() => {
      // Not told: the server counts it as unread until the next message is read.
    });
  });
  return effect(() => {
    const room = app.rooms.current.value;
    const timeline = room && app.timelines.get(room.id);
    if (!room?.member || !timeline || timeline.state.value !== "ready") return;
    const last = timeline.messages.value.at(-1)?.seq ?? 0;
    if (timeline.rev < room.rev) return; // what was missed is still to come
    if (!app.scene.focused.value || !app.scene.atEnd.value || !app.connection.up) return;
    if (app.rooms.isLeft(room.id)) return;
    timeline.seen = last;
    if (last <= room.read_seq && room.unread === 0) return;
    untracked(() => {
      app.rooms.read(room.id, last);
      tell({ room: room.id, seq: last });
    });
  });
}

const PAUSE = 1000; // milliseconds between two tellings of one room

/**
 * Tell at once, then at most once a pause, each room's last place.
 * @param {(place: {room: number, seq: number}) => void} tell
 */
function seldom(tell) {
  /** @type {Map<number, {room: number, seq: number} | null>} */
  const pausing = new Map();
  /** @param {{room: number, seq: number}} place */
  const next = (place) => {
    if (pausing.has(place.room)) return void pausing.set(place.room, place);
    tell(place);
    pausing.set(place.room, null);
    setTimeout(() => {
      const last = pausing.get(place.room);
      pausing.delete(place.room);
      if (last) next(last);
    }, PAUSE);
  };
  return next;
}
