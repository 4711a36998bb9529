"""Who hears what: connections by person and by room, and what the store publishes handed to the fan-out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from parlour import events, wire
from parlour.live.presence import Here
from parlour.live.readers import Readers
from parlour.live.recovery import write_offset
from parlour.live.seat import Seat
from parlour.sio import Channel, Packet, encode_event

GRACE = 4.0  # seconds a person may be gone (a reload) before others are told
BACK_PER_SECOND = 500  # connections asked back each second after a restart
MOST_WAIT = 29.0  # seconds

Refill = Callable[[int, int], Any]
# What is one person's own, on all his devices.
Own = events.SessionsEnded | events.DraftChanged | events.EntryAdded | events.UnreadAgain | events.ThreadFollowed
Changes = events.MessageStored | events.MessageChanged | events.Reacted | events.Voted | events.Replied
SIGNED_OUT = encode_event("notice", wire.Notice("signed_out", "You are signed out on this device."))


class Hub:
    """Lives on the event loop; `publish` is called after every COMMIT, with its events in their order.

    `refill(room, rev)` returns, awaited, the next `(rev, packet)` after `rev` from the table.
    """

    def __init__(self, refill: Refill) -> None:
        self.here = Here(self.tell_room)
        self._readers = Readers(self._tell_readers)
        self._refill = refill
        self._seats: dict[int, set[Seat]] = {}
        self._channels: dict[int, Channel] = {}
        self._rooms: dict[Channel, int] = {}
        # The newest rev published of each room, so that a channel opened after a read knows what the read missed.
        self._heads: dict[int, int] = {}
        self._going: dict[int, asyncio.TimerHandle] = {}
        self._noted: dict[int, list[events.Event]] | None = None
        self.plans = asyncio.Event()  # somebody has planned something: there may be less time than was thought

    def publish(self, facts: Sequence[events.Event]) -> None:
        """Pass on what was committed."""
        for fact in facts:
            match fact:
                case _ if isinstance(fact, Changes):
                    self._told(fact)
                case _ if isinstance(fact, Own):
                    self._tell_seats(fact.account, fact)
                case events.MemberJoined():
                    self._tell_seats(fact.person.id, fact)
                case events.MemberLeft():
                    self._member_left(fact)
                case events.RoomUpdated():
                    self.tell_room(fact.room.id, "room_changed", fact.room)
                case events.AccountChanged():
                    self._tell_seats(fact.account, fact)
                    self.here.rename(fact.person)
                case events.DueChanged():
                    self._tell_seats(fact.account, fact)
                    self.plans.set()
                case events.ReadingMoved():
                    self._readers.move(fact)

    def tell_seat(self, seat: Seat, fact: events.Event) -> None:
        """Let a fact about a person take its effect on one of his seats."""
        match fact:
            case events.MemberJoined():
                seat.left.discard(fact.room)
                self.enter(seat, fact.room, fact.rev, fact.rev)
            case events.MemberLeft():
                seat.left.add(fact.room)
                self._drop(seat, fact.room)
                self.here.leave(fact.room, fact.person)
            case events.AccountChanged():
                seat.person = fact.person
                seat.socket.send(encode_event("me_changed", wire.MeChanged(fact.rev)))
            case events.DueChanged():
                seat.socket.send(encode_event("due_changed", fact.due))
            case events.DraftChanged():
                seat.socket.send(encode_event("draft_changed", fact.draft))
            case events.EntryAdded():
                seat.socket.send(encode_event("new_entry", fact.entry))
            case events.UnreadAgain():
                seat.socket.send(encode_event("left_unread", fact.left))
            case events.ThreadFollowed():
                seat.socket.send(encode_event("thread_followed", fact.thread))
            case events.SessionsEnded() if seat.session in fact.sessions:
                seat.socket.send(SIGNED_OUT)
                seat.socket.disconnect(close=True)

    def note(self) -> None:
        """Keep what is published about people from now on, until it is asked for."""
        self._noted = {}

    def noted(self) -> dict[int, list[events.Event]]:
        """Return what was kept, by account."""
        noted, self._noted = self._noted, None
        return noted or {}

    def take(self, seat: Seat) -> None:
        """Let a seat be found by its person, before its rooms are known."""
        going = self._going.pop(seat.person.id, None)
        if going is not None:
            going.cancel()
        self._seats.setdefault(seat.person.id, set()).add(seat)

    def enter(self, seat: Seat, room: int, position: int, head: int) -> None:
        """Let a seat hear a room from `position` (a rev) on; `head` is the newest that is known to be stored."""
        if room in seat.rooms or room in seat.left or seat.socket.session.closed:
            return
        seat.rooms[room] = position
        self._channel(room, head).add(seat.socket, position)
        self.here.enter(room, seat.person)

    def offset(self, seat: Seat, channel: Channel, position: int) -> str:
        """Return where a seat stands when it has heard what is at a channel's position."""
        seat.rooms[self._rooms[channel]] = position
        return write_offset(seat.rooms)

    def release(self, seat: Seat) -> None:
        """Forget a closed connection; its person is missed after the grace unless another one stays."""
        for room in list(seat.rooms):
            self._drop(seat, room)
        seats = self._seats.get(seat.person.id, set())
        if seat not in seats:
            return
        seats.discard(seat)
        if not seats:
            del self._seats[seat.person.id]
            loop = asyncio.get_running_loop()
            self._going[seat.person.id] = loop.call_later(GRACE, self._gone, seat.person)

    def tell_room(self, room: int, event: str, payload: Struct) -> None:
        """Tell the room's connections something that may be lost: presence, typing, its name."""
        channel = self._channels.get(room)
        if channel is not None:
            channel.publish_volatile(encode_event(event, payload))

    def say_goodbye(self) -> None:
        """Ask everybody back after the restart, so many a second."""
        seats = [seat for seats in self._seats.values() for seat in seats]
        for place, seat in enumerate(seats):
            wait = 1 + min(MOST_WAIT, place / BACK_PER_SECOND)
            notice = wire.Notice("restarting", "The server is restarting.", round(wait, 1))
            seat.socket.send(encode_event("notice", notice))

    def sessions(self) -> set[int]:
        """Return the sessions that have a connection."""
        return {seat.session for seats in self._seats.values() for seat in seats}

    def close(self) -> None:
        """Stop every timer."""
        self.here.close()
        self._readers.close()
        for timer in self._going.values():
            timer.cancel()
        self._going.clear()

    def _told(self, fact: Changes) -> None:
        self._heads[fact.room] = fact.rev
        channel = self._channels.get(fact.room)
        if channel is None:
            return
        whole = message_packet(fact.message)
        match fact:
            case events.Reacted():
                channel.publish(fact.rev, encode_event("reaction_changed", fact.change), whole)
            case events.Voted():
                channel.publish(fact.rev, encode_event("poll_changed", fact.change), whole)
            case events.Replied():
                channel.publish(fact.rev, encode_event("replies_changed", fact.change), whole)
            case _:
                channel.publish(fact.rev, whole)

    def _tell_readers(self, room: int, unshown: frozenset[int], moved: wire.ReadMoved) -> None:
        """Tell those who are here and may see it; not through the channel, which everybody hears."""
        packet = encode_event("read_moved", moved)
        for account in self.here.ids(room):
            for seat in self._seats.get(account, ()) if account not in unshown else ():
                if room in seat.rooms and not seat.socket.session.is_paused:
                    seat.socket.send(packet)

    def _tell_seats(self, account: int, fact: events.Event) -> None:
        if self._noted is not None:
            self._noted.setdefault(account, []).append(fact)
        for seat in list(self._seats.get(account, ())):  # one that takes nothing any more is closed by it
            self.tell_seat(seat, fact)

    def _member_left(self, fact: events.MemberLeft) -> None:
        """The farewell at `rev` is the last thing the person hears; what is published next is not for him."""
        channel = self._channels.get(fact.room)
        if channel is not None:
            channel.flush()
        self._tell_seats(fact.person.id, fact)
        self.here.leave(fact.room, fact.person)

    def _channel(self, room: int, head: int) -> Channel:
        channel = self._channels.get(room)
        if channel is None:
            head = max(head, self._heads.get(room, 0))
            channel = self._channels[room] = Channel(head=head, refill=lambda after: self._refill(room, after))
            self._rooms[channel] = room
        return channel

    def _drop(self, seat: Seat, room: int) -> None:
        channel = self._channels.get(room)
        if channel is None or room not in seat.rooms:
            return
        del seat.rooms[room]
        channel.discard(seat.socket)
        if not len(channel):
            del self._channels[room], self._rooms[channel]

    def _gone(self, person: wire.Person) -> None:
        self._going.pop(person.id, None)
        self.here.leave_all(person)


def message_packet(message: wire.Message) -> Packet:
    """Return a message as it goes to everyone."""
    return encode_event("new_message" if message.rev == message.seq else "message_changed", message)


def packets_after(rev: int, messages: Sequence[wire.Message]) -> list[tuple[int, Packet]]:
    """Return changes read from the table after `rev`; where numbers are missing between them, they say since when."""
    packets = []
    for message in messages:
        told = message if message.rev == rev + 1 else wire.Change(**msgspec.structs.asdict(message), since=rev)
        packets.append((message.rev, message_packet(told)))
        rev = message.rev
    return packets
