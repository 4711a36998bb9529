"""The client for programs, against a real server that is stopped, killed and slow."""

from __future__ import annotations

import asyncio
import itertools
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from running import Running

from parlour.client import Change, Client, Closed, Opened, Position, Refused
from parlour.client.line import LONGEST, jitter
from parlour.client.stream import LIMIT
from parlour.security import new_key
from parlour.wire import Message

BOTS = Path(__file__).parents[2] / "docs" / "bots.md"
PATIENCE = 20


@asynccontextmanager
async def entered(server: Running, name: str = "Kit", **more: object) -> AsyncIterator[Client]:
    async with Client(server.url, username=f"{name} {new_key()[:6]}", **more) as chat:  # type: ignore[arg-type]
        yield chat


async def room_of(chat: Client, server: Running) -> tuple[int, str]:
    room = await asyncio.to_thread(server.room, str(chat.token), f"Kitchen {new_key()[:6]}", open=False)
    return int(str(room["id"])), str(room["code"])


async def said(chat: Client, count: int) -> list[Message]:
    """The next messages a program reads."""
    found: list[Message] = []
    async with asyncio.timeout(PATIENCE):
        async for message in chat.messages():
            found.append(message)
            if len(found) == count:
                break
    return found


async def told(chat: Client, kind: type[Change]) -> Change:
    async with asyncio.timeout(PATIENCE):
        async for change in chat.changes():
            if isinstance(change, kind):
                return change
    raise AssertionError("the stream has ended")


async def test_what_is_sent_is_stored_and_heard_by_the_others(shared_server: Running) -> None:
    async with entered(shared_server) as kit, entered(shared_server, "Mira") as mira, entered(shared_server) as otto:
        room, code = await room_of(kit, shared_server)
        assert (await mira.join(code=code)).room.id == room
        sent = await kit.send(room, "Is the kettle on?")
        [heard] = await said(mira, 1)
        assert (heard.message, heard.seq, heard.id) == ("Is the kettle on?", sent.seq, sent.id)
        assert [message.id for message in await mira.history(room, limit=1)] == [sent.id]
        assert room not in otto.rooms


async def test_a_direct_conversation_is_begun_and_heard_by_the_other_alone(shared_server: Running) -> None:
    async with entered(shared_server) as kit, entered(shared_server, "Mira") as mira, entered(shared_server) as otto:
        _, code = await room_of(kit, shared_server)
        await mira.join(code=code)
        assert mira.account is not None
        room = await kit.direct(mira.account.id)
        sent = await kit.send(room.id, "Just you")
        [heard] = await said(mira, 1)
        assert (heard.id, sent.seq, room.name) == (sent.id, 1, mira.account.username)
        assert (await kit.direct(mira.account.id)).id == room.id
        assert room.id not in otto.rooms


async def test_messages_stand_in_the_order_of_the_calls(shared_server: Running) -> None:
    async with entered(shared_server) as kit:
        room, _ = await room_of(kit, shared_server)
        sent = await asyncio.gather(*(kit.send(room, f"line {number}") for number in range(50)))
        assert [one.seq for one in sent] == list(range(2, 52))


async def test_an_answer_is_heard_as_one(shared_server: Running) -> None:
    async with entered(shared_server) as kit, entered(shared_server, "Mira") as mira:
        room, code = await room_of(kit, shared_server)
        await mira.join(code=code)
        asked = await kit.send(room, "Is the kettle on?")
        await mira.send(room, "It is.", reply_to=asked.seq)
        assert [(one.message, one.reply_to) for one in await said(kit, 2)] == [
            ("Is the kettle on?", None),
            ("It is.", asked.seq),
        ]
        with pytest.raises(Refused) as refused:
            await mira.send(room, "What?", reply_to=999)
        assert refused.value.code == "invalid"


async def test_the_same_key_is_the_same_message(shared_server: Running) -> None:
    async with entered(shared_server) as kit:
        room, _ = await room_of(kit, shared_server)
        key = new_key()
        first = await kit.send(room, "once", key)
        again = await kit.send(room, "once", key)
        assert (again.id, again.dup) == (first.id, True)
        with pytest.raises(Refused) as refused:
            await kit.send(room, "another", key)
        assert refused.value.code == "key_reuse"


async def test_a_room_that_is_not_yours_refuses(shared_server: Running) -> None:
    async with entered(shared_server) as kit, entered(shared_server, "Otto") as otto:
        room, _ = await room_of(kit, shared_server)
        with pytest.raises(Refused) as refused:
            await otto.send(room, "hello?")
        assert refused.value.code == "not_found"


