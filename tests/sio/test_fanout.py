"""Channels over real sockets: order, lagging, levelling, and what a reader that does not read costs."""

import asyncio
import socket as sockets
from typing import Any

import pytest

from parlour.sio import Channel, Event, Options, Server, Socket, encode_event
from parlour.sio.joins import joined

WS = b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
KEY = b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
OPTIONS = Options(high_water=16_384, stall_timeout=300)


def told(number: int, size: int = 0) -> Any:
    return encode_event("n", number, "x" * size)


async def until(what: Any) -> None:
    async with asyncio.timeout(5):
        while not what():
            await asyncio.sleep(0.005)


class Room:
    """A server with one channel; who connects is added to it."""

    def __init__(self, options: Options = OPTIONS, refill: Any = None, position: Any = None) -> None:
        self.channel = Channel(refill)
        self.members: list[Socket] = []
        self.server = Server(options)
        self.position = position
        self.server.namespace(connect=self.enter, events={"do": Event(lambda socket: "done")})

    def enter(self, socket: Socket, auth: Any) -> None:
        self.members.append(socket)
        self.channel.add(socket, self.position)

    def publish(self, numbers: range, size: int = 0) -> None:
        for number in numbers:
            self.channel.publish(number, told(number, size))


class Sluggish:
    """A client with small buffers that reads only when it is told to."""

    def __init__(self, port: int) -> None:
        self.socket = sockets.socket()
        self.socket.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 16_384)
        self.socket.connect(("127.0.0.1", port))
        self.socket.setblocking(False)
        self.read = b""

    async def enter(self) -> None:
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(self.socket, WS + KEY)
        await self.read_until(b"maxPayload")
        await loop.sock_sendall(self.socket, b"\x81\x82\0\0\0\x0040")
        await self.read_until(b"40{")

    async def read_until(self, mark: bytes) -> None:
        async with asyncio.timeout(10):
            while mark not in self.read:
                data = await asyncio.get_running_loop().sock_recv(self.socket, 65_536)
                assert data, "closed"
                self.read += data

    def numbers(self) -> list[int]:
        return [int(part.split(b",")[0]) for part in self.read.split(b'42["n",')[1:]]


@pytest.fixture
async def sluggish() -> Any:
    made: list[Sluggish] = []

    async def make(place: Any) -> Sluggish:
        made.append(Sluggish(place.port))
        await made[-1].enter()
        return made[-1]

    yield make
    for each in made:
        each.socket.close()


async def test_members_hear_in_order_whatever_is_published_when(serve: Any):
    room = Room()
    place = await serve(room.server)
    talks = [await place.connected() for _ in range(3)]
    room.publish(range(1, 4))
    room.channel.publish_volatile(encode_event("typing"))
    room.publish(range(4, 5))
    await asyncio.sleep(0)
    room.publish(range(5, 7))
    for talk in talks:
        heard = [(await talk.hear_event())[:2] for _ in range(7)]
        assert heard == [["n", 1], ["n", 2], ["n", 3], ["typing"], ["n", 4], ["n", 5], ["n", 6]]


async def test_a_position_told_before_is_not_told_again(serve: Any):
    room = Room()
    talk = await (await serve(room.server)).connected()
    room.publish(range(1, 3))
    room.publish(range(1, 4))
    assert [(await talk.hear_event())[1] for _ in range(3)] == [1, 2, 3]
    assert await talk.silent()


async def test_who_is_taken_out_hears_nothing_that_is_published_later(serve: Any):
    room = Room()
    talk = await (await serve(room.server)).connected()
    await until(lambda: room.channel.level_count == 1)
    room.publish(range(1, 2))
    await asyncio.sleep(0)
    room.channel.discard(room.members[0])
    room.publish(range(2, 3))
    assert (await talk.hear_event())[1] == 1
    assert await talk.silent()


async def test_polling_members_hear_the_same(serve: Any):
    room = Room()
    place = await serve(room.server)
    sid = await place.open_polling()
    await place.post(sid, "40")
    await place.poll(sid)
    room.publish(range(1, 3))
    assert await place.poll(sid) == (200, '42["n",1,""]\x1e42["n",2,""]')


