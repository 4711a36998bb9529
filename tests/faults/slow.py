"""Run inside a slow network by the nightly set: a few people talk at length, and all get everything in the end."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from faults.kills import Outcome, judged
from faults.swarm import swarm
from running import Running


async def main(folder: Path) -> int:
    server = Running(folder / "served", "--limits", "off")
    async with swarm(server, folder / "diaries", people=8) as crowd:
        crowd.begin(4, pause=0.3)
        until = time.monotonic() + 40
        while time.monotonic() < until:
            await crowd.first_ack(time.monotonic())
        await crowd.end()
    outcome = judged(server, folder / "diaries", crowd.people, Outcome())
    print(f"{outcome.acks} acks, {outcome.deliveries} deliveries", *outcome.found, sep="\n")
    return bool(outcome.found) or outcome.deliveries < outcome.acks


if __name__ == "__main__":
    sys.exit(asyncio.run(main(Path(sys.argv[1]))))