async def test_nothing_is_lost_while_the_server_is_killed_and_started(server: Running) -> None:
    async with entered(server) as kit, entered(server, "Mira") as mira:
        room, code = await room_of(kit, server)
        await mira.join(code=code)

        async def talk() -> None:
            for number in range(60):
                await kit.send(room, f"line {number}")

        talking = asyncio.create_task(talk())
        heard = await said(mira, 20)
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)
        heard += await said(mira, 40)
        await talking
        assert [message.message for message in heard] == [f"line {number}" for number in range(60)]


async def test_a_program_goes_on_where_it_stopped_reading(shared_server: Running) -> None:
    async with entered(shared_server) as kit:
        room, code = await room_of(kit, shared_server)
        async with entered(shared_server, "Mira") as mira:
            await mira.join(code=code)
            await kit.send(room, "one")
            await said(mira, 1)
            assert mira.position.rooms[room] == 2  # her joining; whether "one" was dealt with is not known
        for text in ("two", "three"):
            await kit.send(room, text)
        kept = Position(mira.position.epoch, dict(mira.position.rooms))
        async with Client(shared_server.url, token=mira.token, position=kept) as again:
            assert [message.message for message in await said(again, 3)] == ["one", "two", "three"]


async def test_who_reads_slowly_is_given_everything_later(shared_server: Running) -> None:
    async with entered(shared_server) as kit, entered(shared_server, "Mira") as mira:
        room, code = await room_of(kit, shared_server)
        await mira.join(code=code)
        count = LIMIT + 300
        await asyncio.gather(*(kit.send(room, str(number)) for number in range(count)))
        assert len(mira._stream._unread) <= LIMIT + 200  # one page may be on its way
        assert [int(message.message) for message in await said(mira, count)] == list(range(count))


async def test_a_room_entered_elsewhere_is_told_from_there(shared_server: Running) -> None:
    async with entered(shared_server) as kit, entered(shared_server, "Mira") as mira:
        room, code = await room_of(kit, shared_server)
        async with Client(shared_server.url, token=mira.token) as phone:
            await phone.join(code=code)
            await kit.send(room, "welcome")
            assert [message.message for message in await said(mira, 1)] == ["welcome"]
            await phone.leave(room)
            assert await told(mira, Closed) == Closed(room)
            assert room not in mira.rooms
            await phone.leave(room)  # that it is over already is no error


async def test_leaving_while_away_is_told_on_return(server: Running) -> None:
    async with entered(server) as kit, entered(server, "Mira") as mira:
        room, code = await room_of(kit, server)
        await mira.join(code=code)
        assert await told(mira, Opened) == Opened(room, 2)
        mira._line.drop()
        assert (await asyncio.to_thread(server.api, "DELETE", f"/memberships/{room}", mira.token)).status_code == 204
        assert await told(mira, Closed) == Closed(room)


async def test_a_wrong_token_is_refused_at_once(shared_server: Running) -> None:
    with pytest.raises(Refused) as refused:
        async with Client(shared_server.url, token="wrong"):
            raise AssertionError("came in")
    assert refused.value.code == "unauthenticated"


async def test_a_wrong_password_is_refused(shared_server: Running) -> None:
    with pytest.raises(Refused) as refused:
        async with Client(shared_server.url, username="Nobody", password="wrong horse"):
            raise AssertionError("came in")
    assert refused.value.code == "wrong_credentials"


async def test_who_is_signed_out_hears_why_his_messages_end(shared_server: Running) -> None:
    async with entered(shared_server) as kit:
        await asyncio.to_thread(shared_server.api, "DELETE", "/sessions/current", kit.token)
        with pytest.raises(Refused) as refused:
            await said(kit, 1)
        assert refused.value.code == "unauthenticated"


def test_waits_are_spread_over_the_whole_range_and_have_an_end() -> None:
    for tries, longest in itertools.product(range(12), [1.0]):
        waits = [jitter(tries) for _ in range(200)]
        top = min(LONGEST, longest * 2**tries)
        assert 0 <= min(waits) < top / 4
        assert 3 * top / 4 < max(waits) <= top


async def test_the_bot_in_the_documents_works(shared_server: Running, tmp_path: Path) -> None:
    [program] = re.findall(r"```python\n(.*?)```", BOTS.read_text(), re.S)
    assert len(program.splitlines()) <= 20
    (tmp_path / "bot.py").write_text(program)
    async with entered(shared_server) as kit:
        room, code = await room_of(kit, shared_server)
        bot = subprocess.Popen([sys.executable, str(tmp_path / "bot.py"), shared_server.url, code])
        try:
            await said(kit, 1)
            await kit.send(room, "!echo hello")
            assert [message.message for message in await said(kit, 2)] == ["!echo hello", "hello"]
        finally:
            bot.kill()
            bot.wait()