async def test_an_upgrade_loses_and_doubles_nothing(serve: Any):
    room = Room()
    place = await serve(room.server)
    sid = await place.open_polling()
    await place.post(sid, "40")
    await place.poll(sid)
    talk = await place.ws(f"EIO=4&transport=websocket&sid={sid}")
    await talk.send("2probe")
    await talk.hear()
    room.publish(range(1, 3))
    await talk.send("5")
    await asyncio.sleep(0.02)
    room.publish(range(3, 5))
    assert [(await talk.hear_event())[1] for _ in range(4)] == [1, 2, 3, 4]


@pytest.mark.parametrize("position", [0, 3, 5, 7])
async def test_a_member_is_added_at_its_position(serve: Any, position: int):
    room = Room(position=position)
    room.publish(range(1, 6))
    talk = await (await serve(room.server)).connected()
    room.publish(range(6, 9))
    await asyncio.sleep(0)
    room.publish(range(9, 10))
    assert [(await talk.hear_event())[1] for _ in range(9 - position)] == list(range(position + 1, 10))
    assert room.channel.level_count == 1


async def test_a_member_behind_the_ring_is_filled_up_in_pages(serve: Any):
    asked: list[int] = []

    async def table(after: int) -> Any:
        asked.append(after)
        await asyncio.sleep(0.01)
        return [(number, told(number)) for number in range(after + 1, min(after + 201, 901))]

    room = Room(refill=table, position=0)
    room.publish(range(1, 901))
    talk = await (await serve(room.server)).connected()
    await until(lambda: asked)
    room.publish(range(901, 911))
    assert [(await talk.hear_event())[1] for _ in range(910)] == list(range(1, 911))
    assert asked == [0, 200, 400, 600]
    assert room.channel.level_count == 1


@pytest.mark.parametrize("refill", [None, "fails"])
async def test_a_member_that_cannot_be_filled_up_is_closed_with_1013(serve: Any, refill: Any):
    async def table(after: int) -> Any:
        raise OSError("no table")

    room = Room(refill=table if refill else None, position=0)
    room.publish(range(1, 901))
    talk = await (await serve(room.server)).connected()
    assert await talk.close_code() == 1013
    assert room.server.stalled_closed == 1
    assert len(room.channel) == 0


async def test_one_socket_reads_one_table_at_a_time(serve: Any):
    running = most = 0

    async def table(after: int) -> Any:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.001)
        running -= 1
        return [(number, told(number)) for number in range(after + 1, 300)]

    channels = [Channel(table) for _ in range(20)]
    for channel in channels:
        for number in range(1, 300):
            channel.publish(number, told(number))
    server = Server()
    server.namespace(connect=lambda socket, auth: [channel.add(socket, 0) for channel in channels] and None)
    talk = await (await serve(server)).connected()
    for _ in range(20 * 299):
        await talk.hear()
    assert most == 1
    assert [channel.level_count for channel in channels] == [1] * 20


async def hear_next(room: Room, talk: Any) -> None:
    """Publish twenty more; the quick one hears each."""
    numbers = range(room.channel.head + 1, room.channel.head + 21)
    room.publish(numbers, 4000)
    assert [(await talk.hear_event())[1] for _ in numbers] == list(numbers)


async def test_a_slow_reader_lags_delays_nobody_and_catches_up_in_order(serve: Any, sluggish: Any):
    async def table(after: int) -> Any:
        return [(number, told(number, 4000)) for number in range(after + 1, min(after + 101, room.channel.head + 1))]

    room = Room(Options(high_water=16_384, stall_timeout=5_000), refill=table)
    place = await serve(room.server)
    slow, talk = await sluggish(place), await place.connected()
    await until(lambda: room.channel.level_count == 2)
    while room.channel.head < 100 or len(room.channel) == room.channel.level_count:
        await hear_next(room, talk)
    for _ in range(10):
        await hear_next(room, talk)
    assert room.members[0].session.is_paused
    assert room.members[0].session.ws.transport.get_write_buffer_size() < 200_000
    await slow.read_until(b'42["n",%d,' % room.channel.head)
    assert slow.numbers() == list(range(1, room.channel.head + 1))
    await until(lambda: room.channel.level_count == 2)


