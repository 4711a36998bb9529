"""One who sends as fast as told, and comes back at once when sent away: `flooder.py PORT TOKEN ROOM RATE SECONDS`.

In the end it prints, as JSON, how many messages it `sent`, how many were `limited`, how often it was `told` so by a
notice, and the `codes` with which it was sent away.
"""

from __future__ import annotations

import json
import struct
import sys
import time

from faults import raw
from faults.attackers import At

from parlour.security import new_key

BATCH = 50
LIMITED = b'"rate_limited"'
NOTICE = b'42["notice",{"code":"rate_limited"'
END = b"too much refused"  # the reason in the close frame, behind the code


def flood(server: At, room: int, rate: int, seconds: float) -> dict[str, object]:
    sent = limited = told = 0
    codes: list[int] = []
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        with raw.connected(server, server.token) as connection:
            heard = b""
            while END not in heard and time.monotonic() < began + seconds:
                connection.sendall(batch(room, sent))
                sent += BATCH
                before = heard[-200:]
                heard = before + connection.recv(1_000_000)
                limited += heard.count(LIMITED) - before.count(LIMITED)
                time.sleep(max(0.0, began + sent / rate - time.monotonic()))
            if END in heard:
                codes.append(struct.unpack_from("!H", heard, heard.index(END) - 2)[0])
                told += NOTICE in heard
    return {"sent": sent, "limited": limited, "told": told, "codes": codes}


def batch(room: int, number: int) -> bytes:
    return b"".join(raw.text(f'42{number + place}["send_message",{message(room)}]') for place in range(BATCH))


def message(room: int) -> str:
    return json.dumps({"room": room, "key": new_key(), "message": "x"})


if __name__ == "__main__":
    port, token, room, rate, seconds = sys.argv[1:]
    print(json.dumps(flood(At(int(port), token), int(room), int(rate), float(seconds))))
