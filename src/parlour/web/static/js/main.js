import { Http } from "parlour/lib/http.js";
import { openDisk } from "parlour/lib/open-disk.js";
import { Store } from "parlour/lib/store.js";
import { Turns } from "parlour/lib/turns.js";
import { arrives } from "parlour/live/arrives.js";
import { CatchUp } from "parlour/live/catchup.js";
import { Connection } from "parlour/live/connection.js";
import { Delivery } from "parlour/live/delivery.js";
import { events } from "parlour/live/events.js";
import { lost } from "parlour/live/lost.js";
import { Places } from "parlour/live/places.js";
import { reading } from "parlour/live/reading.js";
import { sending } from "parlour/live/sending.js";
import { surroundings } from "parlour/live/surroundings.js";
import { Synced } from "parlour/live/synced.js";
import { Visits } from "parlour/live/visits.js";
import { Archive } from "parlour/models/archive.js";
import { Drafts } from "parlour/models/drafts.js";
import { Ignored } from "parlour/models/ignored.js";
import { Inbox } from "parlour/models/inbox.js";
import { Notes } from "parlour/models/notes.js";
import { Outbox } from "parlour/models/outbox.js";
import { Presence } from "parlour/models/presence.js";
import { Reacting } from "parlour/models/reacting.js";
import { Readers } from "parlour/models/readers.js";
import { roomIdentity } from "parlour/models/room-identity.js";
import { Rooms } from "parlour/models/rooms.js";
import { Scene } from "parlour/models/scene.js";
import { Session } from "parlour/models/session.js";
import { Spoken } from "parlour/models/spoken.js";
import { Timelines } from "parlour/models/timelines.js";
import { Typing } from "parlour/models/typing.js";
import { Shell } from "parlour/views/shell.js";

/** @import { App, Page } from "parlour/types/app.js" */

/** @type {Page} */
const page = JSON.parse(document.getElementById("page")?.textContent ?? "{}");
const me = `${page.account.id}/${page.account.username}`;
const store = new Store(me);
const disk = await openDisk(me, store);
const others = new BroadcastChannel(`parlour/${page.account.id}`);
const ignored = new Ignored(store);
const rooms = new Rooms((room) => ignored.silences(room));
const outbox = new Outbox(disk, (word) => others.postMessage(word), (room) => roomIdentity(rooms.get(room)), store);
others.onmessage = ({ data }) => outbox.heed(data);
const session = new Session(page);
const timelines = new Timelines();
const connection = new Connection(page.socket_url, () => ({ epoch: session.epoch, rooms: timelines.positions() }));
const catchup = new CatchUp(timelines, {
  ask: (room, rev) => connection.emit("catch_up", { room, rev, epoch: session.epoch }, 2000),
  arrives: (message) => arrives(app, message),
  level: (room, rev) => (outbox.reached(room, rev), app.reacting.reached(room, rev)),
  resubscribe: () => connection.drop(),
});
outbox.placed = ({ room, rev = 0 }) => {
  outbox.reached(room, timelines.get(room)?.rev ?? rev);
  setTimeout(() => void catchup.reach(room, rev), 2000); // its echo is on the way; should it be lost, it is asked for
};
const delivery = new Delivery({
  outbox,
  turns: new Turns(disk, { locks: navigator.locks }),
  up: () => connection.up,
  send: sending({ connection, rooms, session }),
});

const app = /** @type {App} */ ({
  page,
  store,
  disk,
  outbox,
  timelines,
  connection,
  lost: lost(connection),
  catchup,
  delivery,
  http: new Http(page.api_url, page.csrf),
  session,
  rooms,
  ignored,
  inbox: new Inbox(rooms),
  readers: new Readers(session),
  presence: new Presence(),
  typing: new Typing(),
  archive: new Archive({ disk, session, rooms, timelines }),
  drafts: new Drafts(disk),
  notes: new Notes(),
  spoken: new Spoken(),
  scene: new Scene(store),
});
app.reacting = new Reacting(app);
app.visits = new Visits(app);
app.places = new Places(app);
app.synced = new Synced(app);

for (const [event, listener] of Object.entries(events(app))) connection.on(event, listener);
surroundings(app);
reading(app);
await Promise.all([app.drafts.load(), outbox.refresh(), app.archive.restore()]);
app.archive.start();
app.visits.restore();
delivery.start();
connection.start(() => app.visits.signedOut());

Object.defineProperty(document.querySelector("parlour-app"), "app", { value: app });
customElements.define("parlour-app", Shell);
