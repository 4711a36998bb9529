"""What the official suites do not check: limits, order, and what hostile or confused clients send."""

import asyncio
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus


async def main(place: Any) -> Any:
    talk = await place.connected()
    await talk.hear()
    return talk


async def test_a_websocket_message_above_max_payload_closes_with_1009(engine_io: Any):
    talk = await engine_io.ws()
    await talk.send("4" + "x" * 1_000_000)
    assert await talk.close_code() == 1009


async def test_a_websocket_message_of_max_payload_is_taken(engine_io: Any):
    talk = await engine_io.ws()
    await talk.hear()
    await talk.send("4" + "x" * 999_999)
    assert len(await talk.hear()) == 1_000_000


async def test_a_polling_body_above_max_payload_is_413_and_the_end(engine_io: Any):
    sid = await engine_io.open_polling()
    assert (await engine_io.post(sid, "4" + "x" * 1_000_000))[0] == 413
    assert (await engine_io.poll(sid))[0] == 400


async def test_a_polling_body_without_a_length_is_measured_as_it_comes(engine_io: Any):
    async def body() -> Any:
        for _ in range(11):
            yield b"4" + b"x" * 100_000

    sid = await engine_io.open_polling()
    assert (await engine_io.post(sid, body()))[0] == 413


async def test_two_posts_at_once_end_the_session(engine_io: Any):
    sid = await engine_io.open_polling()
    go_on = asyncio.Event()

    async def slow() -> Any:
        yield b"4he"
        await go_on.wait()
        yield b"llo"

    first = asyncio.create_task(engine_io.post(sid, slow()))
    await asyncio.sleep(0.02)
    assert (await engine_io.post(sid, "4x"))[0] == 400
    go_on.set()
    assert (await first)[0] == 200  # heard, and of no effect
    assert (await engine_io.poll(sid))[0] == 400


async def test_an_unknown_sid_is_refused_before_its_body_is_read(engine_io: Any):
    async def never() -> Any:
        yield b"4"
        await asyncio.sleep(60)

    assert (await asyncio.wait_for(engine_io.post("nobody", never()), 2))[0] == 400
    assert (await engine_io.poll("nobody"))[0] == 400
    with pytest.raises(InvalidStatus, match="400"):
        await engine_io.ws("EIO=4&transport=websocket&sid=nobody")


async def test_who_never_connects_is_closed_though_he_answers_pings(socket_io: Any):
    talk = await socket_io.ws()
    started = asyncio.get_running_loop().time()
    await talk.hear()
    for _ in range(3):
        assert await talk.hear() == "2"
        await talk.send("3")
    assert await talk.close_code() == 1008
    assert 0.9 < asyncio.get_running_loop().time() - started < 1.5


@pytest.mark.parametrize("text", ['42["message"]', "43[]", "41", "42/custom,[1]", '451-["message"]'])
async def test_packets_before_connect_close(socket_io: Any, text: str):
    talk = await socket_io.ws()
    await talk.send(text)
    assert await talk.close_code() == 1002


async def test_a_second_connect_to_the_same_namespace_closes(socket_io: Any):
    talk = await main(socket_io)
    await talk.send("40")
    assert await talk.close_code() == 1002


async def test_a_namespace_may_be_entered_again(socket_io: Any):
    talk = await main(socket_io)
    await talk.send("41", '42["message"]', "40")
    assert str(await talk.hear()).startswith('40{"sid"')


@pytest.mark.parametrize(
    "text",
    [
        *['4511-["message"]', '45999999-["message"]', '45-1-["message"]', '45["message"]', '451["message"]'],
        *["461-[]", "4699-1[]", "44{}", "41{}", "47", "49", "4a", '42["connect"]', '42["disconnect",1]'],
        *['42["newListener"]', "42[1]", "42[{}]", "42[null]", "42[[]]", '42-1["message"]', "431", "43{}"],
        '4299999999999999999["message"]',
    ],
)
async def test_what_breaks_the_protocol_closes(socket_io: Any, text: str):
    talk = await main(socket_io)
    await talk.send(text)
    assert await talk.close_code() == 1002


@pytest.mark.parametrize("num", ["1", "-1", '"0"', "0.5", "null", "{}"])
async def test_a_placeholder_for_nothing_closes(socket_io: Any, num: str):
    talk = await main(socket_io)
    await talk.send(f'451-["message",{{"_placeholder":true,"num":{num}}}]', b"x")
    assert await talk.close_code() == 1002


async def test_text_between_attachments_closes(socket_io: Any):
    talk = await main(socket_io)
    await talk.send('452-["message"]', b"x", '42["message"]')
    assert await talk.close_code() == 1002


async def test_an_attachment_nobody_announced_closes(socket_io: Any):
    talk = await main(socket_io)
    await talk.send(b"x")
    assert await talk.close_code() == 1002


