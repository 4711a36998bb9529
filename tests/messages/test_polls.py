"""Polls: what can be chosen, by whom, until when; each vote is the room's next change, a small one."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from accounts.hand import Hand
from sqlalchemy import func, insert, select
from statements import asked
from world import World, person

from parlour import wire
from parlour.clock import HOUR, rfc3339
from parlour.errors import Forbidden, Invalid, NotFound, StorageFull, TooManyVotes
from parlour.events import MessageChanged, MessageStored, Voted
from parlour.messages.actions import Post, post_messages
from parlour.messages.editing import delete_message, edit_message
from parlour.messages.models import Vote
from parlour.messages.polls import checked_poll, post_poll
from parlour.messages.reactions import react
from parlour.messages.reads import changes_since, message_at, messages_before, own_votes
from parlour.messages.voting import close_poll, vote
from parlour.rooms.membership import leave_room
from parlour.rooms.reads import room_for
from parlour.store import Store, Tx
from parlour.wire import OPTION_LIMIT, QUESTION_LIMIT, VOTES_LIMIT, CreatePoll, Person, Poll, PollOption

LUNCH = ["Pizza", "Sushi", "Soup"]


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def store(folder: Path, hand: Hand, database: str):  # type: ignore[no-untyped-def]
    opened = Store(folder, hand, database=database)
    yield opened
    opened.close()


def ask(world: World, key: str = "key-00000001", **more: object) -> int:
    body = {"room": world.room, "key": key, "message": "What is for **lunch**?", "options": LUNCH, **more}
    post = checked_poll(world.kit, CreatePoll(**body))  # type: ignore[arg-type]
    return world.store.write(lambda tx: post_poll(tx, post)).seq


def choose(world: World, actor: Person, seq: int, *places: int) -> int:
    return world.store.write(lambda tx: vote(tx, actor, world.room, seq, list(places))).rev


def poll_at(world: World, seq: int) -> Poll:
    message = world.store.read(lambda tx: message_at(tx, world.room, seq))
    assert message is not None
    assert message.poll is not None
    return message.poll


def users(world: World, seq: int) -> list[tuple[int, ...]]:
    return [option.users for option in poll_at(world, seq).options]


def head(world: World) -> int:
    return world.store.read(lambda tx: room_for(tx, world.kit, world.room)).rev


def test_a_poll_is_a_message_with_what_can_be_chosen(world: World) -> None:
    post = checked_poll(world.kit, CreatePoll(world.room, "key-00000001", "Lunch?", [" Pizza ", "Sushi"]))

    def act(tx: Tx) -> list[object]:
        post_poll(tx, post)
        return list(tx.events)

    [told] = world.store.write(act)
    assert isinstance(told, MessageStored)
    assert (told.message.kind, told.message.message) == ("message", "Lunch?")
    assert told.message.poll == Poll((PollOption("Pizza"), PollOption("Sushi")))
    assert told.message == world.store.read(lambda tx: message_at(tx, world.room, told.rev))
    again = world.store.write(lambda tx: post_poll(tx, post))
    assert (again.dup, again.seq, head(world)) == (True, told.rev, told.rev)


def test_one_choice_moves_and_can_be_taken_back(world: World) -> None:
    seq = ask(world)
    assert (choose(world, world.mira, seq, 0), head(world)) == (seq + 1, seq + 1)
    choose(world, world.kit, seq, 0)
    choose(world, world.mira, seq, 2)
    assert (users(world, seq), poll_at(world, seq).voters) == ([(world.kit.id,), (), (world.mira.id,)], 2)
    with pytest.raises(Invalid):
        choose(world, world.mira, seq, 0, 1)
    choose(world, world.mira, seq)
    assert (users(world, seq), poll_at(world, seq).voters) == ([(world.kit.id,), (), ()], 1)


def test_of_several_choices_those_that_stay_keep_their_place(world: World) -> None:
    seq = ask(world, multiple=True)
    choose(world, world.mira, seq, 0)
    choose(world, world.kit, seq, 0, 1)
    choose(world, world.mira, seq, 1, 0, 1)
    kit, mira = world.kit.id, world.mira.id
    assert (users(world, seq), poll_at(world, seq).voters) == ([(mira, kit), (kit, mira), ()], 2)


def test_the_same_once_more_changes_nothing_and_uses_no_number(world: World) -> None:
    seq = ask(world)
    assert choose(world, world.mira, seq, 1) == choose(world, world.mira, seq, 1) == seq + 1
    assert (choose(world, world.kit, seq), head(world)) == (seq + 1, seq + 1)


def test_what_is_announced_is_the_small_change_and_the_whole_it_leads_to(world: World) -> None:
    seq = ask(world)

    def act(tx: Tx) -> list[object]:
        vote(tx, world.mira, world.room, seq, [1])
        return list(tx.events)

    [told] = world.store.write(act)
    assert isinstance(told, Voted)
    assert told.change == wire.PollChanged(world.room, seq, seq + 1, seq, [0, 1, 0], 1, world.mira.id, [1])
    assert told.message == world.store.read(lambda tx: message_at(tx, world.room, seq))
    assert len(wire.encode(told.change)) < 120


def test_nobody_is_told_who_chose_what_in_an_anonymous_poll(world: World) -> None:
    seq = ask(world, anonymous=True, multiple=True)

    def act(tx: Tx) -> bytes:
        vote(tx, world.mira, world.room, seq, [1, 2])
        [told] = tx.events
        assert isinstance(told, Voted)
        return wire.encode([told.change, told.message.poll])

    spelled = world.store.write(act)
    assert b"user" not in spelled
    assert (users(world, seq), [one.votes for one in poll_at(world, seq).options]) == ([(), (), ()], [0, 1, 1])
    read = partial(own_votes, room=world.room, seq=seq)
    assert world.store.read(partial(read, actor=world.mira)) == [1, 2]
    assert world.store.read(partial(read, actor=world.kit)) == []
    with pytest.raises(NotFound):
        world.store.read(partial(read, actor=world.otto))


def test_only_members_vote_only_in_polls_only_for_what_is_there(world: World) -> None:
    seq = ask(world)
    plain = world.store.write_many(post_messages, Post(world.kit, world.room, "key-00000002", "no poll")).seq
    for actor, place, places, refused in (
        (world.otto, seq, [0], NotFound),
        (world.kit, plain, [0], NotFound),
        (world.kit, 999, [0], NotFound),
        (world.kit, 1, [0], Forbidden),
        (world.kit, seq, [3], Invalid),
    ):
        with pytest.raises(refused):
            choose(world, actor, place, *places)
    choose(world, world.mira, seq, 0)
    world.store.write(lambda tx: leave_room(tx, world.mira, world.room))
    with pytest.raises(NotFound):
        choose(world, world.mira, seq, 1)
    assert users(world, seq)[0] == (world.mira.id,)  # who has left keeps his vote
    with pytest.raises(NotFound):
        world.store.read(lambda tx: own_votes(tx, world.kit, world.room, plain))


def test_who_made_it_closes_it_for_everybody(world: World) -> None:
    seq = ask(world)
    choose(world, world.mira, seq, 1)
    with pytest.raises(Forbidden):
        world.store.write(lambda tx: close_poll(tx, world.mira, world.room, seq))

    def act(tx: Tx) -> list[object]:
        close_poll(tx, world.kit, world.room, seq)
        close_poll(tx, world.kit, world.room, seq)
        return list(tx.events)

    [told] = world.store.write(act)
    assert isinstance(told, MessageChanged)
    assert told.message.poll == poll_at(world, seq)
    assert (poll_at(world, seq).closed, users(world, seq)) == (True, [(), (world.mira.id,), ()])
    with pytest.raises(Forbidden):
        choose(world, world.mira, seq, 0)
    assert choose(world, world.mira, seq, 1) == head(world)  # as it was: a retry is no change


def test_it_closes_at_its_time(world: World, hand: Hand) -> None:
    with pytest.raises(Invalid) as refused:
        ask(world, closes_at=rfc3339(hand.at))
    assert (refused.value.field, head(world)) == ("closes_at", 2)
    seq = ask(world, closes_at=rfc3339(hand.at + HOUR))
    hand.forward(HOUR - 1)
    choose(world, world.mira, seq, 1)
    hand.forward(1)
    with pytest.raises(Forbidden):
        choose(world, world.mira, seq, 0)
    assert ask(world, closes_at=rfc3339(hand.at - HOUR)) == seq  # a retry, however late
    assert poll_at(world, seq).closes_at == rfc3339(hand.at)


def test_edits_reactions_and_votes_leave_one_another_alone_and_a_deletion_leaves_nothing(world: World) -> None:
    seq = ask(world)
    choose(world, world.mira, seq, 1)
    world.store.write(lambda tx: react(tx, world.mira, world.room, seq, "\U0001f44d", on=True))
    world.store.write(lambda tx: edit_message(tx, world.kit, world.room, seq, "What is for dinner?"))
    message = world.store.read(lambda tx: message_at(tx, world.room, seq))
    assert message is not None
    assert (message.message, len(message.reactions)) == ("What is for dinner?", 1)
    assert users(world, seq)[1] == (world.mira.id,)
    world.store.write(lambda tx: delete_message(tx, world.kit, world.room, seq))
    message = world.store.read(lambda tx: message_at(tx, world.room, seq))
    assert message is not None
    assert (message.kind, message.poll) == ("deleted", None)
    assert world.store.read(lambda tx: tx.execute(select(func.count()).select_from(Vote)).scalar_one()) == 0
    with pytest.raises(NotFound):
        choose(world, world.mira, seq, 1)


def test_questions_and_options_have_their_bounds(world: World) -> None:
    for more in (
        {"message": "x" * (QUESTION_LIMIT + 1)},
        {"message": " "},
        {"options": ["Pizza", "pizza"]},
        {"options": ["Pizza", ""]},
        {"options": ["Pizza", "x" * (OPTION_LIMIT + 1)]},
        {"options": ["Pizza", "x\u202ey"]},
        {"closes_at": "soon"},
        {"closes_at": "0001-01-01T00:00:00+10:00"},
        {"closes_at": "9999-12-31T23:59:59-10:00"},
    ):
        with pytest.raises(Invalid):
            ask(world, **more)
    seq = ask(world, message="x" * QUESTION_LIMIT, options=[f"{n}" + "x" * (OPTION_LIMIT - 1) for n in range(10)])
    assert len(poll_at(world, seq).options) == 10


def test_a_named_poll_bears_a_thousand_votes_an_anonymous_one_any(world: World) -> None:
    crowd = [person(world.store, f"Guest {n}").id for n in range(VOTES_LIMIT)]
    for key, anonymous in (("key-00000001", False), ("key-00000002", True)):
        seq = ask(world, key, anonymous=anonymous)
        rows = [{"room_id": world.room, "seq": seq, "account_id": who, "place": 1, "rev": seq} for who in crowd]
        world.store.write(lambda tx, rows=rows: tx.execute(insert(Vote), rows))
        if anonymous:
            choose(world, world.mira, seq, 0)
            assert poll_at(world, seq).voters == VOTES_LIMIT + 1
        else:
            with pytest.raises(TooManyVotes):
                choose(world, world.mira, seq, 0)
            message = world.store.read(lambda tx, seq=seq: message_at(tx, world.room, seq))
            assert len(wire.encode(message)) < 16_384


def test_on_a_disk_that_is_nearly_full_votes_go_and_do_not_come(world: World) -> None:
    seq = ask(world)
    choose(world, world.kit, seq, 0)

    def tight(tx: Tx, actor: Person, places: list[int]) -> object:
        tx.tight = True
        return vote(tx, actor, world.room, seq, places)

    with pytest.raises(StorageFull):
        world.store.write(partial(tight, actor=world.mira, places=[0]))
    world.store.write(partial(tight, actor=world.kit, places=[1]))
    world.store.write(partial(tight, actor=world.kit, places=[]))
    assert users(world, seq) == [(), (), ()]


def test_a_page_asks_once_for_all_its_votes_and_not_at_all_where_there_are_none(world: World) -> None:
    def count(tx: Tx) -> int:
        with asked(tx) as statements:
            messages_before(tx, world.kit, world.room)
        return len(statements)

    world.store.write_many(post_messages, Post(world.kit, world.room, "key-plain-00", "plain"))
    plain = world.store.read(count)
    for n in range(3):
        choose(world, world.mira, ask(world, f"key-0000000{n}"), n)
    assert world.store.read(count) == plain + 1
    message = world.store.read(lambda tx: message_at(tx, world.room, 3))
    assert b"poll" not in wire.encode(message)


def test_who_was_away_gets_the_poll_once_as_it_is_now(world: World) -> None:
    seq = ask(world)
    choose(world, world.mira, seq, 1)
    rev = choose(world, world.kit, seq, 2)
    missed = world.store.read(lambda tx: changes_since(tx, world.mira, world.room, seq - 1))
    assert [(one.seq, one.rev, one.poll) for one in missed.messages] == [(seq, rev, poll_at(world, seq))]
