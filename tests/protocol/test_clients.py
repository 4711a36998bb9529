"""Real clients talk to the target: the official one in JavaScript, the two in Python, others as documented."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
import socketio

JS = Path(__file__).with_name("js")
ASK = [{"a": [1]}, "ÿ€😀", None, 1.5]


async def talk_js(port: int, options: dict[str, Any]) -> dict[str, Any]:
    arguments = ("node", "talk.js", str(port), json.dumps(options))
    process = await asyncio.create_subprocess_exec(*arguments, cwd=JS, stdout=asyncio.subprocess.PIPE)
    out, _ = await asyncio.wait_for(process.communicate(), 15)
    assert process.returncode == 0, out
    heard: dict[str, Any] = json.loads(out)
    return heard


@pytest.mark.parametrize(
    ("options", "transport"),
    [
        ({}, "websocket"),
        ({"transports": ["polling"]}, "polling"),
        ({"transports": ["websocket"]}, "websocket"),
        ({"retries": 2, "ackTimeout": 1000}, "websocket"),
    ],
    ids=["default", "polling", "websocket", "retries"],
)
async def test_the_official_client(socket_io: Any, options: dict[str, Any], transport: str):
    heard = await talk_js(socket_io.port, options | {"auth": {"token": "x"}})
    assert heard["transport"] == transport
    assert heard["auth"] == {"token": "x"}
    assert heard["messages"] == [[number, "ÿ€😀"] for number in range(5)]
    assert (heard["ack"], heard["binary"]) == ({"a": [1]}, [1, 2, 3])
    assert heard["unknown"] == {"error": "there is no event 'nothing'"}
    assert heard["alive"] is True
    assert "error" not in heard


@pytest.mark.parametrize("transports", [None, ["polling"], ["websocket"]])
async def test_the_asynchronous_python_client(socket_io: Any, transports: Any):
    client = socketio.AsyncClient()
    back: list[Any] = []
    client.on("message-back", lambda *args: back.append(args))
    await client.connect(f"http://127.0.0.1:{socket_io.port}", transports=transports, auth={"token": "x"})
    assert await client.call("message-with-ack", {"a": b"\x01"}) == {"a": b"\x01"}
    await client.emit("message", tuple(ASK))
    await client.sleep(0.7)
    assert back == [tuple(ASK)]
    assert client.connected
    await client.disconnect()


async def test_the_synchronous_python_client(socket_io: Any):
    def talk() -> Any:
        client = socketio.Client()
        client.connect(f"http://127.0.0.1:{socket_io.port}", namespaces=["/", "/custom"])
        found = client.call("message-with-ack", ASK)
        client.disconnect()
        return found

    assert await asyncio.to_thread(talk) == ASK
