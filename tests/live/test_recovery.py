"""Socket.IO's state recovery in the chat: by hand first, then with the official client and a real server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from live.house import Caller, House, opened
from sqlalchemy import update
from talking import Party, talker
from world import World

from parlour.accounts.sessions import end_session, session_for
from parlour.live import arrival, recovery
from parlour.live.recovery import OFFSET_LIMIT, read_offset, write_offset
from parlour.messages import reads
from parlour.messages.actions import checked_post, post_messages
from parlour.rooms.actions import create_room
from parlour.rooms.membership import join_room, leave_room
from parlour.security import new_key
from parlour.store.schema import Fact

JS = Path(__file__).parents[1] / "protocol" / "js"


@pytest.fixture
async def house(world: World) -> AsyncIterator[House]:
    async with opened(world.store) as made:
        yield made


async def say(world: World, *texts: str, room: int | None = None) -> None:
    posts = [checked_post(world.kit, room or world.room, new_key(), text) for text in texts]
    await asyncio.to_thread(world.store.write, lambda tx: post_messages(tx, posts))


async def do(world: World, act: Any) -> Any:
    return await asyncio.to_thread(world.store.write, act)


async def came(house: House, token: str, **brings: Any) -> Caller:
    caller = Caller(house.parlour, token, {"recover": True} | brings)
    await caller.hear("ready")
    return caller


async def back(house: House, token: str, before: Caller, **brings: Any) -> Caller:
    """Come back as Socket.IO's own client does, with the pid and the last offset."""
    before.session.drop("transport close")
    return await came(house, token, pid=before.pid, offset=before.offset, **brings)


def revs(caller: Caller, room: int) -> list[int]:
    return [message["rev"] for event, message in caller.heard if event == "new_message" and message["room"] == room]


@pytest.mark.parametrize("stands", [{}, {1: 0}, {127: 128, 128: 127}, {2**53 - 1: 2**53 - 1, 3: 70_000}])
def test_an_offset_says_what_was_written(stands: dict[int, int]) -> None:
    assert read_offset(write_offset(stands)) == stands


