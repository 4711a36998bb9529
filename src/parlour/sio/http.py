"""uvicorn's HTTP protocol with an end to its patience and to its room, for uvicorn's `http=` option.

uvicorn waits for ever for a request's headers, and for the rest of a body that is not wanted any more.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from parlour.sio.descriptors import Doorway

PATIENCE = 10.0  # seconds, for each of the two
MAX_HEADERS = 100
MAX_LINE = 8_192  # bytes, of the address and of each header
READ_AT_ONCE = 16_384  # bytes


class TooLong(ValueError):
    """Raised into the parser; uvicorn answers 400 and closes."""


class Http(HttpToolsProtocol):
    """`full` is what those are told, as JSON, for whom there is no descriptor."""

    patience = PATIENCE
    doorway = Doorway()
    full = b'{"code":3,"message":"too many connections"}'

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._deadline: asyncio.TimerHandle | None = None
        self._receiving = False

    # What asyncio tells

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        if self.doorway.is_full(transport):
            self.doorway.send_away(transport, self.full)
            return
        super().connection_made(transport)
        self._expect()
        # asyncio reads 256 KiB at once: thousands of small events, during which nobody else would be heard.
        if hasattr(transport, "max_size"):
            transport.max_size = READ_AT_ONCE

    def connection_lost(self, exc: Exception | None) -> None:
        self._expected()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        # Empty lines before a request end uvicorn's wait for one, and begin none.
        if self._deadline is None and self._waits() and self.transport.get_protocol() is self:
            self._expect()

    def _waits(self) -> bool:
        answered = self.cycle is None or self.cycle.response_complete
        return answered and not self._receiving and self.timeout_keep_alive_task is None

    def shutdown(self) -> None:
        """uvicorn is going down: a request that has not come to its end is not waited for."""
        if self._receiving:
            self.transport.abort()
        else:
            super().shutdown()

    # What the parser tells

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._receiving = True
        self._expect()

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > MAX_LINE:
            raise TooLong

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        if len(self.headers) > MAX_HEADERS or len(name) + len(value) > MAX_LINE:
            raise TooLong

    def on_headers_complete(self) -> None:
        self._expected()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._receiving = False
        if self.cycle is not None and self.cycle.response_complete:
            self._expected()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._receiving:
            self._expect()  # the rest of a body that was answered before its end

    # The deadline

    def _expect(self) -> None:
        self._expected()
        self._deadline = self.loop.call_later(self.patience, self.transport.abort)

    def _expected(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
