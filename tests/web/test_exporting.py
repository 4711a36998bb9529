"""Exports by REST: a download, limited, two at once, and broken off when nobody takes it."""

from __future__ import annotations

import asyncio
import io
import json
import re
import zipfile
from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
from flask import Flask, Response
from web.conftest import Make
from web.visitor import Visitor, code_of

from parlour.errors import NotFound
from parlour.web import create_app, exporting
from parlour.web.streaming import KEY, Taker, streamed, taker_in


@pytest.fixture
def kit(visitor: Visitor) -> Visitor:
    visitor.as_guest("Kit")
    visitor.api("POST", "/rooms", {"name": "Küche & Co.", "open": False})
    visitor.api("POST", "/rooms/1/messages", {"key": "key-00000001", "message": "Is the kettle on?"})
    return visitor


def test_a_member_downloads_the_room(kit: Visitor) -> None:
    answer = kit.api("GET", "/rooms/1/export")
    assert (answer.status_code, answer.content_type) == (200, "application/zip")
    assert re.fullmatch(
        r'attachment; filename="parlour-k-che-co-\d{4}-\d\d-\d\d\.zip"', answer.headers["Content-Disposition"]
    )
    packed = zipfile.ZipFile(io.BytesIO(answer.data))
    assert json.loads(packed.read("room.json"))["messages"][1]["message"] == "Is the kettle on?"


def test_one_downloads_what_is_ones_own(kit: Visitor) -> None:
    answer = kit.api("GET", "/me/export")
    packed = zipfile.ZipFile(io.BytesIO(answer.data))
    assert json.loads(packed.read("person.json"))["person"]["username"] == "Kit"


def test_an_outsider_learns_nothing(kit: Visitor, app: Flask) -> None:
    otto = Visitor(app).as_guest("Otto")
    theirs, unknown = (otto.api("GET", f"/rooms/{room}/export") for room in (1, 999))
    assert (theirs.status_code, theirs.data) == (unknown.status_code, unknown.data)
    assert code_of(theirs) == "not_found"


def test_two_at_once_and_the_third_is_told_to_wait(kit: Visitor) -> None:
    for _ in range(exporting.AT_ONCE):
        assert exporting._turns.acquire(blocking=False)
    try:
        answer = kit.api("GET", "/rooms/1/export")
        assert (answer.status_code, code_of(answer)) == (503, "retry")
    finally:
        for _ in range(exporting.AT_ONCE):
            exporting._turns.release()
    for _ in range(exporting.AT_ONCE + 1):  # each gives its turn back
        assert kit.api("GET", "/rooms/1/export").status_code == 200


def test_exports_are_limited(make_site: Make) -> None:
    kit = Visitor(create_app(make_site(limits="on"))).as_guest("Kit")
    assert [kit.api("GET", "/me/export").status_code for _ in range(4)] == [200, 200, 200, 429]


Sent = list[MutableMapping[str, Any]]


def taker(sent: Sent, *, gone: asyncio.Event | None = None, stuck: bool = False) -> Taker:
    async def receive() -> MutableMapping[str, Any]:
        await (gone or asyncio.Event()).wait()
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        if stuck and message.get("body") == b"2":
            await asyncio.Event().wait()
        sent.append(message)

    return Taker(receive, send, stalled=0.01)


def piece(body: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": True}


async def test_who_goes_away_is_noticed_and_sent_nothing_more() -> None:
    sent: Sent = []
    gone = asyncio.Event()
    one = taker(sent, gone=gone)
    for body in (b"1", b"2"):
        await one.send(piece(body))
    gone.set()
    async with asyncio.timeout(5):
        while not one.gone:
            await asyncio.sleep(0)
    await one.send(piece(b"3"))
    one.close()
    assert [message["body"] for message in sent] == [b"1", b"2"]


async def test_who_takes_nothing_for_long_counts_as_gone() -> None:
    sent: Sent = []
    one = taker(sent, stuck=True)
    for body in (b"1", b"2", b"3"):
        await one.send(piece(body))
    one.close()
    assert one.gone
    assert [message["body"] for message in sent] == [b"1"]


async def test_a_short_answer_is_not_watched() -> None:
    sent: Sent = []
    one = taker(sent)
    await one.send({"type": "http.response.start", "status": 200, "headers": []})
    await one.send(piece(b"all of it"))
    await one.send({"type": "http.response.body", "body": b""})
    assert one._watching is None
    one.close()
    assert len(sent) == 3


def parts(made: list[int], fails: bool = False) -> Iterator[bytes]:
    for n in range(5):
        made.append(n)
        yield b"" if n == 1 else b"x"
        if fails and n == 2:
            raise NotFound


def stream(app: Flask, made: list[int], one: Taker | None, *, fails: bool = False) -> Response:
    scope = {} if one is None else {KEY: one}
    with app.test_request_context("/", environ_overrides={"asgi.scope": scope}):
        return streamed(parts(made, fails), lambda: None)


async def test_nothing_more_is_made_for_who_is_gone(app: Flask) -> None:
    made: list[int] = []
    one = taker([])
    body = iter(stream(app, made, one).response)
    assert next(body) == b"x"
    one.gone = True
    assert list(body) == []
    assert made == [0, 1]


async def test_what_fails_while_it_is_sent_does_not_look_whole(app: Flask) -> None:
    one = taker([])
    assert list(stream(app, [], one, fails=True).response) == [b"x", b"x"]
    assert one.gone
    with pytest.raises(NotFound):
        list(stream(app, [], None, fails=True).response)
    assert taker_in({}) is None
