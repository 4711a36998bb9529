"""Who may open a session, whose a sid is, and how many there may be."""

import asyncio
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from parlour.sio import Event, Handshake, Options, Refused, Server


async def test_admit_refuses_before_anything_is_made(serve: Any):
    def admit(handshake: Handshake) -> None:
        if handshake.headers.get("Origin") != "http://ours":
            raise Refused("not from there")

    server = Server(admit=admit)
    server.namespace()
    place = await serve(server)
    assert (await place.poll())[0] == 403
    with pytest.raises(InvalidStatus, match="403"):
        await place.ws(origin="http://evil")
    assert server.connections == 0
    assert server.engine.refused == 2
    await place.connected(origin="http://ours")


async def test_a_sid_is_of_no_use_to_another(serve: Any):
    def same(opening: Handshake, request: Handshake) -> bool:
        return opening.headers.get("Cookie") == request.headers.get("Cookie")

    place = await serve(Server(same_client=same))
    mine = {"headers": {"Cookie": "s=mine"}}
    sid = await place.open_polling(**mine)
    assert (await place.poll(sid))[0] == 403
    assert (await place.post(sid, "40", headers={"Cookie": "s=other"}))[0] == 403
    with pytest.raises(InvalidStatus, match="403"):
        await place.ws(f"EIO=4&transport=websocket&sid={sid}")
    assert (await place.post(sid, "40", **mine))[0] == 200
    assert len(sid) * 6 >= 128


async def test_connections_are_capped_in_all_and_by_address(serve: Any):
    server = Server(
        Options(max_connections=3, max_per_address=2), client_address=lambda peer, headers: headers.get("x")
    )
    place = await serve(server)
    for _ in range(2):
        await place.open_polling(headers={"x": "a"})
    assert (await place.poll(headers={"x": "a"}))[0] == 503
    talk = await place.ws(additional_headers={"x": "b"})
    assert (await place.poll(headers={"x": "c"}))[0] == 503
    await talk.connection.close()
    await asyncio.sleep(0.02)
    await place.open_polling(headers={"x": "c"})


async def test_those_who_wait_to_be_let_in_are_bounded_and_the_rest_are_told_when_to_come(serve: Any):
    gate = asyncio.Event()

    async def connect(*_: object) -> None:
        await gate.wait()

    server = Server(Options(max_opening=2))
    server.namespace(connect=connect)
    place = await serve(server)
    waiting = await place.ws()
    await waiting.hear()
    await waiting.send("40")
    sid = await place.open_polling()
    with pytest.raises(InvalidStatus) as refused:
        await place.ws()
    assert refused.value.response.status_code == 503
    reader, writer = await place.raw()
    writer.write(b"GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: localhost\r\n\r\n")
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    assert head.startswith("http/1.1 503")
    told = [refused.value.response.headers["Retry-After"], head.partition("retry-after: ")[2].split()[0]]
    assert all(1 <= int(seconds) <= 10 for seconds in told)
    gate.set()
    assert str(await waiting.hear()).startswith("40")
    await place.connected()
    await place.post(sid, "1")
    assert server.engine.opening == 0


async def test_nobody_who_is_gone_or_refused_is_waited_for(serve: Any):
    async def connect(_: object, auth: dict[str, Any]) -> None:
        await asyncio.sleep(0.01)
        if auth:
            raise Refused("no")

    server = Server(Options(connect_timeout=300))
    server.namespace(connect=connect)
    place = await serve(server)
    gone, refused, silent = [await place.ws() for _ in range(3)]
    await gone.send("40")
    await gone.connection.close()
    await refused.send('40{"token":"x"}')
    assert await refused.close_code() == 1008
    assert await silent.close_code() == 1008
    await place.connected()
    assert server.engine.opening == 0


async def test_how_long_the_answer_to_a_connect_takes_is_not_the_clients_fault(serve: Any):
    async def connect(*_: object) -> None:
        await asyncio.sleep(0.3)

    server = Server(Options(connect_timeout=100))
    server.namespace(connect=connect)
    await (await serve(server)).connected()


async def test_what_was_asked_is_answered_before_the_end_and_nothing_more_is_heard(serve: Any):
    gate = asyncio.Event()

    async def slow(_: object, number: int) -> int:
        await gate.wait()
        return number

    server = Server()
    server.namespace(events={"slow": Event(slow)})
    place = await serve(server)
    talk = await place.connected()
    await talk.send('421["slow",7]')
    async with asyncio.timeout(5):
        while not any(client.running for client in server.clients.values()):
            await asyncio.sleep(0.005)
    finishing = asyncio.create_task(server.finish(5))
    await asyncio.sleep(0)
    await talk.send('422["slow",8]', "3")
    await asyncio.sleep(0.05)
    with pytest.raises(InvalidStatus, match="503"):
        await place.ws()
    gate.set()
    await finishing
    await server.close()
    assert await talk.hear() == "431[7]"
    with pytest.raises(ConnectionClosed) as closed:
        await talk.hear()
    assert closed.value.rcvd.code == 1012


async def test_who_never_answers_is_not_waited_for_at_the_end(serve: Any):
    server = Server()
    server.namespace(events={"never": Event(lambda _: asyncio.get_running_loop().create_future())})
    talk = await (await serve(server)).connected()
    await talk.send('421["never"]', '422["unknown"]')
    await talk.hear()
    async with asyncio.timeout(2):
        await server.finish(0.05)
        await server.close()
    assert await talk.close_code() == 1012
