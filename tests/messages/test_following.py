"""Following threads: by writing or by wish, what is unread in them, and nobody's who is not in the room."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import insert, select
from world import World, person

from parlour.errors import Invalid, NotFound
from parlour.events import ThreadFollowed
from parlour.messages.actions import Post, post_messages
from parlour.messages.editing import delete_message
from parlour.messages.following import follow_thread, followed_by, read_thread
from parlour.messages.models import Follower
from parlour.messages.thread_pages import threads_of
from parlour.rooms.actions import create_room
from parlour.rooms.membership import join_room, leave_room
from parlour.rooms.models import Message
from parlour.rooms.reads import room_for
from parlour.security import new_key
from parlour.store import Tx
from parlour.wire import FOLLOWED_LIMIT, THREADS_PAGE, UNREAD_LIMIT, Following, Person


def say(world: World, actor: Person, text: str = "Cake?", thread: int | None = None, room: int | None = None) -> int:
    post = Post(actor, room or world.room, new_key(), text, thread=thread)
    return world.store.write_many(post_messages, post).seq


def followed(world: World, reader: Person) -> dict[int, int]:
    """What is unread, by thread."""
    return {one.thread: one.unread for one in world.store.read(lambda tx: followed_by(tx, reader))}


def follow(world: World, actor: Person, seq: int, *, on: bool = True) -> Following:
    return world.store.write(lambda tx: follow_thread(tx, actor, world.room, seq, on=on))


def read(world: World, actor: Person, seq: int, upto: int) -> Following:
    return world.store.write(lambda tx: read_thread(tx, actor, world.room, seq, upto))


def told(world: World, act: Callable[[Tx], object]) -> list[tuple[int, Following]]:
    def noted(tx: Tx) -> list[tuple[int, Following]]:
        act(tx)
        return [(event.account, event.thread) for event in tx.events if isinstance(event, ThreadFollowed)]

    return world.store.write(noted)


def test_who_writes_in_a_thread_follows_it_and_so_does_who_it_began_with(world: World) -> None:
    root = say(world, world.kit)
    assert (followed(world, world.kit), followed(world, world.mira)) == ({}, {})
    say(world, world.mira, "one", root)
    assert (followed(world, world.kit), followed(world, world.mira)) == ({root: 1}, {root: 0})
    say(world, world.kit, "two", root)
    say(world, world.kit, "three", root)
    assert (followed(world, world.kit), followed(world, world.mira)) == ({root: 1}, {root: 2})
    assert followed(world, world.otto) == {}


def test_each_is_told_once_what_he_follows_now(world: World) -> None:
    root = say(world, world.kit)
    posts = [Post(world.mira, world.room, f"key-{n:08}", "x", thread=root) for n in range(3)]
    rev = root + 4
    assert told(world, lambda tx: post_messages(tx, posts)) == [
        (world.kit.id, Following(world.room, root, following=True, read_seq=root, unread=3, rev=rev)),
        (world.mira.id, Following(world.room, root, following=True, read_seq=root + 3, unread=0, rev=rev)),
    ]
    more = [Post(world.mira, world.room, "key-00000009", "x", thread=root)]
    assert told(world, lambda tx: post_messages(tx, more)) == []


def test_who_has_enough_is_not_made_to_follow_by_others(world: World) -> None:
    root = say(world, world.kit)
    say(world, world.mira, "one", root)
    assert not follow(world, world.kit, root, on=False).following
    say(world, world.mira, "two", root)
    assert followed(world, world.kit) == {}
    assert follow(world, world.kit, root).unread == 0  # what was said is not news to who looks at it
    say(world, world.mira, "three", root)
    assert followed(world, world.kit) == {root: 1}
    follow(world, world.kit, root, on=False)
    say(world, world.kit, "after all", root)
    assert followed(world, world.kit) == {root: 0}


def test_what_is_so_already_is_not_told(world: World) -> None:
    root = say(world, world.kit)
    assert told(world, lambda tx: follow_thread(tx, world.mira, world.room, root, on=False)) == []
    [(account, state)] = told(world, lambda tx: follow_thread(tx, world.mira, world.room, root, on=True))
    assert (account, state.following) == (world.mira.id, True)
    assert told(world, lambda tx: follow_thread(tx, world.mira, world.room, root, on=True)) == []
    assert told(world, lambda tx: read_thread(tx, world.mira, world.room, root, 1)) == []
    assert told(world, lambda tx: read_thread(tx, world.kit, world.room, root, 99)) == []  # who does not follow


def test_what_is_read_moves_forward_and_no_further_than_the_end(world: World) -> None:
    root = say(world, world.kit)
    first, second = say(world, world.mira, "one", root), say(world, world.mira, "two", root)
    assert read(world, world.kit, root, first).unread == 1
    assert read(world, world.kit, root, root).read_seq == first
    head = world.store.read(lambda tx: room_for(tx, world.kit, world.room)).rev
    state = read(world, world.kit, root, 2**53 - 1)
    assert (state.unread, state.read_seq, state.rev) == (0, head, head)
    assert second < head
    say(world, world.mira, "three", root)
    assert followed(world, world.kit) == {root: 1}


def test_what_was_deleted_is_not_unread(world: World) -> None:
    root = say(world, world.kit)
    gone = say(world, world.mira, "one", root)
    say(world, world.mira, "two", root)
    world.store.write(lambda tx: delete_message(tx, world.mira, world.room, gone))
    assert followed(world, world.kit) == {root: 1}


def test_no_more_than_a_hundred_are_counted(world: World) -> None:
    root = say(world, world.kit)
    posts = [Post(world.mira, world.room, f"key-{n:08}", "x", thread=root) for n in range(UNREAD_LIMIT + 5)]
    world.store.write(lambda tx: post_messages(tx, posts[:-6]))
    assert followed(world, world.kit) == {root: UNREAD_LIMIT - 1}
    world.store.write(lambda tx: post_messages(tx, posts[-6:]))
    assert followed(world, world.kit) == {root: UNREAD_LIMIT}


def test_only_members_follow_and_who_leaves_follows_no_more(world: World) -> None:
    root = say(world, world.kit)
    say(world, world.mira, "one", root)
    for act in (lambda: follow(world, world.otto, root), lambda: read(world, world.otto, root, 9)):
        with pytest.raises(NotFound):
            act()
    world.store.write(lambda tx: leave_room(tx, world.kit, world.room))
    say(world, world.mira, "two", root)
    assert followed(world, world.kit) == {}
    assert world.store.read(lambda tx: threads_of(tx, world.kit)).threads == []
    world.store.write(lambda tx: join_room(tx, world.kit, code=world.code))
    say(world, world.mira, "three", root)
    assert followed(world, world.kit) == {}  # nobody follows what he did not wish to


def test_who_left_before_the_first_reply_is_not_made_to_follow(world: World) -> None:
    root = say(world, world.kit)
    world.store.write(lambda tx: leave_room(tx, world.kit, world.room))
    say(world, world.mira, "one", root)
    assert world.store.read(lambda tx: tx.execute(select(Follower.account_id)).scalars().all()) == [world.mira.id]


@pytest.mark.parametrize("seq", [1, 999])
def test_what_is_no_thread_is_not_followed(world: World, seq: int) -> None:
    with pytest.raises(NotFound):
        follow(world, world.kit, seq)
    with pytest.raises(NotFound):
        read(world, world.kit, seq, 9)


def test_the_one_followed_for_longest_makes_room(world: World) -> None:
    roots = [say(world, world.kit, f"root {n}") for n in range(FOLLOWED_LIMIT + 1)]
    rows = [
        {"room_id": world.room, "seq": seq, "account_id": world.mira.id, "read_seq": 0, "followed_at": n}
        for n, seq in enumerate(roots[:-1])
    ]
    world.store.write(lambda tx: tx.execute(insert(Follower), rows))
    moved = told(world, lambda tx: follow_thread(tx, world.mira, world.room, roots[-1], on=True))
    assert [(state.thread, state.following) for _, state in moved] == [(roots[0], False), (roots[-1], True)]
    assert len(followed(world, world.mira)) == FOLLOWED_LIMIT


def test_the_list_has_the_newest_reply_first_page_by_page(world: World) -> None:
    attic = world.store.write(lambda tx: create_room(tx, world.mira, "Attic")).id
    roots = [(room, say(world, world.mira, f"root {n}", room=room)) for n, room in enumerate([world.room, attic] * 18)]
    for room, seq in reversed(roots):
        say(world, world.mira, "mine", seq, room)

    def listed(before: str | None = None) -> tuple[list[tuple[int, int]], str | None]:
        found = world.store.read(lambda tx: threads_of(tx, world.mira, before))
        assert all(thread.message.replies and thread.message.replies.count == 1 for thread in found.threads)
        return [(thread.message.room, thread.message.seq) for thread in found.threads], found.before

    first, more = listed()
    second, end = listed(more)
    assert (len(first), end) == (THREADS_PAGE, None)
    assert sorted(first + second) == sorted(roots)
    times = world.store.read(lambda tx: tx.execute(select(Message.room_id, Message.seq, Message.replied_at)).all())
    when = {(row.room_id, row.seq): row.replied_at for row in times}
    order = [(when[place], *place) for place in first + second]
    assert order == sorted(order, reverse=True)


def test_what_has_no_reply_yet_is_listed_by_when_it_was_followed(world: World) -> None:
    root = say(world, world.kit)
    follow(world, world.mira, root)
    [thread] = world.store.read(lambda tx: threads_of(tx, world.mira)).threads
    assert (thread.message.seq, thread.message.replies, thread.unread) == (root, None, 0)


@pytest.mark.parametrize("before", ["", "x", "1.2", "1.2.x", "1.2.3.4", "1.2." + "9" * 17, "\u0661.2.3"])
def test_a_page_that_none_has_named_is_refused(world: World, before: str) -> None:
    with pytest.raises(Invalid):
        world.store.read(lambda tx: threads_of(tx, world.kit, before))


def test_a_guest_follows_like_anybody(world: World) -> None:
    guest = person(world.store, "Gast", "guest")
    world.store.write(lambda tx: join_room(tx, guest, code=world.code))
    root = say(world, world.kit)
    say(world, guest, "one", root)
    assert followed(world, guest) == {root: 0}
