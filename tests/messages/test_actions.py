"""Posting: once, in order, by members only."""

from __future__ import annotations

import threading

import pytest
from statements import asked, scans
from world import World

from parlour.errors import Invalid, KeyReuse, NotFound
from parlour.messages.actions import Post, checked_post, post_messages
from parlour.messages.editing import delete_message, edit_message
from parlour.messages.reads import changes_since, messages_before
from parlour.rooms.actions import create_room
from parlour.rooms.membership import leave_room
from parlour.rooms.reads import room_for
from parlour.store import Tx
from parlour.wire import MESSAGE_LIMIT, Person, Sent, encode

KEY = "key-00000001"


def post(world: World, actor: Person, text: str, key: str = KEY) -> Sent:
    return world.store.write_many(post_messages, Post(actor, world.room, key, text))


def texts(world: World, reader: Person) -> list[str]:
    page = world.store.read(lambda tx: messages_before(tx, reader, world.room))
    return [message.message for message in page if message.kind == "message"]


def test_a_message_takes_the_next_place_and_every_member_reads_it(world: World) -> None:
    before = world.store.read(lambda tx: room_for(tx, world.mira, world.room)).rev
    sent = post(world, world.kit, "Is the kettle on?")
    assert (sent.seq, sent.rev, sent.dup) == (before + 1, before + 1, False)
    assert texts(world, world.mira) == ["Is the kettle on?"]


def test_a_retry_with_the_same_key_stores_nothing_and_gets_the_same_place(world: World) -> None:
    first = post(world, world.kit, "once")
    again = post(world, world.kit, "once")
    assert (again.id, again.timestamp, again.dup) == (first.id, first.timestamp, True)
    assert texts(world, world.kit) == ["once"]


def test_a_key_used_for_other_words_is_refused(world: World) -> None:
    post(world, world.kit, "one")
    with pytest.raises(KeyReuse):
        post(world, world.kit, "other")
    assert texts(world, world.kit) == ["one"]


def test_two_people_may_use_the_same_key(world: World) -> None:
    assert not post(world, world.kit, "mine").dup
    assert not post(world, world.mira, "mine").dup


def test_an_outsider_can_neither_post_nor_read_nor_use_up_a_number(world: World) -> None:
    with pytest.raises(NotFound):
        post(world, world.otto, "hello?")
    with pytest.raises(NotFound):
        texts(world, world.otto)
    assert post(world, world.kit, "next", "key-00000002").seq == 3


def test_a_retry_is_answered_even_to_someone_who_has_left_since(world: World) -> None:
    first = post(world, world.mira, "bye")
    world.store.write(lambda tx: leave_room(tx, world.mira, world.room))
    assert post(world, world.mira, "bye").id == first.id
    with pytest.raises(NotFound):
        post(world, world.mira, "still here?", "key-00000002")


def test_twins_in_one_batch_are_stored_once(world: World) -> None:
    twins = [Post(world.kit, world.room, KEY, "twin"), Post(world.kit, world.room, KEY, "twin")]
    first, second = world.store.write(lambda tx: post_messages(tx, twins))
    assert isinstance(first, Sent)
    assert isinstance(second, Sent)
    assert (second.id, first.dup, second.dup) == (first.id, False, True)


def test_twins_with_other_words_are_told_so(world: World) -> None:
    twins = [Post(world.kit, world.room, KEY, "twin"), Post(world.kit, world.room, KEY, "changeling")]
    assert isinstance(world.store.write(lambda tx: post_messages(tx, twins))[1], KeyReuse)


def test_twins_of_an_outsider_are_both_refused(world: World) -> None:
    twins = [Post(world.otto, world.room, KEY, "twin")] * 2
    answers = world.store.write(lambda tx: post_messages(tx, twins))
    assert [type(answer) for answer in answers] == [NotFound, NotFound]


def test_one_batch_serves_several_rooms_people_and_refusals(world: World) -> None:
    posts = [
        Post(world.kit, world.room, "key-0000000a", "a"),
        Post(world.otto, world.room, "key-0000000b", "b"),
        Post(world.mira, 999, "key-0000000c", "c"),
        Post(world.mira, world.room, "key-0000000d", "d"),
    ]
    answers = world.store.write(lambda tx: post_messages(tx, posts))
    assert [type(answer) for answer in answers] == [Sent, NotFound, NotFound, Sent]
    assert texts(world, world.kit) == ["a", "d"]


