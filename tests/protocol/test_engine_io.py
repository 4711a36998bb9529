"""Engine.IO 4 as the official suite has it, restated."""

import asyncio
import json
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

KEYS = {"sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"}


async def test_polling_opens_with_exactly_five_keys(engine_io: Any):
    status, body = await engine_io.poll()
    opening = json.loads(body[1:])
    assert (status, body[0], set(opening)) == (200, "0", KEYS)
    assert opening["upgrades"] == ["websocket"]
    assert (opening["pingInterval"], opening["pingTimeout"], opening["maxPayload"]) == (300, 200, 1_000_000)


async def test_a_websocket_opens_with_nothing_to_upgrade_to(engine_io: Any):
    talk = await engine_io.ws()
    body = str(await talk.hear())
    opening = json.loads(body[1:])
    assert (body[0], set(opening), opening["upgrades"]) == ("0", KEYS, [])


@pytest.mark.parametrize("query", ["", "EIO=abc&", "EIO=3&"])
async def test_another_version_is_a_bad_request(engine_io: Any, query: str):
    assert (await engine_io.request("GET", query + "transport=polling"))[0] == 400
    with pytest.raises(InvalidStatus, match="400"):
        await engine_io.ws(query + "transport=websocket")


@pytest.mark.parametrize("query", ["EIO=4", "EIO=4&transport=abc", "EIO=4&transport=websocket"])
async def test_a_missing_or_unknown_transport_is_not_polling(engine_io: Any, query: str):
    assert (await engine_io.request("GET", query))[0] == 400


@pytest.mark.parametrize("query", ["EIO=4", "EIO=4&transport=abc", "EIO=4&transport=polling"])
async def test_a_websocket_must_say_that_it_is_one(engine_io: Any, query: str):
    with pytest.raises(InvalidStatus, match="400"):
        await engine_io.ws(query)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_only_get_opens_a_session(engine_io: Any, method: str):
    assert (await engine_io.request(method, "EIO=4&transport=polling"))[0] == 400


@pytest.mark.parametrize("payload", ["4hello", "4test1\x1e4test2\x1e4test3", "4hello\x1ebAQIDBA==", "4ÿ€😀"])
async def test_polling_brings_back_what_was_posted(engine_io: Any, payload: str):
    sid = await engine_io.open_polling()
    assert await engine_io.post(sid, payload) == (200, "ok")
    assert await engine_io.poll(sid) == (200, payload)


async def test_a_bad_packet_ends_a_polling_session(engine_io: Any):
    sid = await engine_io.open_polling()
    assert (await engine_io.post(sid, "abc"))[0] == 400
    assert (await engine_io.poll(sid))[0] == 400


async def test_a_bad_packet_closes_a_websocket(engine_io: Any):
    talk = await engine_io.ws()
    await talk.send("abc")
    assert await talk.close_code() == 1002


async def test_two_polls_at_once_end_the_session(engine_io: Any):
    sid = await engine_io.open_polling()
    first = asyncio.create_task(engine_io.poll(sid))
    await asyncio.sleep(0.02)
    assert (await engine_io.poll(sid))[0] == 400
    assert await first == (200, "1")
    assert (await engine_io.poll(sid))[0] == 400


async def test_a_poll_that_is_given_up_ends_the_session(engine_io: Any):
    sid = await engine_io.open_polling()
    poll = asyncio.create_task(engine_io.poll(sid))
    await asyncio.sleep(0.02)
    poll.cancel()
    await asyncio.sleep(0.02)
    assert (await engine_io.poll(sid))[0] == 400


async def test_a_websocket_echoes_text_as_text_and_binary_as_binary(engine_io: Any):
    talk = await engine_io.ws()
    await talk.hear()
    await talk.send("4hello", b"\x01\x02\x03\x04")
    assert await talk.hear() == "4hello"
    assert await talk.hear() == b"\x01\x02\x03\x04"


async def test_polling_is_pinged_three_rounds(engine_io: Any):
    sid = await engine_io.open_polling()
    for _ in range(3):
        assert await engine_io.poll(sid) == (200, "2")
        assert await engine_io.post(sid, "3") == (200, "ok")


async def test_a_websocket_is_pinged_three_rounds(engine_io: Any):
    talk = await engine_io.ws()
    await talk.hear()
    for _ in range(3):
        assert await talk.hear() == "2"
        await talk.send("3")


async def test_without_a_pong_a_poll_after_the_timeout_is_refused(engine_io: Any):
    sid = await engine_io.open_polling()
    await asyncio.sleep(0.5)
    assert (await engine_io.poll(sid))[0] == 400


async def test_without_a_pong_a_websocket_is_closed(engine_io: Any):
    talk = await engine_io.ws()
    started = asyncio.get_running_loop().time()
    await talk.close_code()
    assert 0.45 < asyncio.get_running_loop().time() - started < 0.8


async def test_a_close_packet_lets_the_waiting_poll_go(engine_io: Any):
    sid = await engine_io.open_polling()
    poll = asyncio.create_task(engine_io.poll(sid))
    await asyncio.sleep(0.02)
    assert await engine_io.post(sid, "1") == (200, "ok")
    assert await poll == (200, "6")
    assert (await engine_io.poll(sid))[0] == 400


async def test_a_close_packet_before_the_poll_answers_that_one_poll(engine_io: Any):
    sid = await engine_io.open_polling()
    await engine_io.post(sid, "1")
    assert await engine_io.poll(sid) == (200, "6")
    assert (await engine_io.poll(sid))[0] == 400


async def test_a_close_packet_closes_a_websocket(engine_io: Any):
    talk = await engine_io.ws()
    await talk.send("1")
    assert await talk.close_code() == 1000


async def probed(place: Any, sid: str) -> Any:
    talk = await place.ws(f"EIO=4&transport=websocket&sid={sid}")
    await talk.send("2probe")
    assert await talk.hear() == "3probe"
    return talk


async def test_an_upgrade_from_polling_to_websocket(engine_io: Any):
    sid = await engine_io.open_polling()
    talk = await probed(engine_io, sid)
    assert await engine_io.poll(sid) == (200, "6")
    await talk.send("5", "4hello")
    assert await talk.hear() == "4hello"


async def test_the_poll_that_waits_is_let_go_by_the_probe(engine_io: Any):
    sid = await engine_io.open_polling()
    poll = asyncio.create_task(engine_io.poll(sid))
    await asyncio.sleep(0.02)
    await probed(engine_io, sid)
    assert await poll == (200, "6")


async def test_after_the_upgrade_polling_is_over(engine_io: Any):
    sid = await engine_io.open_polling()
    talk = await probed(engine_io, sid)
    await talk.send("5", "4hello")
    assert await talk.hear() == "4hello"
    assert (await engine_io.poll(sid))[0] == 400
    assert (await engine_io.post(sid, "4x"))[0] == 400
    await talk.send("4again")
    assert await talk.hear() == "4again"


async def test_after_the_upgrade_a_second_websocket_is_closed_and_the_first_works(engine_io: Any):
    sid = await engine_io.open_polling()
    talk = await probed(engine_io, sid)
    await talk.send("5")
    second = await engine_io.ws(f"EIO=4&transport=websocket&sid={sid}")
    assert await second.close_code() == 1002
    await talk.send("4hello")
    assert await talk.hear() == "4hello"
