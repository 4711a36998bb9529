"""A server whose patience is short, so that a test can see the end of it: `SHORT='{"ping_interval": 300}'`."""

from __future__ import annotations

import json
import os
from functools import partial

from parlour import server, serving
from parlour.cli import main
from parlour.sio.http import Http
from parlour.sio.options import Options
from parlour.web.guard import Guard

PATIENCE = {
    "ping_interval": 500,
    "ping_timeout": 500,
    "connect_timeout": 1_000,
    "message_timeout": 1_500,
    "stall_timeout": 2_000,
}
SLOW = 1.5  # seconds for the headers of a request, and for its body

if __name__ == "__main__":
    options = Options(**(PATIENCE | json.loads(os.environ.get("SHORT", "{}"))))
    serving.Parlour = partial(server.Parlour, options=options)  # type: ignore[misc,assignment]
    server.Guard = partial(Guard, patience=SLOW)  # type: ignore[misc,assignment]
    Http.patience = SLOW
    main()
