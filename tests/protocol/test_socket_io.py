"""Socket.IO 5 as the official suite has it, restated."""

import json
from typing import Any

import pytest


async def opened(place: Any) -> Any:
    talk = await place.ws()
    await talk.hear()
    return talk


async def connected(place: Any) -> Any:
    talk = await place.connected()
    await talk.hear()  # auth
    return talk


@pytest.mark.parametrize(
    ("connect", "prefix", "auth"),
    [
        ("40", "40", '42["auth",{}]'),
        ('40{"token":"123"}', "40", '42["auth",{"token":"123"}]'),
        ("40/custom,", "40/custom,", '42/custom,["auth",{}]'),
        ("40/custom", "40/custom,", '42/custom,["auth",{}]'),
        ('40/custom,{"token":"abc"}', "40/custom,", '42/custom,["auth",{"token":"abc"}]'),
    ],
)
async def test_connect_is_answered_before_anything_else(socket_io: Any, connect: str, prefix: str, auth: str):
    talk = await opened(socket_io)
    await talk.send(connect)
    reply = str(await talk.hear())
    assert reply.startswith(prefix)
    assert list(json.loads(reply[len(prefix) :])) == ["sid"]
    assert await talk.hear() == auth


async def test_an_unknown_namespace_is_refused(socket_io: Any):
    talk = await opened(socket_io)
    await talk.send("40/random")
    assert await talk.hear() == '44/random,{"message":"Invalid namespace"}'


@pytest.mark.parametrize("text", ["4abc", "4", "40abc", "40[]", '40"x"', "401{}"])
async def test_an_invalid_connect_closes(socket_io: Any, text: str):
    talk = await opened(socket_io)
    await talk.send(text)
    assert await talk.close_code() == 1002


async def test_without_connect_the_connection_is_closed_by_and_by(socket_io: Any):
    await (await opened(socket_io)).close_code()


async def test_leaving_the_main_namespace_keeps_the_connection(socket_io: Any):
    talk = await connected(socket_io)
    await talk.send("41")
    assert await talk.hear() == "2"


async def test_leaving_another_namespace_keeps_the_main_one(socket_io: Any):
    talk = await connected(socket_io)
    await talk.send("40/custom")
    await talk.hear()
    await talk.hear()
    await talk.send("41/custom", '42["message","message to main namespace"]')
    assert await talk.hear() == '42["message-back","message to main namespace"]'


@pytest.mark.parametrize("args", ['1,"2",{"3":[true]}', '"ÿ€😀"', "null,1.5,-3,[]"])
async def test_an_event_comes_back_to_the_byte(socket_io: Any, args: str):
    talk = await connected(socket_io)
    await talk.send(f'42["message",{args}]')
    assert await talk.hear() == f'42["message-back",{args}]'


PLACEHOLDERS = '{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}'


async def test_an_event_with_attachments_comes_back(socket_io: Any):
    talk = await connected(socket_io)
    await talk.send(f'452-["message",{PLACEHOLDERS}]', b"\x01\x02\x03", b"\x04\x05\x06")
    assert await talk.hear() == f'452-["message-back",{PLACEHOLDERS}]'
    assert [await talk.hear(), await talk.hear()] == [b"\x01\x02\x03", b"\x04\x05\x06"]


async def test_an_ack(socket_io: Any):
    talk = await connected(socket_io)
    await talk.send('42456["message-with-ack",1,"2",{"3":[false]}]')
    assert await talk.hear() == '43456[1,"2",{"3":[false]}]'


async def test_an_ack_with_attachments(socket_io: Any):
    talk = await connected(socket_io)
    await talk.send(f'452-789["message-with-ack",{PLACEHOLDERS}]', b"\x01", b"\x02")
    assert await talk.hear() == f"462-789[{PLACEHOLDERS}]"
    assert [await talk.hear(), await talk.hear()] == [b"\x01", b"\x02"]


@pytest.mark.parametrize("text", ["4abc", "42{}", '42abc["message-with-ack",1,"2",{"3":[false]}]', "42[]", "42"])
async def test_a_packet_of_a_bad_format_closes(socket_io: Any, text: str):
    talk = await connected(socket_io)
    await talk.send(text)
    assert await talk.close_code() == 1002
