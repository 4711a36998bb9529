"""No chat at all: sends bytes made beforehand, COPIES of one message for each it gets. `python blast.py PORT COPIES`.

It shows how much the load generator can count; see `bin/bench ceiling`.
"""

from __future__ import annotations

import selectors
import socket
import sys

UPGRADED = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
BODY = b'42["new_message",{"id":"1:%d","room":1,"seq":%d,"key":"%s","user_id":1,"username":"someone","message":"%s"}]'


def frame(text: bytes) -> bytes:
    size = len(text)
    return (bytes((0x81, size)) if size < 126 else b"\x81\x7e" + size.to_bytes(2, "big")) + text


def main() -> None:
    copies = int(sys.argv[2])
    blast = frame(BODY % (12345, 12345, b"0" * 15, b"x" * 100)) * copies
    listener = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=1000)
    selector = selectors.DefaultSelector()
    selector.register(listener, selectors.EVENT_READ)
    members: list[socket.socket] = []
    while True:
        for key, _ in selector.select():
            if key.fileobj is listener:
                accepted = listener.accept()[0]
                accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                selector.register(accepted, selectors.EVENT_READ)
                continue
            client = key.fileobj
            assert isinstance(client, socket.socket)
            answer(client, client.recv(65536), members, blast, selector)


def answer(
    client: socket.socket, data: bytes, members: list[socket.socket], blast: bytes, selector: selectors.BaseSelector
) -> None:
    if not data:
        selector.unregister(client)
        client.close()
    elif b"healthz" in data:
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    elif data.startswith(b"GET"):
        client.sendall(UPGRADED + frame(b'0{"sid":"x"}'))
    elif b'"send_message"' in data:
        count = data.count(b'"send_message"')
        for member in members:
            member.sendall(blast * count)
        client.sendall(frame(b'431[{"ok":true}]') * count)
    elif b'"join"' in data:
        members.append(client)
        client.sendall(frame(b'430[{"ok":true}]'))
    else:
        client.sendall(frame(b'40{"sid":"y"}'))


main()
