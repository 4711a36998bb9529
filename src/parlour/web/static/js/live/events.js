import { arrives } from "parlour/live/arrives.js";

/** @import { App } from "parlour/types/app.js" */
/** @import { Change, LeftUnread, Notice, Ready, SmallChange } from "parlour/types/wire.js" */

const MOMENT = 1200; // ms

/**
 * What each event from the server does: the whole table.
 * @param {App} app
 * @returns {Record<string, (payload: any) => void>}
 */
export const events = (app) => ({
  ready: (ready) => begin(app, ready),
  new_message: (message) => hear(app, message),
  message_changed: (message) => hear(app, message),
  reaction_changed: (change) => hear(app, change),
  poll_changed: (change) => hear(app, change),
  new_entry: (entry) => app.inbox.hear(entry),
  left_unread: (left) => leave(app, left),
  read_moved: (moved) => app.readers.hear(moved),
  replies_changed: (change) => hear(app, change),
  thread_followed: (state) => app.following?.heed(state),
  user_joined: (step) => app.presence.enter(step),
  user_left: (step) => (app.presence.exit(step), app.typing.stop(step.room, step.user_id)),
  update_user_list: (list) => app.presence.replace(list),
  typing: (sign) => sign.user_id !== app.session.id && !app.ignored.has(sign.user_id) && app.typing.hear(sign),
  room_changed: (changed) => app.rooms.rename(changed),
  me_changed: () => app.visits.refreshSoon(),
  due_changed: (due) => (app.session.due.value = due),
  draft_changed: (draft) => app.synced.do((sync) => sync.hear(draft)),
  notice: (notice) => heed(app, notice),
});

/** @param {App} app @param {Ready} ready */
function begin(app, ready) {
  if (app.session.begin(ready)) restored(app, ready);
  for (const { id, unread, read_seq } of ready.rooms) {
    const timeline = id === app.rooms.openId.peek() && unread ? app.timelines.get(id) : null;
    if (timeline) timeline.divider.value ??= read_seq;
  }
  app.ignored.take(ready.ignored);
  app.session.due.value = ready.due;
  app.rooms.reset(ready.rooms);
  app.inbox.begin(ready.inbox);
  app.visits.ended();
  for (const gap of ready.gaps) app.catchup.replace(gap);
  for (const [id] of app.timelines.entries()) void app.catchup.expect(id, app.rooms.get(id)?.rev ?? 0);
  void app.visits.arrive();
  app.synced.level(ready.drafts);
  // What is new in threads can wait a moment: everybody may have come back at once.
  setTimeout(() => void import("parlour/live/following.js").then(({ Following }) => Following.of(app).load()).catch(() => {}), MOMENT * (1 + Math.random()));
}

/**
 * The server was restored from a backup: positions, and what was kept of the rooms, are worth nothing.
 * @param {App} app @param {Ready} ready
 */
function restored(app, ready) {
  const placed = app.outbox.items.peek().filter(({ state }) => state === "stored");
  for (const { key } of placed) app.outbox.settle(key); // its place was one of the epoch that is over
  app.catchup.clear();
  app.timelines.clear();
  ready.gaps = []; // the page of what is open is fetched with all the rest of it
  void app.archive.renew(ready.epoch);
}

/** In a room that is held a change waits for its place. @param {App} app @param {Change | SmallChange} message */
function hear(app, message) {
  if (!app.rooms.get(message.room)) app.visits.refreshSoon(); // somebody has just begun a conversation
  if (recounts(app, message)) app.visits.refreshSoon();
  if (app.timelines.get(message.room)) app.catchup.receive(message);
  else arrives(app, message);
}

/** A room is to be unread again from a place on, as was said here or on another device. @param {App} app @param {LeftUnread} left */
function leave({ rooms, timelines }, { room, read_seq, unread }) {
  rooms.leave(room, { read_seq, unread });
  const timeline = timelines.get(room);
  if (timeline) timeline.divider.value = read_seq;
}

/** A message changed that may be among those that call me. @param {App} app @param {Change | SmallChange} message */
const recounts = ({ inbox, rooms }, message) =>
  "key" in message && message.rev !== message.seq && Boolean(message.kind === "deleted" ? inbox.unread.peek() : rooms.get(message.room)?.mentions);

/** @param {App} app @param {Notice} notice */
function heed(app, notice) {
  if (notice.code === "signed_out") return app.visits.signedOut();
  if (notice.retry_after) app.connection.expectReturn(notice.retry_after);
  app.notes.show(notice.code === "rate_limited" ? "A little fast. What you wrote is kept, and goes out in a moment." : notice.message);
}
