"""A client in a process of its own, to be frozen: `listener.py URL CODE` prints `in`, then every message."""

from __future__ import annotations

import asyncio
import sys

from parlour.client import Client


async def listen(url: str, code: str) -> None:
    async with Client(url, username="Listener") as chat:
        await chat.join(code=code)
        print("in", flush=True)
        async for message in chat.messages():
            print(message.message, flush=True)


if __name__ == "__main__":
    asyncio.run(listen(*sys.argv[1:]))
