"""Messages by socket: send one, change one, react to one, catch up after an absence, say that one is typing."""

from __future__ import annotations

import asyncio
from functools import partial

import msgspec

from parlour import wire
from parlour.errors import NotFound
from parlour.live.desk import Desk
from parlour.live.seat import Seat
from parlour.messages import editing, following, pins, polls, posts, reactions, voting
from parlour.messages.actions import checked_post, post_messages
from parlour.messages.mentions import Manner
from parlour.messages.reads import changes_since


def send_message(desk: Desk, seat: Seat, asked: wire.SendMessage) -> asyncio.Future[wire.Sent]:
    post = checked_post(seat.person, asked.room, asked.key, asked.message, asked.reply_to)
    if "@" in asked.message:
        post = post._replace(manner=_manner(desk, asked))
    post = posts.in_thread(post, asked.thread, also_to_room=asked.also_to_room)
    return desk.store.write_many(post_messages, post)


def edit_message(desk: Desk, seat: Seat, asked: wire.EditMessage) -> asyncio.Future[wire.Changed]:
    manner = _manner(desk, asked)
    edit = partial(editing.edit_message, actor=seat.person, room=asked.room, seq=asked.seq, text=asked.message)
    return desk.store.write(lambda tx: edit(tx, manner=manner))


def _manner(desk: Desk, asked: wire.SendMessage | wire.EditMessage) -> Manner:
    return Manner(here=desk.hub.here.ids(asked.room), confirmed=asked.confirm)


def delete_message(desk: Desk, seat: Seat, asked: wire.DeleteMessage) -> asyncio.Future[wire.Changed]:
    return desk.store.write(lambda tx: editing.delete_message(tx, seat.person, asked.room, asked.seq))


def react(desk: Desk, seat: Seat, asked: wire.React) -> asyncio.Future[wire.Changed]:
    put = partial(reactions.react, actor=seat.person, room=asked.room, seq=asked.seq, emoji=asked.emoji, on=asked.on)
    return desk.store.write(put)


def pin(desk: Desk, seat: Seat, asked: wire.Pin) -> asyncio.Future[wire.Changed]:
    return desk.store.write(lambda tx: pins.pin(tx, seat.person, asked.room, asked.seq, on=asked.on))


def create_poll(desk: Desk, seat: Seat, asked: wire.CreatePoll) -> asyncio.Future[wire.Sent]:
    post = polls.checked_poll(seat.person, asked)
    return desk.store.write(lambda tx: polls.post_poll(tx, post))


def vote(desk: Desk, seat: Seat, asked: wire.Vote) -> asyncio.Future[wire.Changed]:
    return desk.store.write(lambda tx: voting.vote(tx, seat.person, asked.room, asked.seq, asked.places))


def close_poll(desk: Desk, seat: Seat, asked: wire.ClosePoll) -> asyncio.Future[wire.Changed]:
    return desk.store.write(lambda tx: voting.close_poll(tx, seat.person, asked.room, asked.seq))


async def follow_thread(desk: Desk, seat: Seat, asked: wire.FollowThread) -> wire.Followed:
    follow = partial(following.follow_thread, actor=seat.person, room=asked.room, seq=asked.thread, on=asked.on)
    return _followed(await desk.store.write(follow))


async def read_thread(desk: Desk, seat: Seat, asked: wire.ReadThread) -> wire.Followed:
    read = partial(following.read_thread, actor=seat.person, room=asked.room, seq=asked.thread, upto=asked.seq)
    return _followed(await desk.store.write(read))


def _followed(state: wire.Following) -> wire.Followed:
    return wire.Followed(**msgspec.structs.asdict(state))


async def catch_up(desk: Desk, seat: Seat, asked: wire.CatchUp) -> wire.CaughtUp:
    rewound = asked.epoch not in (None, desk.epoch)
    return await desk.store.read(lambda tx: changes_since(tx, seat.person, asked.room, asked.rev, rewound=rewound))


def typing(desk: Desk, seat: Seat, asked: wire.RoomOnly) -> wire.Done:
    if asked.room not in seat.rooms:
        raise NotFound
    desk.hub.tell_room(asked.room, "typing", wire.Typing(asked.room, seat.person.id, seat.person.username))
    return wire.Done()
