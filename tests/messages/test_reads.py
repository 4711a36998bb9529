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


@pytest.mark.parametrize(
    ("rev", "rewound", "reset"), [(0, False, False), (151, False, False), (253, False, True), (252, True, True)]
)
def test_who_cannot_be_told_change_by_change_gets_the_newest_page(
    talk: World, rev: int, rewound: bool, reset: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "BEHIND_LIMIT", 100)
    found = talk.store.read(lambda tx: changes_since(tx, talk.mira, talk.room, rev, rewound=rewound))
    assert (found.limited, found.more, found.reset, found.before) == (True, False, reset, 203)
    assert [message.seq for message in found.messages] == list(range(203, 253))


def test_a_thousand_changes_are_told_one_by_one_and_one_more_is_not(world: World) -> None:
    posts = [Post(world.kit, world.room, f"key-{n:08}", "x") for n in range(1_000)]
    world.store.write(lambda tx: post_messages(tx, posts))
    near, far = [world.store.read(partial(changes_since, actor=world.mira, room=world.room, rev=rev)) for rev in (2, 1)]
    assert (near.limited, near.more, near.messages[0].rev) == (False, True, 3)
    assert (far.limited, far.reset) == (True, False)


def test_a_page_that_reaches_the_beginning_says_so(world: World) -> None:
    found = world.store.read(lambda tx: changes_since(tx, world.mira, world.room, 3))
    assert ([message.seq for message in found.messages], found.before) == ([1, 2], None)


def test_what_goes_to_a_socket_at_once_is_bounded_in_size(world: World) -> None:
    text = "x" * 10_000
    posts = [Post(world.kit, world.room, f"key-{n:08}", text) for n in range(20)]
    world.store.write(lambda tx: post_messages(tx, posts))
    found = world.store.read(lambda tx: changes_since(tx, world.mira, world.room, 2))
    assert (found.more, [message.rev for message in found.messages]) == (True, [3, 4, 5, 6, 7, 8])
    newest = world.store.read(lambda tx: changes_since(tx, world.mira, world.room, 99))
    assert ([message.seq for message in newest.messages], newest.before) == ([17, 18, 19, 20, 21, 22], 17)


def test_a_message_larger_than_the_bound_is_told_all_the_same(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "SIZE_LIMIT", 10)
    found = world.store.read(lambda tx: changes_since(tx, world.mira, world.room, 0))
    assert ([message.rev for message in found.messages], found.more) == ([1], True)
    newest = world.store.read(lambda tx: changes_since(tx, world.mira, world.room, 99))
    assert (newest.messages, newest.before) == ([], 3)


def test_an_outsider_cannot_catch_up(talk: World) -> None:
    with pytest.raises(NotFound):
        talk.store.read(lambda tx: changes_since(tx, talk.otto, talk.room, 2))
