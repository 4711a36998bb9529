import { hidden } from "parlour/models/hidden.js";

/** @import { App } from "parlour/types/app.js" */
/** @import { Message, SmallChange } from "parlour/types/wire.js" */

const HERE = 2000; // messages held of the room one looks at
const ELSEWHERE = 400;

/**
 * What a change means beside its place in the conversation: it is counted, spoken, and ends what waited for it.
 * @param {App} app @param {Message | SmallChange} message in its order, just before it is applied
 */
export function arrives(app, message) {
  const { rooms, scene, session, timelines } = app;
  if (!("key" in message)) return rooms.hear(message, false);
  const timeline = timelines.get(message.room);
  const mine = message.user_id === session.id;
  const here = message.room === rooms.openId.peek();
  const watched = here && scene.focused.peek() && scene.atEnd.peek() && !rooms.isLeft(message.room);
  const fresh = message.seq > (timeline?.last ?? rooms.get(message.room)?.rev ?? 0);
  if (mine) app.outbox.settle(message.key);
  rooms.hear(message, fresh && message.kind === "message" && !mine && !watched && !hidden(message));
  if (message.thread) app.following?.hear(message, fresh && !mine);
  if (here && message.rev !== message.seq) rooms.altered.value += 1;
  if (!fresh || message.kind === "cleared") return;
  if (here && !watched && !mine && timeline && !hidden(message)) timeline.divider.value ??= timeline.last;
  app.typing.stop(message.room, message.user_id);
  if (!here || watched) timeline?.trim(here ? HERE : ELSEWHERE);
  const farewell = mine && message.kind === "left"; // my own: nothing is to be learned there any more
  if (here && message.kind !== "message" && !farewell) app.visits.meetSoon(message.room);
  const heard = !hidden(message) || (scene.thread.peek()?.room === message.room && scene.thread.peek()?.seq === message.thread);
  if (here && heard && !mine && !app.ignored.has(message.user_id)) app.spoken.say(message.kind === "message" ? `${message.username}: ${message.message}` : message.message);
}
