"""Reading in context: around a place, on from a place, and from a moment on."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update
from statements import asked, scans
from world import World

from parlour.clock import DAY, MINUTE
from parlour.errors import NotFound
from parlour.messages.actions import Post, post_messages
from parlour.messages.editing import delete_message, edit_message
from parlour.messages.places import messages_at, page_after, page_around, page_before, page_since
from parlour.rooms.actions import create_room
from parlour.rooms.models import Message
from parlour.store import Tx
from parlour.wire import Page

START = 1_800_000_000_000
COUNT = 120  # messages, at the places 3 to 122, a minute apart


@pytest.fixture
def talk(world: World) -> World:
    def said(tx: Tx) -> None:
        post_messages(tx, [Post(world.kit, world.room, f"key-{n:08}", f"line {n}") for n in range(COUNT)])
        other = create_room(tx, world.kit, "Attic").id
        post_messages(tx, [Post(world.kit, other, f"attic-{n:06}", f"box {n}") for n in range(200)])
        tx.execute(update(Message).values(created_at=START + Message.seq * MINUTE))

    world.store.write(said)
    return world


def seqs(page: Page) -> list[int]:
    return [message.seq for message in page.messages]


def told(page: Page) -> tuple[int, int, bool, bool, int | None]:
    return page.messages[0].seq, page.messages[-1].seq, page.older, page.newer, page.at


def test_a_page_says_whether_there_are_more_on_either_side(talk: World) -> None:
    for before, wanted in ((None, (73, 122, True, False, None)), (73, (23, 72, True, True, None))):
        page = talk.store.read(lambda tx, before=before: page_before(tx, talk.mira, talk.room, before))  # type: ignore[misc]
        assert told(page) == wanted
    assert told(talk.store.read(lambda tx: page_before(tx, talk.mira, talk.room, 23))) == (1, 22, False, True, None)
    assert told(talk.store.read(lambda tx: page_after(tx, talk.mira, talk.room, 0))) == (1, 50, False, True, None)
    assert told(talk.store.read(lambda tx: page_after(tx, talk.mira, talk.room, 72))) == (73, 122, True, False, None)


def test_a_page_of_nothing_says_so_too(talk: World) -> None:
    first = talk.store.read(lambda tx: page_before(tx, talk.mira, talk.room, 1))
    last = talk.store.read(lambda tx: page_after(tx, talk.mira, talk.room, 122))
    assert (first.messages, first.older, first.newer) == ([], False, True)
    assert (last.messages, last.older, last.newer) == ([], True, False)


@pytest.mark.parametrize(
    ("seq", "wanted"),
    [
        (60, (35, 84, True, True, 60)),
        (1, (1, 25, False, True, 1)),
        (122, (97, 122, True, False, 122)),
        (123, (98, 122, True, False, None)),
        (2**53 - 1, (98, 122, True, False, None)),
    ],
)
def test_what_stands_around_a_place_is_half_before_it(
    talk: World, seq: int, wanted: tuple[int, int, bool, bool, int | None]
) -> None:
    assert told(talk.store.read(lambda tx: page_around(tx, talk.mira, talk.room, seq))) == wanted


def test_a_page_around_a_place_holds_at_most_what_was_asked_for(talk: World) -> None:
    for limit, count in ((1, 1), (7, 7), (100_000, 122)):
        page = talk.store.read(lambda tx, limit=limit: page_around(tx, talk.mira, talk.room, 60, limit))  # type: ignore[misc]
        assert (len(page.messages), page.at) == (count, 60)


def test_a_number_that_was_an_edit_is_no_place(talk: World) -> None:
    edited = talk.store.write(lambda tx: edit_message(tx, talk.kit, talk.room, 60, "line 57, but better"))
    page = talk.store.read(lambda tx: page_around(tx, talk.mira, talk.room, edited.rev))
    assert (page.at, page.messages[-1].seq) == (None, 122)


@pytest.mark.parametrize(
    ("moment", "at"),
    [
        (0, 1),
        (START + 60 * MINUTE, 60),
        (START + 60 * MINUTE + 1, 61),
        (START + 59 * MINUTE + 1, 60),
        (START + 122 * MINUTE, 122),
        (START + 122 * MINUTE + 1, None),
        (-DAY, 1),
    ],
)
def test_a_moment_leads_to_the_first_message_at_or_after_it(talk: World, moment: int, at: int | None) -> None:
    page = talk.store.read(lambda tx: page_since(tx, talk.mira, talk.room, moment))
    assert page.at == at
    assert (at or 122) in seqs(page)


def test_a_moment_is_found_by_a_few_looks_into_the_key(talk: World) -> None:
    def explain(tx: Tx) -> tuple[int, list[str]]:
        with asked(tx) as statements:
            page_since(tx, talk.kit, talk.room, START + 77 * MINUTE)
        own = [one for one in statements if "LIMIT" in one.text and "JOIN" not in one.text]
        return len(own), scans(tx, own)

    looks, whole = talk.store.write(explain)
    assert looks <= 10  # 122 places
    assert whole == []


def test_places_that_edits_took_are_passed_over(talk: World) -> None:
    def change(tx: Tx) -> int:
        for n in range(9):
            edit_message(tx, talk.kit, talk.room, 60, f"line 57, version {n}")
        post_messages(tx, [Post(talk.kit, talk.room, "key-the-last", "late")])
        tx.execute(update(Message).where(Message.key == "key-the-last").values(created_at=START + DAY))
        return tx.execute(select(Message.seq).where(Message.key == "key-the-last")).scalar_one()

    last = talk.store.write(change)
    assert last == 122 + 9 + 1
    for moment, at in ((122 * MINUTE, 122), (122 * MINUTE + 1, last), (DAY, last), (DAY + 1, None)):
        page = talk.store.read(lambda tx, moment=moment: page_since(tx, talk.mira, talk.room, START + moment))  # type: ignore[misc]
        assert page.at == at


def test_several_places_are_read_at_once_as_they_are_now(talk: World) -> None:
    talk.store.write(lambda tx: delete_message(tx, talk.kit, talk.room, 60))
    page = talk.store.read(lambda tx: messages_at(tx, talk.mira, talk.room, [99, 60, 7, 5_000]))
    assert [(one.seq, one.kind) for one in page.messages] == [(7, "message"), (60, "deleted"), (99, "message")]
    nothing = talk.store.read(lambda tx: messages_at(tx, talk.mira, talk.room, [5_000]))
    assert (nothing.messages, nothing.at) == ([], None)


def test_an_outsider_finds_none_of_it(talk: World) -> None:
    for ask in (
        lambda tx: page_before(tx, talk.otto, talk.room),
        lambda tx: page_after(tx, talk.otto, talk.room, 1),
        lambda tx: page_around(tx, talk.otto, talk.room, 60),
        lambda tx: page_since(tx, talk.otto, talk.room, 0),
        lambda tx: messages_at(tx, talk.otto, talk.room, [60]),
    ):
        with pytest.raises(NotFound):
            talk.store.read(ask)
