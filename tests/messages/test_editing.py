"""Changing what was said: in its turn, by who may, and nothing of it left."""

from __future__ import annotations

import pytest
from world import World

from parlour.errors import Forbidden, Invalid, KeyReuse, NotFound
from parlour.messages.actions import Post, post_messages
from parlour.messages.editing import delete_message, edit_message
from parlour.messages.reads import changes_since, message_at, messages_before
from parlour.rooms.membership import join_room, leave_room
from parlour.rooms.reads import room_for
from parlour.store import Tx
from parlour.wire import MESSAGE_LIMIT, Message, Person, Sent


def post(world: World, actor: Person, text: str, key: str = "key-00000001") -> Sent:
    return world.store.write_many(post_messages, Post(actor, world.room, key, text))


def edit(world: World, actor: Person, seq: int, text: str) -> int:
    return world.store.write(lambda tx: edit_message(tx, actor, world.room, seq, text)).rev


def delete(world: World, actor: Person, seq: int) -> int:
    return world.store.write(lambda tx: delete_message(tx, actor, world.room, seq)).rev


def at(world: World, seq: int) -> Message:
    found = world.store.read(lambda tx: message_at(tx, world.room, seq))
    assert found is not None
    return found


def head(world: World) -> int:
    return world.store.read(lambda tx: room_for(tx, world.kit, world.room)).rev


def test_an_edit_keeps_the_place_and_takes_the_next_number(world: World) -> None:
    said = post(world, world.kit, "The kettel is on.")
    rev = edit(world, world.kit, said.seq, "The **kettle** is on.")
    assert (rev, head(world)) == (said.rev + 1, said.rev + 1)
    message = at(world, said.seq)
    assert (message.seq, message.rev, message.message) == (said.seq, rev, "The **kettle** is on.")
    assert "<strong>kettle</strong>" in message.html
    assert message.edited_at is not None


def test_who_was_away_gets_the_present_state_once_at_its_last_place(world: World) -> None:
    first, second = post(world, world.kit, "one"), post(world, world.kit, "two", "key-00000002")
    rev = edit(world, world.kit, first.seq, "one, but better")
    missed = world.store.read(lambda tx: changes_since(tx, world.mira, world.room, first.seq - 1))
    assert [(one.seq, one.rev, one.message) for one in missed.messages] == [
        (second.seq, second.rev, "two"),
        (first.seq, rev, "one, but better"),
    ]
    assert (missed.head, missed.more) == (rev, False)


def test_the_same_edit_twice_changes_nothing_more(world: World) -> None:
    said = post(world, world.kit, "one")
    assert edit(world, world.kit, said.seq, "two") == edit(world, world.kit, said.seq, "two") == said.rev + 1
    assert delete(world, world.kit, said.seq) == delete(world, world.kit, said.seq) == said.rev + 2


def test_a_deleted_message_leaves_its_place_and_not_a_word(world: World) -> None:
    said = post(world, world.kit, "a secret of great weight")
    edit(world, world.kit, said.seq, "a secret of weight")
    delete(world, world.kit, said.seq)
    message = at(world, said.seq)
    assert (message.kind, message.message, message.html, message.edited_at) == ("deleted", "", "", None)
    everything = world.store.read(lambda tx: "".join(map(str, tx.connection.exec_driver_sql("SELECT * FROM message"))))
    assert "secret" not in everything
    page = world.store.read(lambda tx: messages_before(tx, world.mira, world.room))
    assert page[-1].seq == said.seq
    with pytest.raises(NotFound):
        edit(world, world.kit, said.seq, "back again")


def test_a_retry_of_what_was_edited_or_deleted_since_is_still_that_message(world: World) -> None:
    said = post(world, world.kit, "one")
    edit(world, world.kit, said.seq, "two")
    again = post(world, world.kit, "one")
    assert (again.seq, again.dup) == (said.seq, True)
    delete(world, world.kit, said.seq)
    assert post(world, world.kit, "one").seq == said.seq
    other = post(world, world.kit, "three", "key-00000003")
    with pytest.raises(KeyReuse):
        post(world, world.kit, "four", "key-00000003")
    assert at(world, other.seq).message == "three"


def test_only_the_author_edits_and_only_he_or_the_owner_deletes(world: World) -> None:
    by_mira, by_kit = post(world, world.mira, "mine"), post(world, world.kit, "his", "key-00000002")
    for act in (
        lambda: edit(world, world.kit, by_mira.seq, "not yours"),
        lambda: delete(world, world.mira, by_kit.seq),
    ):
        with pytest.raises(Forbidden):
            act()
    assert head(world) == by_kit.rev
    assert delete(world, world.kit, by_mira.seq) == by_kit.rev + 1  # the room is Kit's


def test_an_outsider_and_who_has_left_find_nothing_and_use_up_no_number(world: World) -> None:
    said = post(world, world.mira, "mine")
    world.store.write(lambda tx: leave_room(tx, world.mira, world.room))
    before = head(world)
    for person in (world.otto, world.mira):
        for act in (edit_message, delete_message):
            words = ("x",) if act is edit_message else ()

            def run(tx: Tx, act=act, person=person, words=words):  # type: ignore[no-untyped-def]
                return act(tx, person, world.room, said.seq, *words)

            with pytest.raises(NotFound):
                world.store.write(run)
    assert head(world) == before
    world.store.write(lambda tx: join_room(tx, world.mira, code=world.code))
    assert edit(world, world.mira, said.seq, "back") == before + 2


@pytest.mark.parametrize("text", ["", " \n", "x" * (MESSAGE_LIMIT + 1)])
def test_text_that_cannot_be_stored_changes_nothing(world: World, text: str) -> None:
    said = post(world, world.kit, "one")
    with pytest.raises(Invalid):
        edit(world, world.kit, said.seq, text)
    assert (at(world, said.seq).message, head(world)) == ("one", said.rev)


def test_what_the_room_says_by_itself_and_what_is_not_there_cannot_be_changed(world: World) -> None:
    with pytest.raises(Forbidden):
        edit(world, world.kit, 1, "I made this room")
    with pytest.raises(Forbidden):
        delete(world, world.kit, 1)
    with pytest.raises(NotFound):
        delete(world, world.kit, 999)
