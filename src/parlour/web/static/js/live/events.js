/** @import { App } from "parlour/types/app.js" */
/** @import { Message, Notice, Ready } from "parlour/types/wire.js" */

/**
 * What each event from the server does: the whole table.
 * @param {App} app
 * @returns {Record<string, (payload: any) => void>}
 */
export const events = (app) => ({
  ready: (ready) => begin(app, ready),
  new_message: (message) => hear(app, message),
  user_joined: (step) => app.presence.enter(step),
  user_left: (step) => (app.presence.exit(step), app.typing.stop(step.room, step.user_id)),
  update_user_list: (list) => app.presence.replace(list),
  typing: (sign) => sign.user_id !== app.session.id && app.typing.hear(sign),
  room_changed: (changed) => app.rooms.rename(changed),
  me_changed: () => app.visits.refreshSoon(),
  notice: (notice) => heed(app, notice),
});

/** @param {App} app @param {Ready} ready */
function begin(app, ready) {
  if (app.session.begin(ready)) app.timelines.clear();
  app.rooms.reset(ready.rooms);
  for (const [id] of app.timelines.entries()) {
    const room = app.rooms.get(id);
    if (!room?.member) app.timelines.drop(id);
    else void app.catchup.reach(id, room.rev);
  }
  void app.visits.arrive();
}

/** @param {App} app @param {Message} message */
function hear(app, message) {
  const mine = message.user_id === app.session.id;
  const here = message.room === app.rooms.openId.peek();
  const watched = here && app.scene.focused.peek() && app.scene.atEnd.peek();
  const timeline = app.timelines.get(message.room);
  if (here && timeline && !watched && !mine && timeline.divider.peek() === null) timeline.divider.value = timeline.last;
  app.typing.stop(message.room, message.user_id);
  app.catchup.receive(message);
  app.rooms.hear(message, message.kind === "message" && !mine && !watched);
  if (mine) app.outbox.settle(message.key);
  if (here && watched) timeline?.trim(2000);
  if (here && message.kind !== "message") app.visits.meetSoon(message.room);
  if (here && !mine) app.spoken.say(message.kind === "message" ? `${message.username}: ${message.message}` : message.message);
}

/** @param {App} app @param {Notice} notice */
function heed(app, notice) {
  if (notice.code === "signed_out") return app.visits.signedOut();
  if (notice.retry_after) app.connection.expectReturn(notice.retry_after);
  app.notes.show(notice.message);
}
