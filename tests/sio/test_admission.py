"""Who may open a session, whose a sid is, and how many there may be."""

import asyncio
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from parlour.sio import Handshake, Options, Refused, Server


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
