import { effect, untracked } from "signals";

/** @import { App } from "parlour/types/app.js" */

/**
 * Mark the open room read while the reader looks at its end.
 * @param {App} app
 */
export function reading(app) {
  return effect(() => {
    const room = app.rooms.current.value;
    const timeline = room && app.timelines.get(room.id);
    if (!room?.member || !timeline || timeline.state.value !== "ready") return;
    const last = timeline.messages.value.at(-1)?.seq ?? 0;
    if (!app.scene.focused.value || !app.scene.atEnd.value || !app.connection.up) return;
    timeline.seen = last;
    if (last <= room.read_seq && room.unread === 0) return;
    untracked(() => {
      app.rooms.read(room.id, last);
      app.connection.emit("mark_read", { room: room.id, seq: last }).catch(() => {
        // Not told: the server counts it as unread until the next message is read.
      });
    });
  });
}
