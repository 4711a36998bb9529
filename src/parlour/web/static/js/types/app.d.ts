import type { Http } from "parlour/lib/http.js";
import type { Store } from "parlour/lib/store.js";
import type { CatchUp } from "parlour/live/catchup.js";
import type { Connection } from "parlour/live/connection.js";
import type { Delivery } from "parlour/live/delivery.js";
import type { Following } from "parlour/live/following.js";
import type { Places } from "parlour/live/places.js";
import type { Synced } from "parlour/live/synced.js";
import type { Visits } from "parlour/live/visits.js";
import type { Archive } from "parlour/models/archive.js";
import type { Drafts } from "parlour/models/drafts.js";
import type { Ignored } from "parlour/models/ignored.js";
import type { Inbox } from "parlour/models/inbox.js";
import type { Notes } from "parlour/models/notes.js";
import type { Outbox } from "parlour/models/outbox.js";
import type { Presence } from "parlour/models/presence.js";
import type { Reacting } from "parlour/models/reacting.js";
import type { Readers } from "parlour/models/readers.js";
import type { Rooms } from "parlour/models/rooms.js";
import type { Scene } from "parlour/models/scene.js";
import type { Session } from "parlour/models/session.js";
import type { Spoken } from "parlour/models/spoken.js";
import type { Timelines } from "parlour/models/timelines.js";
import type { Typing } from "parlour/models/typing.js";
import type { Signal } from "signals";
import type { Message, Person } from "./wire.js";

/** What the server wrote into the page. */
export interface Page {
  account: Person;
  csrf: string;
  socket_url: string;
  api_url: string;
  room: number | null;
  /** Of the message it was opened at. */
  seq: number | null;
  version: string;
  epoch: string;
  limits: Record<string, number>;
  /** The stylesheet of what is not seen at first. */
  later: { href: string; integrity: string };
}

export type Table = "about" | "drafts" | "outbox" | "rooms";

/** What both Disk and Memory are: tables of values by key, of one person. */
export interface Keeping {
  /** Whether it is still there when the tab is not. */
  lasting: boolean;
  all(table: Table): Promise<[string, any][]>;
  put(table: Table, key: string, value: unknown): Promise<void>;
  delete(table: Table, key: string): Promise<void>;
  change<T>(table: Table, key: string, next: (old: T | undefined) => T): Promise<T>;
  clear(): Promise<void>;
}

/** Everything there is, put together in main.js and nowhere else. */
export interface App {
  page: Page;
  http: Http;
  store: Store;
  disk: Keeping;
  session: Session;
  rooms: Rooms;
  ignored: Ignored;
  inbox: Inbox;
  readers: Readers;
  timelines: Timelines;
  presence: Presence;
  reacting: Reacting;
  typing: Typing;
  outbox: Outbox;
  archive: Archive;
  drafts: Drafts;
  notes: Notes;
  spoken: Spoken;
  scene: Scene;
  connection: Connection;
  /** The connection has been away for a while. */
  lost: Signal<boolean>;
  catchup: CatchUp;
  delivery: Delivery;
  visits: Visits;
  places: Places;
  synced: Synced;
  /** The threads that I follow, as soon as they are known. */
  following?: Following;
}

/** A message that was written here and is not yet known to be in its place. */
export interface Pending {
  key: string;
  room: number;
  /** Of the room, when it was written; absent where it was kept by an older Parlour. */
  code?: string | null;
  message: string;
  /** The place of the message that it answers, and the epoch in which it stood there. */
  reply_to?: number;
  /** The place of the message in whose thread it is to stand; and whether the room shows it as well. */
  thread?: number;
  also_to_room?: boolean;
  epoch?: string;
  /** It may call many people: whoever wrote it has said that he means it. */
  confirm?: boolean;
  /** It was refused because he has not. */
  asks?: boolean;
  at: number;
  state: "queued" | "sent" | "stored" | "failed";
  /** On disk; or false, where this tab alone knows of it; absent while it is being written. */
  kept?: boolean;
  seq?: number;
  rev?: number;
  problem?: string;
}

/** One line of the conversation as it is drawn. */
export type Row =
  | { type: "day"; key: string; at: Date }
  | { type: "new"; key: string }
  | { type: "notice"; key: string; messages: Message[]; at: Date }
  | { type: "message"; key: string; message: Message; at: Date; more: boolean; latest?: boolean; within?: boolean }
  | { type: "pending"; key: string; pending: Pending; at: Date; more: boolean };

export type Status =
  | { state: "connecting" }
  | { state: "connected" }
  | { state: "reconnecting"; at: number }
  | { state: "offline" };

export interface Note {
  id: number;
  text: string;
  alert: boolean;
  /** What can be done about it, until it goes. */
  deed?: { name: string; go: () => unknown };
}

export interface Device {
  id: number | string;
  current: boolean;
  created: string;
  last_seen: string;
  address: string;
  device: string;
}
