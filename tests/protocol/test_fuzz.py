"""Bent and made-up input, the same in each run; `fuzz.py` beside this is the long one for the night."""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from protocol import fuzz

from parlour.sio import dispatch
from parlour.sio.nesting import too_deep
from parlour.sio.packets import Malformed, decode

steady = settings(derandomize=True, deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
SCRIPT = st.tuples(
    st.sampled_from(["frames", "text", "connected"]), st.binary(max_size=200) | st.sampled_from(fuzz.PACKETS)
)


def suffer(script: list[tuple[str, bytes]]) -> None:
    """One server, one input after another; nothing may be left of them."""

    async def run() -> None:
        async with fuzz.Victim() as victim:
            for kind, data in script:
                getattr(victim, kind)(data)

    asyncio.run(run())


@steady
@given(st.lists(SCRIPT, max_size=8))
def test_any_bytes_leave_nothing_behind(script: list[tuple[str, bytes]]):
    suffer(script)


@steady
@given(st.lists(st.binary(max_size=60), max_size=3))
def test_any_polling_body_is_answered(bodies: list[bytes]):
    async def run() -> None:
        async with fuzz.Victim() as victim:
            for body in bodies:
                await victim.body(body)

    asyncio.run(run())


@steady
@given(JSON, st.sampled_from(["message", "ask", "say", "later", "no"]), st.integers(0, 2**53))
def test_any_json_is_answered_or_closed(value: Any, event: str, number: int):
    suffer([("connected", f"42{number}{json.dumps([event, value])}".encode())])


@steady
@given(st.binary(max_size=100))
def test_a_packet_is_read_or_malformed(data: bytes):
    try:
        packet = decode(b"4" + data, 10)
    except Malformed:
        return
    assert packet.missing <= 10
    assert data.endswith(packet.body)


@steady
@given(JSON, st.integers(0, 6))
def test_depth_is_told_as_it_is(value: Any, limit: int):
    def depth(value: Any) -> int:
        if isinstance(value, dict):
            value = list(value.values())
        return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0

    assert too_deep(json.dumps(value).encode(), limit) == (depth(value) > limit)


async def test_three_thousand_bent_seeds():
    await fuzz.run(3_000, seed=1)


async def test_a_fault_would_be_seen(monkeypatch: pytest.MonkeyPatch):
    def fails(*_: Any) -> None:
        raise KeyError("planted")

    monkeypatch.setattr(dispatch, "_arguments", fails)
    with pytest.raises(AssertionError, match="planted"):
        await fuzz.run(3_000, seed=1)
