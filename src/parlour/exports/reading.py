"""The pages of a room that people read: 500 messages each, and a first one that leads to all of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from parlour import wire
from parlour.exports.html import Cover, Quotes, Ways, index_page, message_page
from parlour.exports.source import Source
from parlour.exports.zips import Zip

PAGE = 500  # messages


class Leaf(NamedTuple):
    """One page that is written: its first place, and the times (RFC 3339) of its first and last message."""

    first: int
    begins: str
    ends: str
    lines: int


def write_pages(made: Zip, source: Source, folder: str) -> Iterator[int]:
    """Write a room's pages into a folder of a zip; yield now and then how many messages were done."""
    leaves: list[Leaf] = []
    for messages, is_last in _with_last(_in_pages(source)):
        leaves.append(Leaf(messages[0].seq, messages[0].timestamp, messages[-1].timestamp, len(messages)))
        quotes, number = _quotes(source, leaves, messages), len(leaves)
        ways = Ways(_name(number - 1) if number > 1 else None, None if is_last else _name(number + 1))
        with made.member(f"{folder}{_name(number)}") as file:
            file.write(message_page(source.room, messages, quotes, ways).encode())
        yield len(messages)
    covers = [Cover(_name(n), leaf.begins, leaf.ends, leaf.lines) for n, leaf in enumerate(leaves, start=1)]
    with made.member(f"{folder}index.html") as file:
        for part in index_page(source.room, source.members(), covers):
            file.write(part.encode())
    yield 0


def _with_last(pages: Iterator[list[wire.Message]]) -> Iterator[tuple[list[wire.Message], bool]]:
    """Yield each page, and whether it is the last."""
    page = next(pages, None)
    while page is not None:
        following = next(pages, None)
        yield page, following is None
        page = following


def _in_pages(source: Source) -> Iterator[list[wire.Message]]:
    page: list[wire.Message] = []
    for some in source.pages():
        page += some
        while len(page) >= PAGE:
            yield page[:PAGE]
            page = page[PAGE:]
    if page:
        yield page


def _quotes(source: Source, leaves: list[Leaf], messages: list[wire.Message]) -> Quotes:
    """Return what the replies of a page answer, and on which page each of that stands."""
    wanted = {message.reply_to for message in messages if message.reply_to and message.kind == "message"}
    held = {message.seq: message for message in messages if message.seq in wanted}
    missing = sorted(wanted - held.keys())
    for start in range(0, len(missing), PAGE):
        held |= {message.seq: message for message in source.originals(missing[start : start + PAGE])}
    firsts = [leaf.first for leaf in leaves]
    return {seq: (_name(bisect_right(firsts, seq)), message) for seq, message in held.items()}


def _name(number: int) -> str:
    return f"{number:05}.html"