@pytest.mark.parametrize("offset", ["gA", "AQ", "\u20ac", "A", "AQ" * OFFSET_LIMIT])
def test_an_offset_that_is_none_is_said_to_be(offset: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_offset(offset)


def test_an_offset_of_five_hundred_rooms_fits_even_if_their_numbers_are_long() -> None:
    stands = {2**53 - 1 - room: 2**53 - 1 for room in range(recovery.ROOMS_LIMIT)}
    assert read_offset(write_offset(stands)) == stands


async def test_who_lost_the_connection_goes_on_where_he_was(house: House, world: World) -> None:
    token = house.token(world.mira)
    mira = await came(house, token)
    await say(world, "heard")
    await mira.hear("new_message", message="heard")
    assert read_offset(mira.offset or "") == {world.room: 3}
    mira.session.drop("transport close")
    await say(world, *[f"missed {number}" for number in range(300)])
    again = await back(house, token, mira)
    assert again.pid == mira.pid
    await say(world, "live")
    await again.hear("new_message", message="live")
    assert revs(again, world.room) == list(range(4, 305))
    assert read_offset(again.offset or "") == {world.room: 304}


async def test_who_loses_it_again_before_all_has_come_starts_from_there(house: House, world: World) -> None:
    token = house.token(world.mira)
    mira = await came(house, token)
    await say(world, "one", "two")
    again = await back(house, token, mira)
    assert read_offset(mira.offset or "") == read_offset(write_offset({world.room: 2}))
    again.offset = write_offset({world.room: 3})  # the second had not arrived
    third = await back(house, token, again)
    await third.hear("new_message", message="two")
    assert (third.pid, revs(third, world.room)) == (mira.pid, [4])


async def test_a_room_entered_meanwhile_is_gone_on_with_from_its_beginning(house: House, world: World) -> None:
    token = house.token(world.otto)
    otto = await came(house, token)
    await do(world, lambda tx: join_room(tx, world.otto, code=world.code))
    await otto.until(lambda: house.hub.here.count(world.room) == 1)
    otto.session.drop("transport close")
    await say(world, "welcome")
    again = await back(house, token, otto)
    await again.hear("new_message", message="welcome")
    assert (again.pid, revs(again, world.room)) == (otto.pid, [4])


async def test_a_room_that_was_left_stays_left(house: House, world: World) -> None:
    token = house.token(world.mira)
    mira = await came(house, token)
    await do(world, lambda tx: leave_room(tx, world.mira, world.room))
    again = await back(house, token, mira)
    kit = await house.caller(world.kit)
    await say(world, "behind her back")
    await kit.hear("new_message", message="behind her back")
    again.fetch()
    assert (again.pid, [event for event, _ in again.heard]) == (mira.pid, ["ready"])


async def test_offsets_open_no_room(house: House, world: World) -> None:
    token = house.token(world.otto)
    otto = await came(house, token)
    otto.offset = write_offset({world.room: 0, 999: 5})
    again = await back(house, token, otto)
    kit = await house.caller(world.kit)
    await say(world, "inside")
    await kit.hear("new_message", message="inside")
    again.fetch()
    assert (again.pid, [event for event, _ in again.heard]) == (otto.pid, ["ready"])


async def started_anew(house: House, world: World, token: str, before: Caller) -> None:
    """He is told so by another pid, hears nothing again, and can recover the next time."""
    again = await back(house, token, before)
    assert again.pid not in (None, before.pid)
    await say(world, "live")
    await again.hear("new_message", message="live")
    assert len(revs(again, world.room)) == 1
    assert (await back(house, token, again)).pid == again.pid


@pytest.mark.parametrize("pid", ["", "x", "x.y", ".", "\u20ac.\u20ac", "x" * 10_000])
async def test_a_forged_pid_is_worth_nothing(house: House, world: World, pid: str) -> None:
    token = house.token(world.mira)
    mira = await came(house, token)
    await say(world, "missed")
    mira.pid = pid
    await started_anew(house, world, token, mira)


async def test_a_pid_is_good_for_its_session_alone(house: House, world: World) -> None:
    mira = await came(house, house.token(world.mira))
    await say(world, "missed")
    await started_anew(house, world, house.token(world.mira), mira)


async def test_a_pid_is_good_for_its_epoch_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world.store, "close", lambda: None)  # it is opened twice
    async with opened(world.store) as house:
        token = house.token(world.mira)
        mira = await came(house, token)
    await do(world, lambda tx: tx.execute(update(Fact).where(Fact.name == "epoch").values(value=new_key())))
    async with opened(world.store) as house:
        await started_anew(house, world, token, mira)


async def test_a_pid_outlives_the_server(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world.store, "close", lambda: None)
    async with opened(world.store) as house:
        token = house.token(world.mira)
        mira = await came(house, token)
    await say(world, "missed")
    async with opened(world.store) as house:
        again = await back(house, token, mira)
        await again.hear("new_message", message="missed")
        assert again.pid == mira.pid


async def test_who_is_too_far_behind_starts_anew(house: House, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "BEHIND_LIMIT", 100)
    token = house.token(world.mira)
    mira = await came(house, token)
    await say(world, *["missed"] * 100)
    near = await back(house, token, mira)
    assert near.pid == mira.pid
    mira.offset = write_offset({world.room: 1})
    await started_anew(house, world, token, mira)


@pytest.mark.parametrize("offset", [None, "gA", write_offset({1: 99})])
async def test_an_offset_that_cannot_be_starts_anew(house: House, world: World, offset: str | None) -> None:
    token = house.token(world.mira)
    mira = await came(house, token)
    await say(world, "missed")
    mira.offset = offset
    await started_anew(house, world, token, mira)


async def test_after_a_sign_out_nobody_comes_back(house: House, world: World) -> None:
    token = house.token(world.mira)
    mira = await came(house, token)
    session = world.store.read(lambda tx: session_for(tx, token))
    assert session is not None
    await do(world, lambda tx: end_session(tx, world.mira, session.session))
    again = Caller(house.parlour, token, {"pid": mira.pid, "offset": mira.offset})
    await again.until(lambda: again.refused)
    assert again.refused["data"]["code"] == "unauthenticated"
    await started_anew(house, world, house.token(world.mira), mira)


async def test_who_starts_anew_may_say_himself_what_he_holds(house: House, world: World) -> None:
    token = house.token(world.mira)
    mira = await came(house, token)
    await say(world, "missed")
    mira.pid = "forged"
    again = await back(house, token, mira, epoch=house.parlour.epoch, rooms={str(world.room): 2})
    await again.hear("new_message", message="missed")


