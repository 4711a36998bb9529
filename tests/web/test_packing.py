"""What is the same for everybody is compressed, what is somebody's own is not."""

from __future__ import annotations

import gzip

import pytest
from web.visitor import Visitor

from parlour.web.packing import packed

CONSTANT = b"<html>" + b"nothing new " * 1000


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 200_000])
def test_any_program_unpacks_it(size: int) -> None:
    rest = bytes(n % 251 for n in range(size))
    made = packed(CONSTANT, rest)
    assert gzip.decompress(made) == CONSTANT + rest
    assert len(made) < size + 400


def test_what_is_secret_stands_in_it_as_it_is_however_like_the_rest() -> None:
    assert len(packed(CONSTANT, b"nothing new " * 10)) - len(packed(CONSTANT, b"")) == 5 + 120
    assert b"nothing new " * 10 in packed(CONSTANT, b"nothing new " * 10)


def test_the_chat_comes_packed_to_whom_it_may(visitor: Visitor) -> None:
    visitor.in_browser("Mira")
    plain, answer = visitor.get("/chat"), visitor.get("/chat", accept_encoding="br, gzip")
    assert gzip.decompress(answer.data).decode() == plain.text
    assert (answer.headers["Content-Encoding"], plain.headers.get("Content-Encoding")) == ("gzip", None)
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert visitor.csrf("/chat").encode() in answer.data
    assert answer.data.count(b"Mira") == plain.text.count("Mira")
