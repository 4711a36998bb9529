"""While the server runs: what a crowd held is let go of when it has gone."""

from __future__ import annotations

import gc
import weakref

import uvicorn
from live.house import opened

from parlour.serving import MANY, TICKS, Serving
from parlour.store import Store


class Circle:
    """Something that only the collector can free."""

    def __init__(self) -> None:
        self.itself = self


async def test_the_memory_of_many_who_have_gone_is_collected_once_a_second(store: Store) -> None:
    async with opened(store) as house:
        config = uvicorn.Config(house.parlour.app, ws="none", log_config=None)
        config.load()
        serving, engine = Serving(config, house.parlour), house.parlour.engine.engine
        gc.disable()
        try:
            left = weakref.ref(Circle())
            engine.opened += MANY
            await serving.on_tick(0)
            engine.opened += 1
            await serving.on_tick(1)
            assert left() is not None
            await serving.on_tick(TICKS)
            assert left() is None
        finally:
            gc.enable()
