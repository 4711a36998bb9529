"""Threads: replies beside the room's conversation, in its one order, and what their root says of them."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import delete, insert
from statements import asked, scans
from world import World, person

from parlour import wire
from parlour.errors import Invalid, KeyReuse, NotFound
from parlour.events import Replied
from parlour.messages.actions import Post, post_messages
from parlour.messages.editing import delete_message, edit_message
from parlour.messages.reactions import react
from parlour.messages.reads import changes_since, message_at, messages_before
from parlour.messages.thread_pages import Part, thread_page
from parlour.rooms.actions import create_room
from parlour.rooms.membership import join_room, leave_room
from parlour.rooms.models import Message
from parlour.rooms.reading import Reading, mark_read
from parlour.rooms.reads import room_for
from parlour.security import new_key
from parlour.store import Tx
from parlour.wire import Person, Sent, encode


def say(world: World, actor: Person, text: str = "Cake?", thread: int | None = None, *, also: bool = False) -> int:
    post = Post(actor, world.room, new_key(), text, thread=thread, also_to_room=also)
    return world.store.write_many(post_messages, post).seq


def at(world: World, seq: int) -> wire.Message:
    found = world.store.read(lambda tx: message_at(tx, world.room, seq))
    assert found is not None
    return found


def summary(world: World, seq: int) -> tuple[int, tuple[int, ...]] | None:
    replies = at(world, seq).replies
    return replies and (replies.count, replies.users)


def unread(world: World, reader: Person) -> int:
    return world.store.read(lambda tx: room_for(tx, reader, world.room)).unread


def page(world: World, reader: Person, seq: int, **part: int) -> wire.ThreadPage:
    return world.store.read(lambda tx: thread_page(tx, reader, world.room, seq, Part(**part)))


def test_a_reply_stands_in_the_rooms_order_and_its_root_changes_after_it(world: World) -> None:
    root = say(world, world.kit)
    reply = say(world, world.mira, "Yes, please.", root)
    found = world.store.read(lambda tx: changes_since(tx, world.kit, world.room, root)).messages
    assert [(one.seq, one.rev, one.thread) for one in found] == [(reply, root + 1, root), (root, root + 2, None)]
    assert found[1].replies == wire.Replies(1, found[0].timestamp, (world.mira.id,))


def test_a_plain_message_does_not_grow_by_what_threads_have(world: World) -> None:
    plain = encode(at(world, say(world, world.kit)))
    assert not any(name in plain for name in (b"thread", b"also_to_room", b"replies"))


def test_the_root_names_three_who_wrote_lately_the_last_first(world: World) -> None:
    theo, sana = person(world.store, "Theo"), person(world.store, "Sana")
    for one in (theo, sana):
        world.store.write(lambda tx, one=one: join_room(tx, one, code=world.code))  # type: ignore[misc]
    root = say(world, world.kit)
    for one in (world.kit, theo, sana, world.mira, theo, theo):
        say(world, one, "More.", root)
    assert summary(world, root) == (6, (theo.id, world.mira.id, sana.id))


def test_replies_that_are_not_for_the_room_are_not_unread_there(world: World) -> None:
    root = say(world, world.kit)
    world.store.write(lambda tx: mark_read(tx, [Reading(world.mira, world.room, root)]))
    say(world, world.kit, "beside", root)
    assert unread(world, world.mira) == 0
    shown = say(world, world.kit, "for all", root, also=True)
    say(world, world.kit, "beside again", root)
    assert (unread(world, world.mira), at(world, shown).also_to_room) == (1, True)
    world.store.write(lambda tx: mark_read(tx, [Reading(world.mira, world.room, shown + 1)]))
    assert unread(world, world.mira) == 0
    say(world, world.kit, "in the room")
    assert unread(world, world.mira) == 1


def test_a_retry_in_a_thread_is_answered_as_before_and_elsewhere_refused(world: World) -> None:
    root, other = say(world, world.kit), say(world, world.kit)
    post = Post(world.mira, world.room, "key-00000001", "Yes.", thread=root)
    first, again = (world.store.write_many(post_messages, post) for _ in range(2))
    assert (again.seq, again.dup, summary(world, root)) == (first.seq, True, (1, (world.mira.id,)))
    for changed in (post._replace(thread=None), post._replace(thread=other), post._replace(also_to_room=True)):
        with pytest.raises(KeyReuse):
            world.store.write_many(post_messages, changed)
        twins = [post._replace(key="key-of-twins"), changed._replace(key="key-of-twins")]
        assert isinstance(world.store.write(partial(post_messages, posts=twins))[1], KeyReuse)
    world.store.write(lambda tx: delete_message(tx, world.mira, world.room, first.seq))
    assert world.store.write_many(post_messages, post).seq == first.seq


def test_a_thread_begins_with_nothing_but_a_message_that_stands_in_none(world: World) -> None:
    attic = world.store.write(lambda tx: create_room(tx, world.kit, "Attic")).id
    boxes = [Post(world.kit, attic, f"attic-{n:03}", "box") for n in range(9)]
    world.store.write(lambda tx: post_messages(tx, boxes))
    root = say(world, world.kit)
    reply, shown = say(world, world.mira, "a", root), say(world, world.mira, "b", root, also=True)
    head = at(world, root).rev
    for seq in (1, 2, reply, shown, head, head + 1, 9, 2**53 - 1):  # made, joined, in one, an edit, not yet, elsewhere
        with pytest.raises(Invalid) as refused:
            say(world, world.mira, "what?", seq)
        assert refused.value.field == "thread"
        with pytest.raises(NotFound):
            page(world, world.mira, seq)
    assert say(world, world.kit, "next") == head + 1


def test_refused_replies_do_not_hold_up_the_others_of_their_batch(world: World) -> None:
    root = say(world, world.kit)
    posts = [
        Post(world.mira, world.room, "key-0000000a", "a", thread=root),
        Post(world.mira, world.room, "key-0000000b", "b", thread=999),
        Post(world.otto, world.room, "key-0000000c", "c", thread=root),
        Post(world.kit, world.room, "key-0000000d", "d"),
        Post(world.kit, world.room, "key-0000000e", "e", root, thread=root),
    ]
    answers = world.store.write(lambda tx: post_messages(tx, posts))
    assert [type(answer) for answer in answers] == [Sent, Invalid, NotFound, Sent, Sent]
    assert summary(world, root) == (2, (world.kit.id, world.mira.id))
    assert at(world, root).rev == root + 4  # once, after all of them


def test_only_the_change_is_told_and_the_whole_root_goes_to_who_is_behind(world: World) -> None:
    root = say(world, world.kit, "A long story. " * 50)
    world.store.write(lambda tx: react(tx, world.mira, world.room, root, "\U0001f44d", on=True))
    post = Post(world.mira, world.room, "key-00000001", "Go on.", thread=root)

    def told(tx: Tx) -> list[Replied]:
        post_messages(tx, [post])
        return [event for event in tx.events if isinstance(event, Replied)]

    [event] = world.store.write(told)
    now = at(world, root)
    assert event.message == now
    assert event.change == wire.RepliesChanged(world.room, root, root + 3, root + 1, now.replies)
    assert len(encode(event.change)) < 200
    assert now.reactions == (wire.Reaction("\U0001f44d", (world.mira.id,)),)


def test_a_deleted_reply_is_no_longer_counted_and_stays_in_its_thread(world: World) -> None:
    root = say(world, world.kit)
    first, second = say(world, world.mira, "one", root), say(world, world.kit, "two", root)
    changed = world.store.write(lambda tx: delete_message(tx, world.kit, world.room, second))
    assert (at(world, second).thread, at(world, second).kind) == (root, "deleted")
    assert (at(world, root).rev, summary(world, root)) == (changed.rev + 1, (1, (world.mira.id,)))
    assert at(world, root).replies == wire.Replies(1, at(world, first).timestamp, (world.mira.id,))
    world.store.write(lambda tx: delete_message(tx, world.kit, world.room, second))
    assert summary(world, root) == (1, (world.mira.id,))
    world.store.write(lambda tx: delete_message(tx, world.mira, world.room, first))
    assert at(world, root).replies is None
    assert [one.kind for one in page(world, world.mira, root).messages] == ["deleted", "deleted"]
    say(world, world.mira, "again", root)
    assert summary(world, root) == (1, (world.mira.id,))


def test_a_deleted_root_keeps_its_thread(world: World) -> None:
    root = say(world, world.kit)
    reply = say(world, world.mira, "one", root)
    world.store.write(lambda tx: delete_message(tx, world.kit, world.room, root))
    assert (at(world, root).kind, summary(world, root)) == ("deleted", (1, (world.mira.id,)))
    say(world, world.mira, "Why?", root)
    world.store.write(lambda tx: edit_message(tx, world.mira, world.room, reply, "One"))
    assert [one.message for one in page(world, world.kit, root).messages] == ["One", "Why?"]


def test_a_reply_whose_root_is_gone_can_still_be_deleted(world: World) -> None:
    root = say(world, world.kit)
    reply = say(world, world.mira, "one", root)
    mine = (Message.room_id == world.room) & (Message.seq == root)
    world.store.write(lambda tx: tx.execute(delete(Message).where(mine)))
    world.store.write(lambda tx: delete_message(tx, world.mira, world.room, reply))
    assert at(world, reply).kind == "deleted"


def test_a_thread_is_paged_by_place(world: World) -> None:
    root, other = say(world, world.kit), say(world, world.kit)
    seqs = []
    for n in range(10):
        seqs.append(say(world, world.mira, f"line {n}", root))
        say(world, world.mira, "elsewhere", other)
        say(world, world.mira, "in the room")

    def read(**part: int) -> tuple[list[int], bool, bool, int | None]:
        found = page(world, world.kit, root, **part)
        assert (found.root.seq, found.following.thread) == (root, root)
        return [seqs.index(one.seq) for one in found.messages], found.older, found.newer, found.at

    assert read(limit=3) == ([7, 8, 9], True, False, None)
    assert read(limit=3, before=seqs[3]) == ([0, 1, 2], False, True, None)
    assert read(limit=3, after=seqs[3]) == ([4, 5, 6], True, True, None)
    assert read(limit=4, around=seqs[5]) == ([3, 4, 5, 6], True, True, seqs[5])
    assert read(limit=4, around=seqs[5] + 1) == ([4, 5, 6, 7], True, True, None)
    assert read() == (list(range(10)), False, False, None)
    assert read(before=seqs[0]) == ([], False, True, None)
    assert read(after=seqs[9]) == ([], True, False, None)
    assert len(page(world, world.kit, root, limit=10_000).messages) == 10
    assert page(world, world.kit, other, limit=1).messages[0].message == "elsewhere"


def test_who_is_not_in_the_room_has_none_of_its_threads(world: World) -> None:
    root = say(world, world.kit)
    say(world, world.mira, "among us", root)
    with pytest.raises(NotFound):
        page(world, world.otto, root)
    world.store.write(lambda tx: leave_room(tx, world.mira, world.room))
    with pytest.raises(NotFound):
        page(world, world.mira, root)
    with pytest.raises(NotFound):
        say(world, world.mira, "still here?", root)
    assert summary(world, root) == (1, (world.mira.id,))


def test_the_history_of_the_room_has_the_replies_too(world: World) -> None:
    root = say(world, world.kit)
    say(world, world.mira, "beside", root)
    found = world.store.read(lambda tx: messages_before(tx, world.kit, world.room))
    assert [(one.seq, one.thread) for one in found[-2:]] == [(root, None), (root + 1, root)]


def test_threads_cost_a_plain_message_nothing_and_a_batch_of_replies_a_few_statements(world: World) -> None:
    root = say(world, world.kit)
    say(world, world.mira, "first", root)
    say(world, world.kit, "second", root)

    def counted(tx: Tx, kind: str, thread: int | None, count: int) -> tuple[int, list[str]]:
        authors = (world.kit, world.mira)
        posts = [Post(authors[n % 2], world.room, f"{kind}-{n:04}", "x", thread=thread) for n in range(count)]
        with asked(tx) as statements:
            answers = post_messages(tx, posts)
        assert all(isinstance(answer, Sent) for answer in answers)
        own = [one for one in statements if one.text.startswith(("SELECT", "UPDATE", "INSERT"))]
        return len(own), scans(tx, [one for one in own if not one.text.startswith("INSERT")])

    plain, _ = world.store.write(lambda tx: counted(tx, "plain", None, 20))
    assert plain == 6  # keys, members, lock, members after it, counters, messages
    for n, count in enumerate((2, 20)):
        replies, whole = world.store.write(partial(counted, kind=f"reply{n}", thread=root, count=count))
        assert (replies, whole) == (plain + 3, [])  # the root, its change, who follows


def test_a_thread_is_read_and_shortened_by_an_index(world: World) -> None:
    root = say(world, world.kit)
    last = [say(world, world.mira, "x", root) for _ in range(20)][-1]
    columns = {"room_id": world.room, "author_id": world.kit.id, "kind": "message", "body": "x", "html": "x"}
    numbers = ({"seq": n, "rev": n, "post": n, "key": f"plain-{n:05}"} for n in range(100, 3_000))
    rows = [columns | one | {"created_at": 0} for one in numbers]
    world.store.write(lambda tx: tx.execute(insert(Message), rows))

    def steps(tx: Tx) -> list[str]:
        with asked(tx) as statements:
            thread_page(tx, world.kit, world.room, root)
            delete_message(tx, world.mira, world.room, last)
        return scans(tx, [one for one in statements if one.text.startswith("SELECT") and "thread" in one.text])

    assert [step for step in world.store.write(steps) if "SCAN message" in step or "Seq Scan on message" in step] == []