async def test_volatile_packets_are_not_kept_for_a_slow_reader(serve: Any, sluggish: Any):
    room = Room(Options(high_water=16_384))
    slow = await sluggish(await serve(room.server))
    await until(lambda: room.channel.level_count == 1)
    number = 0
    while not room.members[0].session.is_paused:
        number += 1
        room.publish(range(number, number + 1), 60_000)
        await asyncio.sleep(0.001)
    room.channel.publish_volatile(encode_event("typing"))
    room.publish(range(number + 1, number + 2))
    await slow.read_until(b'42["n",%d,' % (number + 1))
    assert b"typing" not in slow.read


async def test_a_reader_that_takes_nothing_is_closed(serve: Any, sluggish: Any):
    room = Room()
    await sluggish(await serve(room.server))
    await until(lambda: room.channel.level_count == 1)
    for number in range(1, 2001):
        room.publish(range(number, number + 1), 4000)
        await asyncio.sleep(0)
    assert room.channel.level_count == 0
    await until(lambda: room.server.connections == 0)
    assert room.server.stalled_closed == 1
    assert room.members[0].close_code == 1013
    assert len(room.channel) == 0


async def test_a_polling_client_that_does_not_come_lags_and_is_levelled_when_it_does(serve: Any):
    room = Room(Options(high_water=16_384))
    place = await serve(room.server)
    sid = await place.open_polling()
    await place.post(sid, "40")
    await place.poll(sid)
    for number in range(1, 51):
        room.publish(range(number, number + 1), 1000)
        await asyncio.sleep(0)
    session = room.members[0].session
    assert session.is_paused
    assert session.queue.size < 20_000
    heard = ""
    while '"n",50,' not in heard:
        heard += (await place.poll(sid))[1]
    assert [int(part.split(",")[0]) for part in heard.split('42["n",')[1:]] == list(range(1, 51))
    await until(lambda: room.channel.level_count == 1)


async def test_a_client_that_asks_and_does_not_read_is_owed_a_bounded_sum(serve: Any, sluggish: Any):
    server = Server(Options(stall_timeout=60_000))
    server.namespace(events={"do": Event(lambda socket: "x" * 10_000)})
    slow = await sluggish(await serve(server))
    loop, asking = asyncio.get_running_loop(), b'\x81\x89\0\0\0\x00421["do"]'
    asked = asyncio.create_task(loop.sock_sendall(slow.socket, asking * 1_000_000))
    await asyncio.sleep(0.5)
    assert not asked.done()
    (session,) = server.engine.sessions.values()
    assert session.ws.transport.get_write_buffer_size() < 200_000
    asked.cancel()


async def test_what_is_acked_and_what_is_told_arrive_ack_first(serve: Any):
    room = Room()

    def send(socket: Socket) -> str:
        room.publish(range(room.channel.head + 1, room.channel.head + 2))
        return "stored"

    room.server.namespace(connect=room.enter, events={"send": Event(send)})
    talk = await (await serve(room.server)).connected()
    await until(lambda: room.channel.level_count == 1)
    await talk.send('421["send"]')
    assert [await talk.hear(), await talk.hear()] == ['431["stored"]', '42["n",1,""]']


async def test_members_that_lag_at_one_position_read_the_table_once_and_share_the_bytes(serve: Any):
    asked: list[int] = []

    async def table(after: int) -> Any:
        asked.append(after)
        await asyncio.sleep(0.05)
        return [(number, told(number, 1000)) for number in range(after + 1, min(after + 201, 401))]

    room = Room(refill=table, position=0)
    room.publish(range(1, 401), 1000)
    place = await serve(room.server)
    talks = [await place.connected() for _ in range(10)]
    for talk in talks:
        assert [(await talk.hear_event())[1] for _ in range(400)] == list(range(1, 401))
    assert asked.count(0) < 10
    assert len(asked) < 10


