"""History in pages, and what changed since a position."""

from __future__ import annotations

from functools import partial

import pytest
from world import World

from parlour.errors import NotFound
from parlour.messages import reads
from parlour.messages.actions import Post, post_messages
from parlour.messages.reads import changes_since, messages_before


@pytest.fixture
def talk(world: World) -> World:
    posts = [Post(world.kit, world.room, f"key-{n:08}", f"line {n}") for n in range(250)]
    world.store.write(lambda tx: post_messages(tx, posts))
    return world


def test_history_pages_back_without_gap_or_overlap(talk: World) -> None:
    seqs: list[int] = []
    before: int | None = None
    while page := talk.store.read(partial(messages_before, actor=talk.mira, room=talk.room, before=before)):
        seqs = [message.seq for message in page] + seqs
        before = page[0].seq
    assert seqs == list(range(1, 253))


def test_a_page_holds_at_most_two_hundred(talk: World) -> None:
    assert len(talk.store.read(lambda tx: messages_before(tx, talk.kit, talk.room, limit=100_000))) == 200


def test_changes_come_by_rev_and_say_whether_there_are_more(talk: World) -> None:
    first = talk.store.read(lambda tx: changes_since(tx, talk.mira, talk.room, 2))
    assert (first.head, first.more, first.limited, len(first.messages)) == (252, True, False, 200)
    rest = talk.store.read(lambda tx: changes_since(tx, talk.mira, talk.room, first.messages[-1].rev))
    assert (rest.more, rest.messages[-1].rev) == (False, 252)


def test_who_is_level_gets_nothing(talk: World) -> None:
    found = talk.store.read(lambda tx: changes_since(tx, talk.mira, talk.room, 252))
    assert (found.messages, found.more, found.limited) == ([], False, False)


@pytest.mark.parametrize("rev", [0, 300])
def test_who_is_too_far_behind_or_past_the_head_gets_the_newest_page(
    talk: World, rev: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "BEHIND_LIMIT", 100)
    found = talk.store.read(lambda tx: changes_since(tx, talk.mira, talk.room, rev))
    assert (found.limited, found.more, found.messages[-1].rev, len(found.messages)) == (True, False, 252, 50)


def test_an_outsider_cannot_catch_up(talk: World) -> None:
    with pytest.raises(NotFound):
        talk.store.read(lambda tx: changes_since(tx, talk.otto, talk.room, 2))