def test_a_batch_over_several_rooms_asks_no_more_than_one_over_a_single_room(world: World) -> None:
    rooms = [world.room, *(world.store.write(lambda tx: create_room(tx, world.kit, "Attic")).id for _ in range(3))]

    def counted(tx: Tx, posts: list[Post]) -> int:
        with asked(tx) as statements:
            answers = post_messages(tx, posts)
        assert all(isinstance(answer, Sent) for answer in answers)
        return sum(statement.text.startswith("SELECT") for statement in statements)

    def posts(*of: int) -> list[Post]:
        return [Post(world.kit, room, f"key-{nth}-{of}", f"{nth}") for nth, room in enumerate(of)]

    single = world.store.write(lambda tx: counted(tx, posts(rooms[0], rooms[0])))
    assert world.store.write(lambda tx: counted(tx, posts(*reversed(rooms), *rooms))) == single
    for room in rooms[1:]:
        found = world.store.read(lambda tx, room=room: changes_since(tx, world.kit, room, 1))  # type: ignore[misc]
        assert [(message.seq, message.message) for message in found.messages] == [
            (2, f"{3 - rooms.index(room)}"),
            (3, f"{4 + rooms.index(room)}"),
        ]


def test_many_threads_posting_at_once_get_places_without_gaps(world: World) -> None:
    def talk(who: Person, name: str) -> None:
        for number in range(40):
            post(world, who, f"{name} {number}", f"{name}-{number:08}")

    threads = [threading.Thread(target=talk, args=(who, f"{who.username}{n}")) for who in world[1:3] for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = world.store.read(lambda tx: changes_since(tx, world.kit, world.room, 2))
    more = world.store.read(lambda tx: changes_since(tx, world.kit, world.room, found.messages[-1].rev))
    seqs = [message.seq for message in (*found.messages, *more.messages)]
    assert seqs == list(range(3, 243))
    mine = [m.message for m in (*found.messages, *more.messages) if m.message.startswith("Kit0 ")]
    assert mine == [f"Kit0 {number}" for number in range(40)]


@pytest.mark.parametrize("text", ["", "   \n", "\u200b\u200b", "a\x00b", "a\ud800b", "x" * (MESSAGE_LIMIT + 1)])
def test_text_that_says_nothing_or_cannot_be_stored_is_refused(world: World, text: str) -> None:
    with pytest.raises(Invalid):
        checked_post(world.kit, world.room, KEY, text)


def test_text_at_the_limit_is_kept_as_typed(world: World) -> None:
    text = " 안녕 👋🏽 " + "x" * (MESSAGE_LIMIT - 7)
    assert checked_post(world.kit, world.room, KEY, text).text == text


def test_unread_counts_messages_not_notices(world: World) -> None:
    post(world, world.kit, "news")
    assert world.store.read(lambda tx: room_for(tx, world.mira, world.room)).unread == 1


def test_no_step_of_posting_reads_a_whole_table(world: World) -> None:
    def explain(tx: Tx) -> list[str]:
        with asked(tx) as statements:
            post_messages(tx, [Post(world.kit, world.room, f"key-{nth:08}", "news") for nth in range(64)])
        own = [statement for statement in statements if statement.text.startswith(("SELECT", "UPDATE"))]
        assert len(own) >= 5
        return scans(tx, own)

    assert world.store.write(explain) == []


def test_a_reply_says_which_message_of_its_room_it_answers(world: World) -> None:
    first = post(world, world.kit, "Is the kettle on?")
    reply = Post(world.mira, world.room, "key-00000002", "It is.", first.seq)
    sent = world.store.write_many(post_messages, reply)
    found = world.store.read(lambda tx: changes_since(tx, world.kit, world.room, first.rev - 1)).messages
    assert [(one.seq, one.reply_to) for one in found] == [(first.seq, None), (sent.seq, first.seq)]
    again = world.store.write_many(post_messages, reply)
    assert (again.seq, again.dup) == (sent.seq, True)


def test_a_plain_message_does_not_grow_by_what_replies_have(world: World) -> None:
    said = post(world, world.kit, "plain")
    [message] = world.store.read(lambda tx: changes_since(tx, world.kit, world.room, said.rev - 1)).messages
    assert b"reply_to" not in encode(message)


@pytest.mark.parametrize("other", [None, 3, 4])
def test_a_key_used_for_another_reply_is_refused(world: World, other: int | None) -> None:
    for n in range(3):
        post(world, world.kit, f"line {n}", f"line-{n:04}")
    reply = Post(world.mira, world.room, KEY, "It is.", 5)
    sent = world.store.write_many(post_messages, reply)
    changed = reply._replace(reply_to=other)
    with pytest.raises(KeyReuse):
        world.store.write_many(post_messages, changed)
    twins = [reply._replace(key="key-of-twins"), changed._replace(key="key-of-twins")]
    assert isinstance(world.store.write(lambda tx: post_messages(tx, twins))[1], KeyReuse)
    world.store.write(lambda tx: edit_message(tx, world.mira, world.room, sent.seq, "It is not."))
    with pytest.raises(KeyReuse):
        world.store.write_many(post_messages, changed)
    world.store.write(lambda tx: delete_message(tx, world.mira, world.room, sent.seq))
    assert world.store.write_many(post_messages, changed).seq == sent.seq  # nobody knows any more


def test_a_reply_to_what_is_no_message_of_the_room_is_refused_and_uses_no_number(world: World) -> None:
    attic = world.store.write(lambda tx: create_room(tx, world.kit, "Attic")).id
    boxes = [Post(world.kit, attic, f"attic-{n:03}", "box") for n in range(9)]
    world.store.write(lambda tx: post_messages(tx, boxes))
    said = post(world, world.kit, "here")
    head = world.store.write(lambda tx: edit_message(tx, world.kit, world.room, said.seq, "Here")).rev
    for n, seq in enumerate((1, 2, head, head + 1, 9, 2**53 - 1)):  # made, joined, an edit, not yet, elsewhere, never
        with pytest.raises(Invalid) as refused:
            world.store.write_many(post_messages, Post(world.mira, world.room, f"reply-{n:03}", "what?", seq))
        assert refused.value.field == "reply_to"
    assert post(world, world.kit, "next", "key-00000002").seq == head + 1


def test_refused_replies_do_not_hold_up_the_others_of_their_batch(world: World) -> None:
    first = post(world, world.kit, "first")
    posts = [
        Post(world.mira, world.room, "key-0000000a", "a", first.seq),
        Post(world.mira, world.room, "key-0000000b", "b", 999),
        Post(world.otto, world.room, "key-0000000c", "c", first.seq),
        Post(world.kit, world.room, "key-0000000d", "d"),
    ]
    answers = world.store.write(lambda tx: post_messages(tx, posts))
    assert [type(answer) for answer in answers] == [Sent, Invalid, NotFound, Sent]
    assert texts(world, world.kit) == ["first", "a", "d"]


def test_what_is_deleted_can_still_be_answered_by_who_had_begun_to(world: World) -> None:
    first = post(world, world.kit, "hasty")
    world.store.write(lambda tx: delete_message(tx, world.kit, world.room, first.seq))
    sent = world.store.write_many(post_messages, Post(world.mira, world.room, "key-00000002", "Why?", first.seq))
    world.store.write(lambda tx: delete_message(tx, world.mira, world.room, sent.seq))
    [gone] = world.store.read(lambda tx: changes_since(tx, world.kit, world.room, sent.rev)).messages
    assert (gone.kind, gone.reply_to) == ("deleted", None)


def test_replies_cost_one_statement_a_batch_and_plain_messages_none(world: World) -> None:
    attic = world.store.write(lambda tx: create_room(tx, world.kit, "Attic")).id
    for n, room in enumerate((world.room, attic)):
        boxes = [Post(world.kit, room, f"box-{n}-{nth:04}", "box") for nth in range(20)]
        world.store.write(lambda tx, boxes=boxes: post_messages(tx, boxes))  # type: ignore[misc]

    def counted(tx: Tx, kind: str, to: int | None) -> tuple[int, list[str]]:
        places = [(room, n) for room in (world.room, attic) for n in range(9)]
        posts = [Post(world.kit, room, f"{kind}-{room}-{n:04}", "x", to and to + n) for room, n in places]
        with asked(tx) as statements:
            answers = post_messages(tx, posts)
        assert all(isinstance(answer, Sent) for answer in answers)
        own = [statement for statement in statements if statement.text.startswith("SELECT")]
        return len(own), scans(tx, own)

    plain, _ = world.store.write(lambda tx: counted(tx, "plain", None))
    replies, whole = world.store.write(lambda tx: counted(tx, "reply", 5))
    assert (replies, whole) == (plain + 1, [])