async def test_who_did_not_ask_hears_no_offset_and_no_pid(house: House, world: World) -> None:
    mira = await house.caller(world.mira)
    await say(world, "news")
    await mira.hear("new_message", message="news")
    assert (mira.pid, mira.offset) == (None, None)


async def test_who_is_in_too_many_rooms_is_not_offered_it(
    house: House, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrival, "ROOMS_LIMIT", 1)
    few = await came(house, house.token(world.kit))
    await do(world, lambda tx: create_room(tx, world.kit, "Pantry"))
    many = await came(house, house.token(world.kit))
    await say(world, "news")
    await many.hear("new_message", message="news")
    assert few.pid is not None
    assert (many.pid, many.offset) == (None, None)


class Official:
    """socket.io-client in Node; it is told a word a line, and tells what it hears the same way."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.recovered: list[bool] = []
        self.ready: list[list[int]] = []
        self.revs: list[int] = []

    def tell(self, word: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{word}\n".encode())

    async def until(self, what: Any) -> None:
        assert self.process.stdout is not None
        async with asyncio.timeout(15):
            while not what():
                line = await self.process.stdout.readline()
                assert line, "the client has ended"
                note, value = json.loads(line)
                getattr(self, note).append(value)


@asynccontextmanager
async def official(url: str, token: str, **options: Any) -> AsyncIterator[Official]:
    pipe = asyncio.subprocess.PIPE
    command = ("node", "chat.js", url, json.dumps({"auth": {"token": token, "recover": True}, **options}))
    process = await asyncio.create_subprocess_exec(*command, cwd=JS, stdin=pipe, stdout=pipe)
    client = Official(process)
    try:
        yield client
    finally:
        client.tell("end")
        await asyncio.wait_for(process.wait(), 15)


TRANSPORTS = [None, ["websocket"], ["polling"]]


@pytest.mark.parametrize("transports", TRANSPORTS)
async def test_the_official_client_recovers_a_lost_connection(parlour: Party, transports: Any) -> None:
    options = {"transports": transports} if transports else {}
    async with official(parlour.server.url, parlour.mira.token, **options) as client:
        await client.until(lambda: client.ready)
        await parlour.kit.say(parlour.room, "heard")
        await client.until(lambda: client.revs)
        client.tell("cut")
        await client.until(lambda: len(client.recovered) == 2)
        sent = [await parlour.kit.say(parlour.room, f"missed {number}") for number in range(20)]
        client.tell("back")
        await client.until(lambda: len(client.ready) == 2)
        last = await parlour.kit.say(parlour.room, "live")
        await client.until(lambda: last["rev"] in client.revs)
    assert client.recovered == [False, False, True]
    assert client.revs == [3, *(answer["rev"] for answer in sent), last["rev"]]
    assert client.ready == [[1], [1]]


@pytest.mark.parametrize("transports", TRANSPORTS)
async def test_the_official_client_recovers_over_a_restart(lonely: Party, transports: Any) -> None:
    options = {"transports": transports} if transports else {}
    async with official(lonely.server.url, lonely.mira.token, **options) as client:
        await client.until(lambda: client.ready)
        await lonely.kit.say(lonely.room, "heard")
        await client.until(lambda: client.revs)
        await asyncio.to_thread(lonely.server.stop)
        await client.until(lambda: len(client.recovered) == 2)
        await asyncio.to_thread(lonely.server.start)
        async with talker(lonely.server, lonely.kit.token) as kit:
            await kit.say(lonely.room, "missed")
            client.tell("back")
            await client.until(lambda: len(client.ready) == 2)
            last = await kit.say(lonely.room, "live")
        await client.until(lambda: last["rev"] in client.revs)
    assert client.recovered == [False, False, True]
    assert client.revs == [3, 4, 5]


async def test_the_official_client_is_told_when_there_is_nothing_to_recover(lonely: Party) -> None:
    async with official(lonely.server.url, lonely.mira.token) as client:
        await client.until(lambda: client.ready)
        client.tell("cut")
        await client.until(lambda: len(client.recovered) == 2)
        for number in range(1_001):
            await lonely.kit.say(lonely.room, f"missed {number}")
        client.tell("back")
        await client.until(lambda: len(client.ready) == 2)
        last = await lonely.kit.say(lonely.room, "live")
        await client.until(lambda: last["rev"] in client.revs)
    assert client.recovered == [False, False, False]
    assert client.revs == [last["rev"]]
