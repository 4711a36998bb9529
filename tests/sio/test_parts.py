"""The small parts without a socket: frames, heartbeat, nesting, ring, headers."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode

from parlour.sio.frames import binary_frame, text_frame
from parlour.sio.handshake import Headers, query_of
from parlour.sio.heartbeat import Heartbeat
from parlour.sio.nesting import too_deep
from parlour.sio.packets import Malformed, Packet, decode
from parlour.sio.ring import MAX_BYTES, MAX_PACKETS, OVERHEAD, Memory, Ring


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536])
def test_frames_are_those_of_the_rfc(size: int):
    payload = b"x" * size
    assert text_frame(payload) == Frame(Opcode.TEXT, payload).serialize(mask=False)
    assert binary_frame(payload) == Frame(Opcode.BINARY, payload).serialize(mask=False)


def test_a_ping_that_is_not_answered_expires_at_the_millisecond():
    heart = Heartbeat(300, 200, now=1000)
    assert not heart.ping(1299)
    assert heart.ping(1301)
    assert not heart.expired(1499)
    assert heart.expired(1500)


def test_a_pong_starts_the_interval_anew():
    heart = Heartbeat(300, 200, now=0)
    heart.ping(300)
    heart.pong(310)
    assert not heart.ping(609)
    assert heart.ping(610)


def test_pongs_nobody_asked_for_change_nothing():
    heart = Heartbeat(300, 200, now=0)
    for now in range(300):
        heart.pong(now)
    assert heart.ping(300)


def test_a_late_server_does_not_take_the_time_from_the_client():
    heart = Heartbeat(300, 200, now=0)
    assert heart.ping(5000)
    assert not heart.expired(5199)


@pytest.mark.parametrize(
    ("text", "deep"),
    [
        (b"[" * 3 + b"]" * 3, False),
        (b"[" * 4 + b"]" * 4, True),
        (b'{"a":' * 4 + b"1" + b"}" * 4, True),
        (b"[[],[],[],[],[]]", False),
        (b'["[[[[[["]', False),
        (b'["\\"[[[[[["]', False),
        (b'["\\\\",[[[["x"]]]]]', True),
        (b'["[[[[', False),
    ],
)
def test_depth_is_counted_outside_of_strings(text: bytes, deep: bool):
    assert too_deep(text, 3) is deep


@pytest.mark.parametrize("text", [b'[[[["' + b'\\"' * 32_000, b'"[' * 32_000, b"[" * 65_000, b'[[[["\\' * 10_000])
def test_the_depth_of_a_hostile_text_is_told_at_once(text: bytes):
    start = time.perf_counter()
    too_deep(text, 3)
    assert time.perf_counter() - start < 0.2


def test_a_ring_covers_what_it_holds_and_what_came_before_it_began():
    ring = Ring(5)
    ring.append((6, Packet(b"a")))
    ring.append((9, Packet(b"b")))
    assert [position for position, _ in ring.after(5)] == [6, 9]
    assert [position for position, _ in ring.after(6)] == [9]
    assert ring.floor == 5


def test_a_ring_forgets_the_oldest_by_count_and_by_size():
    ring = Ring(0)
    for position in range(1, MAX_PACKETS + 2):
        ring.append((position, Packet(b"a")))
    assert ring.floor == 1
    ring.append((1000, Packet(b"x" * MAX_BYTES)))
    assert ring.floor == MAX_PACKETS + 1
    assert len(ring.after(0)) == 1


def test_a_ring_reaches_back_when_there_is_room_for_all_of_it():
    memory = Memory()
    ring = Ring(5, memory)
    ring.append((6, Packet(b"c")))
    ring.reach_back(2, [(3, Packet(b"a")), (5, Packet(b"b"))])
    assert (ring.floor, [position for position, _ in ring.after(2)]) == (2, [3, 5, 6])
    assert [position for position, _ in ring.after(4)] == [5, 6]
    assert memory.size == 3 * (2 + OVERHEAD)
    ring.reach_back(1, [])
    ring.reach_back(0, [(1, Packet(b"x" * MAX_BYTES))])
    assert (ring.floor, len(ring)) == (1, 3)
    for position in range(7, MAX_PACKETS + 5):
        ring.append((position, Packet(b"d")))
    assert ring.floor == 3
    ring.reach_back(0, [(number, Packet(b"e")) for number in (1, 2, 3)])
    assert (ring.floor, len(ring)) == (3, MAX_PACKETS)


def test_all_rings_together_are_bounded_and_the_quiet_give_way():
    memory = Memory(limit=10 * (200 + OVERHEAD))
    quiet, busy = Ring(0, memory), Ring(0, memory)
    for position in range(1, 5):
        quiet.append((position, Packet(b"x" * 100)))
    for position in range(1, 10):
        busy.append((position, Packet(b"x" * 100)))
    assert (len(quiet), quiet.floor, len(busy)) == (1, 3, 9)
    for position in range(10, 30):
        busy.append((position, Packet(b"x" * 100)))
    assert (len(quiet), quiet.floor, len(busy), busy.floor) == (0, 4, 10, 19)
    assert memory.size == memory.limit


def test_a_ring_that_is_gone_leaves_its_memory():
    memory = Memory()
    ring = Ring(0, memory)
    ring.append((1, Packet(b"x" * 100)))
    assert memory.size == 200 + OVERHEAD
    del ring
    assert memory.size == 0


def test_headers_are_found_in_any_case_and_doubles_do_not_hide():
    headers = Headers([("Origin", "a"), ("origin", "b"), ("Cookie", "x=1"), ("cookie", "y=2")])
    assert headers.get("ORIGIN") == "a, b"
    assert headers.get("Cookie") == "x=1; y=2"
    assert headers.get("missing") is None


def test_the_first_of_two_query_fields_counts():
    assert query_of("EIO=4&EIO=3&sid=") == {"EIO": "4", "sid": ""}
    assert query_of("&".join(f"a{n}=1" for n in range(100))) == {}


@given(st.binary(max_size=200))
def test_any_bytes_are_a_packet_or_malformed(data: bytes):
    try:
        text = b"4" + data.decode("utf-8", "ignore").encode()
        decode(text, 10)
    except Malformed:
        pass
    too_deep(data, 3)