async def test_attachments_are_bounded_together(socket_io: Any):
    talk = await main(socket_io)
    await talk.send('452-["message"]', b"x" * 600_000, b"x" * 600_000)
    assert await talk.close_code() == 1009


async def test_an_event_above_64_kib_closes_with_1009(socket_io: Any):
    talk = await main(socket_io)
    await talk.send('42["message","' + "x" * 66_000 + '"]')
    assert await talk.close_code() == 1009


@pytest.mark.parametrize("number", ["2147483648", "4294967296", "9007199254740991", "0", "007"])
async def test_ack_ids_may_be_large(socket_io: Any, number: str):
    talk = await main(socket_io)
    await talk.send(f'42{number}["message-with-ack"]')
    assert await talk.hear() == f"43{number}[]"


async def test_an_ack_nobody_asked_for_has_no_effect(socket_io: Any):
    talk = await main(socket_io)
    await talk.send('4399["x"]', '42["message",1]')
    assert await talk.hear() == '42["message-back",1]'


async def test_a_query_after_the_namespace_is_not_part_of_it(socket_io: Any):
    talk = await socket_io.ws()
    await talk.hear()
    await talk.send('40/custom?token=abc,{"a":1}')
    assert str(await talk.hear()).startswith('40/custom,{"sid"')
    assert await talk.hear() == '42/custom,["auth",{"a":1}]'


async def test_permessage_deflate_is_never_agreed_on(socket_io: Any):
    talk = await socket_io.ws(compression="deflate")
    assert "Sec-WebSocket-Extensions" not in talk.connection.response.headers


async def test_many_packets_in_one_payload(engine_io: Any):
    sid = await engine_io.open_polling()
    payload = "\x1e".join(f"4{number}" for number in range(500))
    assert await engine_io.post(sid, payload) == (200, "ok")
    assert await engine_io.poll(sid) == (200, payload)


@pytest.mark.parametrize("body", ["b====", "bA", "bAQID*", b"4\xff\xfe", "", "\x1e", "2", "2probe", "5", "0{}"])
async def test_a_bad_payload_is_400_and_the_end(engine_io: Any, body: Any):
    sid = await engine_io.open_polling()
    assert (await engine_io.post(sid, body))[0] == 400
    assert (await engine_io.poll(sid))[0] == 400


async def test_compressed_bodies_are_not_taken(engine_io: Any):
    sid = await engine_io.open_polling()
    assert (await engine_io.post(sid, b"x", headers={"Content-Encoding": "gzip"}))[0] == 415


async def test_order_is_kept_across_an_upgrade(engine_io: Any):
    sid = await engine_io.open_polling()
    talk = await engine_io.ws(f"EIO=4&transport=websocket&sid={sid}")
    await talk.send("2probe")
    await talk.hear()
    await engine_io.post(sid, "41\x1ebAg==\x1e43")
    await talk.send("5", "44")
    assert [await talk.hear() for _ in range(4)] == ["41", b"\x02", "43", "44"]


@pytest.mark.parametrize("first", ["5", "3probe", "2", "4hello", b"2probe"])
async def test_an_upgrade_out_of_order_leaves_polling_as_it_was(engine_io: Any, first: Any):
    sid = await engine_io.open_polling()
    talk = await engine_io.ws(f"EIO=4&transport=websocket&sid={sid}")
    await talk.send(first)
    assert await talk.close_code() == 1002
    await engine_io.post(sid, "4still")
    assert await engine_io.poll(sid) == (200, "4still")


async def test_an_upgrade_that_is_lost_may_be_tried_again(engine_io: Any):
    sid = await engine_io.open_polling()
    talk = await engine_io.ws(f"EIO=4&transport=websocket&sid={sid}")
    await talk.send("2probe")
    await talk.hear()
    await talk.connection.close()
    again = await engine_io.ws(f"EIO=4&transport=websocket&sid={sid}")
    await again.send("2probe")
    assert await again.hear() == "3probe"


async def test_a_message_in_single_bytes_arrives(engine_io: Any):
    reader, writer = await engine_io.raw()
    head = (
        "GET /engine.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    )
    writer.write((head + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n").encode())
    await reader.readuntil(b"}")
    for byte in b"\x81\x86\0\0\0\x004hello":
        writer.write(bytes((byte,)))
        await asyncio.sleep(0.001)
    assert await reader.readexactly(8) == b"\x81\x064hello"


async def test_another_path_is_not_found(socket_io: Any):
    with pytest.raises(InvalidStatus, match="404"):
        await socket_io.ws(path="/elsewhere")


async def test_cors_is_answered_where_it_is_configured(socket_io: Any):
    assert (await socket_io.request("OPTIONS", "EIO=4&transport=polling"))[0] == 204
