// Written by tools/wire_types.py from src/parlour/wire/. Do not edit.

export interface AllRead {
  ok: boolean;
  rooms: Record<number, number>;
}

export interface CaughtUp {
  ok: boolean;
  room: number;
  head: number;
  messages: Message[];
  more: boolean;
  limited: boolean;
  reset: boolean;
  before: number | null;
}

export interface Changed {
  ok: boolean;
  id: string;
  seq: number;
  rev: number;
}

export interface Done {
  ok: boolean;
}

export interface Followed {
  room: number;
  thread: number;
  following: boolean;
  read_seq: number;
  unread: number;
  rev: number;
  ok: boolean;
}

export interface Hits {
  ok: boolean;
  hits: Hit[];
  complete: boolean;
  before: string | null;
}

export interface Inbox {
  ok: boolean;
  entries: Entry[];
  unread: number;
  before: number | null;
}

export interface InboxRead {
  ok: boolean;
  unread: number;
}

export interface Joined {
  ok: boolean;
  room: Room;
  messages: Message[];
  members_online: Person[];
}

export interface MarkedUnread {
  ok: boolean;
  rooms: ReadMarked[];
}

export interface Opened {
  ok: boolean;
  room: Room;
}

export interface ReadMarked {
  ok: boolean;
  room: number;
  read_seq: number;
  unread: number;
}

export interface Sent {
  ok: boolean;
  id: string;
  seq: number;
  rev: number;
  timestamp: string;
  dup: boolean;
}

export interface Draft {
  room: number;
  message: string;
  rev: number;
  reply_to?: number | null;
  device?: string;
}

export interface DraftSaved {
  ok: boolean;
  draft: Draft;
}

export interface SaveDraft {
  room: number;
  message: string;
  reply_to?: number | null;
  device?: string;
  nth?: number;
}

export interface Card {
  id: number;
  username: string;
  role: "owner" | "member" | "guest";
  pronouns?: string;
  about?: string;
  timezone?: string;
  status_text?: string;
  status_emoji?: string;
  status_until?: string | null;
  hides_reading?: boolean;
}

export interface Change {
  id: string;
  room: number;
  seq: number;
  rev: number;
  key: string;
  user_id: number;
  username: string;
  message: string;
  html: string;
  timestamp: string;
  kind: "message" | "deleted" | "joined" | "left" | "created" | "renamed" | "retention" | "cleared";
  edited_at: string | null;
  reactions?: Reaction[];
  pinned?: Pinned | null;
  reply_to?: number | null;
  poll?: Poll | null;
  mentions?: number[];
  mentions_all?: "room" | "here" | null;
  thread?: number | null;
  also_to_room?: boolean;
  replies?: Replies | null;
  since?: number | null;
}

export interface Entry {
  id: number;
  kind: "mention" | "reply" | "reaction" | "keyword";
  room: number;
  seq: number;
  user_id: number;
  username: string;
  timestamp: string;
  message: string;
  word?: string | null;
  read?: boolean;
}

export interface FollowedThread {
  message: Message;
  read_seq: number;
  unread: number;
}

export interface Following {
  room: number;
  thread: number;
  following: boolean;
  read_seq: number;
  unread: number;
  rev: number;
}

export interface Hit {
  id: string;
  room: number;
  seq: number;
  user_id: number;
  username: string;
  timestamp: string;
  excerpt: [string, boolean][];
}

export interface InboxState {
  unread: number;
  last: number;
}

export interface Message {
  id: string;
  room: number;
  seq: number;
  rev: number;
  key: string;
  user_id: number;
  username: string;
  message: string;
  html: string;
  timestamp: string;
  kind: "message" | "deleted" | "joined" | "left" | "created" | "renamed" | "retention" | "cleared";
  edited_at: string | null;
  reactions?: Reaction[];
  pinned?: Pinned | null;
  reply_to?: number | null;
  poll?: Poll | null;
  mentions?: number[];
  mentions_all?: "room" | "here" | null;
  thread?: number | null;
  also_to_room?: boolean;
  replies?: Replies | null;
}

export interface Page {
  messages: Message[];
  older: boolean;
  newer: boolean;
  at: number | null;
}

export interface Person {
  id: number;
  username: string;
  role: "owner" | "member" | "guest";
}

export interface Pinned {
  user_id: number;
  at: string;
}

export interface Poll {
  options: PollOption[];
  voters?: number;
  multiple?: boolean;
  anonymous?: boolean;
  closes_at?: string | null;
  closed?: boolean;
}

export interface PollOption {
  text: string;
  votes?: number;
  users?: number[];
}

export interface Reaction {
  emoji: string;
  users: number[];
}

export interface Reactors {
  emoji: string;
  users: Person[];
}

export interface Replies {
  count: number;
  at: string;
  users: number[];
}

export interface Room {
  id: number;
  name: string;
  code: string | null;
  open: boolean;
  member: boolean;
  rev: number;
  read_seq: number;
  unread: number;
  members: number;
  online: number;
  owner_id: number | null;
  kind?: "room" | "direct";
  people?: Person[];
  keep_days?: number;
  mentions?: number;
}

export interface ThreadPage {
  messages: Message[];
  older: boolean;
  newer: boolean;
  at: number | null;
  root: Message;
  following: Following;
}

export interface Threads {
  threads: FollowedThread[];
  before: string | null;
}

export interface Due {
  reminders?: Reminder[];
  unsent?: Scheduled[];
}

