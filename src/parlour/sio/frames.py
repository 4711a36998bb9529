"""WebSocket frames from server to client (RFC 6455, section 5.2): not masked, so one frame serves all readers."""

TEXT = 0x81
BINARY = 0x82


def text_frame(payload: bytes) -> bytes:
    return _head(TEXT, len(payload)) + payload


def binary_frame(payload: bytes) -> bytes:
    return _head(BINARY, len(payload)) + payload


def _head(first: int, length: int) -> bytes:
    if length < 126:
        return bytes((first, length))
    if length < 65_536:
        return bytes((first, 126)) + length.to_bytes(2, "big")
    return bytes((first, 127)) + length.to_bytes(8, "big")