async def test_who_comes_later_finds_in_the_ring_what_was_read_for_the_first(serve: Any):
    asked: list[int] = []

    async def table(after: int) -> Any:
        asked.append(after)
        return [(number, told(number)) for number in range(after + 1, 51) if number % 7]

    room = Room(refill=table, position=3)
    room.channel = Channel(table, head=50)
    place = await serve(room.server)
    expected = [number for number in range(4, 54) if number % 7 or number > 50]
    first = await place.connected()
    assert [(await first.hear_event())[1] for _ in expected[:-3]] == expected[:-3]
    room.publish(range(51, 54))
    later = [await place.connected() for _ in range(3)]
    for talk in later:
        assert [(await talk.hear_event())[1] for _ in expected] == expected
    assert [(await first.hear_event())[1] for _ in range(3)] == [51, 52, 53]
    assert asked == [3]


async def test_what_was_read_is_not_kept_where_it_does_not_meet_the_ring(serve: Any):
    asked: list[int] = []

    async def table(after: int) -> Any:
        asked.append(after)
        return [(number, told(number)) for number in (8, 9, 11) if number > after]  # 10 was changed: now it is 11

    room = Room(refill=table, position=7)
    room.channel = Channel(table, head=10)
    place = await serve(room.server)
    room.publish(range(11, 12))
    for _ in range(2):
        talk = await place.connected()
        assert [(await talk.hear_event())[1] for _ in range(3)] == [8, 9, 11]
    assert asked == [7, 7]


async def test_one_who_leaves_does_not_end_the_reading_of_others(serve: Any):
    go_on = asyncio.Event()

    async def table(after: int) -> Any:
        await go_on.wait()
        return [(number, told(number)) for number in range(after + 1, 301)]

    room = Room(refill=table, position=0)
    room.publish(range(1, 301))
    place = await serve(room.server)
    first, second = await place.connected(), await place.connected()
    await asyncio.sleep(0.02)
    await first.connection.close()
    await until(lambda: len(room.channel) == 1)
    go_on.set()
    assert [(await second.hear_event())[1] for _ in range(300)] == list(range(1, 301))


def test_what_is_joined_for_several_is_joined_once_and_not_kept_for_ever():
    chunks = [[(number, told(number)), (number + 1, told(number + 1))] for number in range(100)]
    first = joined(chunks[0], shared=True)
    assert joined(list(chunks[0]), shared=True) is first
    assert first == b"".join(packet.frame for _, packet in chunks[0])
    again = [(number, told(number)) for number, _ in chunks[0]]
    assert joined(again, shared=True) is not first
    for chunk in chunks[1:]:
        joined(chunk, shared=True)
    assert joined(chunks[0], shared=True) is not first


async def test_who_drains_between_a_publish_and_its_flush_hears_it(serve: Any):
    room = Room()
    talk = await (await serve(room.server)).connected()
    await until(lambda: room.channel.level_count == 1)
    session = room.members[0].session
    session.paused()
    room.publish(range(1, 2))
    session.resumed()
    room.publish(range(2, 3))
    assert [(await talk.hear_event())[1] for _ in range(2)] == [1, 2]
    assert room.channel.level_count == 1


async def test_who_is_level_is_told_the_small_packet_and_who_is_brought_up_to_date_the_whole(serve: Any):
    room = Room()
    place = await serve(room.server)
    level = await place.connected()
    await until(lambda: room.channel.level_count == 1)
    room.publish(range(1, 3))
    room.channel.publish(3, told(3), encode_event("n", "whole"))
    room.publish(range(4, 5))
    assert [(await level.hear_event())[1] for _ in range(4)] == [1, 2, 3, 4]
    room.position = 1
    late = await place.connected()
    assert [(await late.hear_event())[1] for _ in range(3)] == [2, "whole", 4]