export interface Remind {
  at: string;
  text?: string;
  room?: number | null;
  seq?: number | null;
}

export interface Reminder {
  id: number;
  at: string;
  text?: string;
  room?: number | null;
  seq?: number | null;
  username?: string;
  message?: string;
  rang?: boolean;
}

export interface Scheduled {
  id: number;
  room: number;
  key: string;
  message: string;
  at: string;
  reply_to?: number | null;
  problem?: string | null;
}

export interface ScheduleMessage {
  room: number;
  key: string;
  message: string;
  at: string;
  reply_to?: number | null;
}

export interface WillRemind {
  ok: boolean;
  reminder: Reminder;
}

export interface WillSend {
  ok: boolean;
  scheduled: Scheduled;
}

export interface LeftUnread {
  room: number;
  read_seq: number;
  unread: number;
}

export interface MeChanged {
  rev: number;
}

export interface Notice {
  code: string;
  message: string;
  retry_after?: number | null;
}

export interface PollChanged {
  room: number;
  seq: number;
  rev: number;
  was: number;
  votes: number[];
  voters: number;
  user_id?: number | null;
  places?: number[];
}

export interface Presence {
  room: number;
  user_id: number;
  username: string;
  role: "owner" | "member" | "guest";
}

export interface ReactionChanged {
  room: number;
  seq: number;
  rev: number;
  was: number;
  user_id: number;
  username: string;
  emoji: string;
  on: boolean;
}

export interface ReadMoved {
  room: number;
  read: Record<number, number>;
}

export interface Ready {
  account: Person;
  rooms: Room[];
  epoch: string;
  version: string;
  limits: Record<string, number>;
  gaps: CaughtUp[];
  ignored: number[];
  due: Due;
  drafts: number;
  inbox: InboxState;
}

export interface RepliesChanged {
  room: number;
  seq: number;
  rev: number;
  was: number;
  replies: Replies | null;
}

export interface RoomChanged {
  id: number;
  name: string;
  code: string;
  open: boolean;
  members: number;
  owner_id: number | null;
  keep_days: number;
}

export interface SmallChange {
  room: number;
  seq: number;
  rev: number;
  was: number;
}

export interface Typing {
  room: number;
  user_id: number;
  username: string;
}

export interface UserList {
  room: number;
  users: Person[];
  count: number;
}

export interface CatchUp {
  room: number;
  rev: number;
  epoch?: string | null;
}

export interface ClosePoll {
  room: number;
  seq: number;
}

export interface Connect {
  token?: string | null;
  epoch?: string | null;
  rooms?: Record<number, number> | null;
  recover?: boolean;
  pid?: string | null;
  offset?: string | null;
}

export interface CreatePoll {
  room: number;
  key: string;
  message: string;
  options: string[];
  multiple?: boolean;
  anonymous?: boolean;
  closes_at?: string | null;
}

export interface DeleteMessage {
  room: number;
  seq: number;
}

export interface EditMessage {
  room: number;
  seq: number;
  message: string;
  confirm?: boolean;
}

export interface FollowThread {
  room: number;
  thread: number;
  on: boolean;
}

export interface InboxPage {
  before?: number | null;
}

export interface Join {
  room?: number | null;
  code?: string | null;
}

export interface MarkRead {
  room: number;
  seq: number;
}

export interface MarkUnread {
  rooms: Record<number, number>;
}

export interface Nothing {
}

export interface Pin {
  room: number;
  seq: number;
  on: boolean;
}

export interface React {
  room: number;
  seq: number;
  emoji: string;
  on: boolean;
}

export interface ReadInbox {
  ids?: number[] | null;
}

export interface ReadThread {
  room: number;
  thread: number;
  seq: number;
}

export interface RoomOnly {
  room: number;
}

export interface Search {
  q: string;
  sort?: "time" | "relevance";
  before?: string | null;
}

export interface SendMessage {
  room: number;
  key: string;
  message: string;
  reply_to?: number | null;
  confirm?: boolean;
  thread?: number | null;
  also_to_room?: boolean;
}

export interface StartDirect {
  people: number[];
}

export interface Vote {
  room: number;
  seq: number;
  places: number[];
}

export interface ClientEvents {
  join: Join;
  leave: RoomOnly;
  direct: StartDirect;
  send_message: SendMessage;
  edit_message: EditMessage;
  delete_message: DeleteMessage;
  react: React;
  pin: Pin;
  create_poll: CreatePoll;
  vote: Vote;
  close_poll: ClosePoll;
  follow_thread: FollowThread;
  read_thread: ReadThread;
  typing: RoomOnly;
  mark_read: MarkRead;
  mark_unread: MarkUnread;
  mark_all_read: Nothing;
  catch_up: CatchUp;
  search: Search;
  schedule_message: ScheduleMessage;
  remind: Remind;
  save_draft: SaveDraft;
  inbox: InboxPage;
  read_inbox: ReadInbox;
}

export interface ServerEvents {
  ready: Ready;
  new_message: Change;
  message_changed: Change;
  reaction_changed: ReactionChanged;
  poll_changed: PollChanged;
  replies_changed: RepliesChanged;
  thread_followed: Following;
  user_joined: Presence;
  user_left: Presence;
  update_user_list: UserList;
  typing: Typing;
  room_changed: RoomChanged;
  new_entry: Entry;
  left_unread: LeftUnread;
  read_moved: ReadMoved;
  me_changed: MeChanged;
  due_changed: Due;
  draft_changed: Draft;
  notice: Notice;
}
