"""The inbox: what concerns somebody comes in once, is read where it stands, and goes with its message."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, select
from world import World, person

from parlour.accounts.models import Account
from parlour.events import AccountChanged, EntryAdded
from parlour.inbox.actions import read_inbox
from parlour.inbox.reads import inbox_of, states_of_each, unread_of
from parlour.messages.actions import Post, post_messages
from parlour.messages.editing import delete_message
from parlour.messages.reactions import react
from parlour.people.actions import heed_person, ignore_person
from parlour.rooms.membership import join_room, leave_room
from parlour.rooms.models import Entry, Message
from parlour.rooms.reading import Reading, mark_all_read, mark_read
from parlour.security import new_key
from parlour.store import Tx
from parlour.wire import ENTRY_TEXT, INBOX_PAGE, Person

THUMB, PARTY = "\U0001f44d", "\U0001f389"


def say(world: World, actor: Person, text: str, to: int | None = None) -> int:
    seq: int = world.store.write_many(post_messages, Post(actor, world.room, new_key(), text, to)).seq
    return seq


def put(world: World, actor: Person, seq: int, emoji: str = THUMB, *, on: bool = True) -> None:
    world.store.write(lambda tx: react(tx, actor, world.room, seq, emoji, on=on))


def kinds(world: World, who: Person) -> list[tuple[str, int, str | None, bool]]:
    found = world.store.read(lambda tx: inbox_of(tx, who)).entries
    return [(entry.kind, entry.seq, entry.word, entry.read) for entry in found]


def unread(world: World, who: Person) -> int:
    return world.store.read(lambda tx: unread_of(tx, who))


@pytest.fixture
def nora(world: World) -> Person:
    made = person(world.store, "Nora")
    world.store.write(lambda tx: join_room(tx, made, code=world.code))
    return made


def test_a_reply_is_in_the_inbox_of_whom_it_answers_and_of_nobody_else(world: World, nora: Person) -> None:
    first = say(world, world.mira, "Tea?")
    answer = say(world, world.kit, "Yes", first)
    assert kinds(world, world.mira) == [("reply", answer, None, False)]
    assert kinds(world, world.kit) == kinds(world, nora) == []
    say(world, world.mira, "Good", first)  # to oneself
    assert len(kinds(world, world.mira)) == 1


def test_a_message_is_there_once_for_the_first_reason(world: World) -> None:
    first = say(world, world.mira, "Tea?")
    answer = say(world, world.kit, "@Mira yes", first)
    assert kinds(world, world.mira) == [("mention", answer, None, False)]


def test_all_reactions_to_a_message_are_one_entry_the_latest(world: World, nora: Person) -> None:
    seq = say(world, world.mira, "Done")
    put(world, world.kit, seq)
    put(world, nora, seq, PARTY)
    put(world, world.mira, seq)  # one's own
    assert kinds(world, world.mira) == [("reaction", seq, PARTY, False)]
    put(world, nora, seq, PARTY, on=False)
    assert kinds(world, world.mira) == [("reaction", seq, THUMB, False)]
    put(world, world.kit, seq, on=False)
    assert kinds(world, world.mira) == []


def test_what_was_read_in_its_room_was_read_here_but_for_reactions(world: World) -> None:
    seq = say(world, world.mira, "Tea?")
    put(world, world.kit, seq)
    answer = say(world, world.kit, "Yes", seq)
    assert unread(world, world.mira) == 2
    world.store.write_many(mark_read, Reading(world.mira, world.room, answer - 1))
    assert unread(world, world.mira) == 2
    world.store.write_many(mark_read, Reading(world.mira, world.room, answer))
    assert kinds(world, world.mira) == [("reply", answer, None, True), ("reaction", seq, THUMB, False)]
    assert unread(world, world.mira) == 1


def test_reading_every_room_reads_what_is_in_them(world: World) -> None:
    say(world, world.kit, "@Mira")
    world.store.write(lambda tx: mark_all_read(tx, world.mira))
    assert unread(world, world.mira) == 0


def test_some_or_all_can_be_marked_as_read_and_other_devices_hear_of_it_once(world: World) -> None:
    for _ in range(3):
        say(world, world.kit, "@Mira")
    newest = world.store.read(lambda tx: inbox_of(tx, world.mira)).entries[0].id

    def read(tx: Tx, ids: list[int] | None) -> tuple[int, int]:
        left = read_inbox(tx, world.mira, ids)
        return left, sum(isinstance(fact, AccountChanged) for fact in tx.events)

    assert world.store.write(lambda tx: read_inbox(tx, world.kit, [newest])) == 0  # another's
    assert world.store.write(lambda tx: read(tx, [newest])) == (2, 1)
    assert world.store.write(lambda tx: read(tx, [newest])) == (2, 0)
    assert world.store.write(lambda tx: read(tx, None)) == (0, 1)


def test_pages_follow_one_another_from_the_newest(world: World) -> None:
    seqs = [say(world, world.kit, f"@Mira {n}") for n in range(INBOX_PAGE + 5)]
    first = world.store.read(lambda tx: inbox_of(tx, world.mira))
    rest = world.store.read(lambda tx: inbox_of(tx, world.mira, first.before))
    assert [entry.seq for entry in (*first.entries, *rest.entries)] == seqs[::-1]
    assert (len(first.entries), rest.before, first.unread) == (INBOX_PAGE, None, INBOX_PAGE + 5)


def test_whoever_is_ignored_is_left_out_while_he_is(world: World) -> None:
    say(world, world.kit, "@Mira")
    world.store.write(lambda tx: ignore_person(tx, world.mira, world.kit.id))
    say(world, world.kit, "@Mira once more")
    assert (kinds(world, world.mira), unread(world, world.mira)) == ([], 0)
    world.store.write(lambda tx: heed_person(tx, world.mira, world.kit.id))
    assert len(kinds(world, world.mira)) == unread(world, world.mira) == 1


def test_what_is_in_a_room_one_has_left_is_not_shown_nor_counted(world: World) -> None:
    say(world, world.kit, "@Mira")
    world.store.write(lambda tx: leave_room(tx, world.mira, world.room))
    assert (kinds(world, world.mira), unread(world, world.mira)) == ([], 0)


def test_an_entry_is_announced_with_the_beginning_of_its_message(world: World) -> None:
    def post(tx: Tx) -> list[EntryAdded]:
        post_messages(tx, [Post(world.kit, world.room, new_key(), "@Mira " + "x" * 5_000)])
        return [fact for fact in tx.events if isinstance(fact, EntryAdded)]

    [fact] = world.store.write(post)
    [entry] = world.store.read(lambda tx: inbox_of(tx, world.mira)).entries
    assert (fact.account, fact.entry) == (world.mira.id, entry)
    assert (len(entry.message), entry.username) == (ENTRY_TEXT, "Kit")
    state = world.store.read(lambda tx: states_of_each(tx, [world.mira.id, world.kit.id]))
    found = [(state[who.id].unread, state[who.id].last) for who in (world.mira, world.kit)]
    assert found == [(1, entry.id), (0, entry.id)]


def count(world: World) -> int:
    return int(world.store.read(lambda tx: tx.execute(select(func.count()).select_from(Entry)).scalar_one()))


def test_entries_go_with_their_message_and_their_person(world: World) -> None:
    seq = say(world, world.mira, "Tea?")
    put(world, world.kit, seq)
    say(world, world.kit, "@Mira")
    assert count(world) == 2
    world.store.write(lambda tx: delete_message(tx, world.mira, world.room, seq))
    assert count(world) == 1
    world.store.write(lambda tx: tx.execute(delete(Message).where(Message.room_id == world.room)))
    assert count(world) == 0
    otto = person(world.store, "Otto the second")
    world.store.write(lambda tx: join_room(tx, otto, code=world.code))
    say(world, world.kit, "@Otto the second")
    world.store.write(lambda tx: tx.execute(delete(Message).where(Message.author_id == otto.id)))
    world.store.write(lambda tx: tx.execute(delete(Account).where(Account.id == otto.id)))
    assert count(world) == 0
