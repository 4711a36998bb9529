"""Mentions: who is called by a message, how that is drawn, and what it counts until it is read."""

from __future__ import annotations

import pytest
from statements import asked
from world import World, person

from parlour.errors import ConfirmNeeded, NotFound
from parlour.events import EntryAdded
from parlour.inbox.reads import inbox_of
from parlour.messages.actions import Post, post_messages
from parlour.messages.editing import delete_message, edit_message
from parlour.messages.mentions import LOOKED_AT, Drawn, Manner, draw
from parlour.messages.reads import changes_since, message_at
from parlour.people.actions import ignore_person
from parlour.rooms.membership import join_room, leave_room
from parlour.rooms.reading import Reading, mark_read, mark_unread
from parlour.rooms.reads import room_for, rooms_of, rooms_of_each
from parlour.security import new_key
from parlour.store import Tx
from parlour.wire import CALLED_LIMIT, CONFIRM_OVER, NAMED_LIMIT, Person, Sent


def drawn(world: World, text: str, actor: Person | None = None, **manner: object) -> Drawn:
    how = Manner(**manner)  # type: ignore[arg-type]
    return world.store.read(lambda tx: draw(tx, actor or world.kit, world.room, text, how))


def say(world: World, actor: Person, text: str, **manner: object) -> Sent:
    post = Post(actor, world.room, new_key(), text, manner=Manner(**manner))  # type: ignore[arg-type]
    sent: Sent = world.store.write_many(post_messages, post)
    return sent


def mentions(world: World, who: Person) -> list[int]:
    """What the three ways to ask for a room say."""
    asks = (lambda tx: [room_for(tx, who, world.room)], lambda tx: rooms_of(tx, who))
    found = [world.store.read(ask)[0].mentions for ask in asks]  # type: ignore[arg-type]
    return [*found, world.store.read(lambda tx: rooms_of_each(tx, [who.id]))[who.id][0].mentions]


def join(world: World, name: str, role: str = "member") -> Person:
    made = person(world.store, name, role)
    world.store.write(lambda tx: join_room(tx, made, code=world.code))
    return made


def crowd(world: World, people: int) -> list[Person]:
    """As many as make a room of so many people."""
    return [join(world, f"Person {n:03}") for n in range(people - 2)]


def test_a_member_is_called_by_name_and_drawn_as_a_link_to_his_card(world: World) -> None:
    found = drawn(world, "Hello @Mira, tea?")
    link = f'<a class="mention" href="#person-{world.mira.id}" rel="noopener noreferrer nofollow">@Mira</a>'
    assert found.html == f"<p>Hello {link}, tea?</p>"
    assert (found.named, found.everybody, found.called) == ((world.mira.id,), None, {world.mira.id})


@pytest.mark.parametrize(
    "text",
    ["@mira", "@MIRA.", "(@Mira)", "**@Mira**", "# @Mira", "x\n@Mira", "- @Mira", "\u6771@Mira\u4eac"],
)
def test_capitals_and_what_stands_around_do_not_matter(world: World, text: str) -> None:
    assert drawn(world, text).named == (world.mira.id,)
    assert ">@Mira</a>" in drawn(world, text).html


@pytest.mark.parametrize(
    "text",
    [
        "`@Mira`",
        "```\n@Mira\n```",
        "> @Mira",
        "> a\n> > @Mira",
        "kit@Mira",
        "@Miranda",
        "@Mir",
        "@ Mira",
        "[@Mira](https://x.example)",
        "@Otto",
    ],
)
def test_code_quotes_addresses_and_other_names_call_nobody(world: World, text: str) -> None:
    assert drawn(world, text).named == ()
    assert "mention" not in drawn(world, text).html


def test_of_names_with_spaces_the_longest_counts(world: World) -> None:
    lind, lee = join(world, "Mira Lind"), join(world, "\u674e\u5c0f\u9f99")
    assert drawn(world, "@Mira Lind and @Mira, not @Mira Lindgren").named == (lind.id, world.mira.id)
    assert drawn(world, "@\u674e\u5c0f\u9f99\u4f60\u597d").named == (lee.id,)


def test_a_name_is_drawn_safely(world: World) -> None:
    odd = join(world, "<b>&\"x'")
    found = drawn(world, "<i> @<b>&\"x' </i>")
    assert found.named == (odd.id,)
    assert "<b>" not in found.html
    assert "<i>" not in found.html


def test_one_message_calls_twenty_people_by_name_and_looks_at_fifty_signs(world: World) -> None:
    people = crowd(world, NAMED_LIMIT + 3)
    text = " ".join(f"@{one.username}" for one in people)
    found = drawn(world, text, confirmed=True)
    assert found.named == tuple(one.id for one in people[:NAMED_LIMIT])
    assert drawn(world, "@x " * LOOKED_AT + "@Mira").named == ()
    assert drawn(world, "@" * 10_000).named == ()


def test_the_room_and_those_who_are_here_are_called_by_a_word(world: World) -> None:
    nora = join(world, "Nora")
    found = drawn(world, "@room: tea")
    assert (found.everybody, found.called, found.mentions) == ("room", {world.mira.id, nora.id}, "room")
    assert found.html == '<p><strong class="mention">@room</strong>: tea</p>'
    here = drawn(world, "@here and @Mira", here=[world.kit.id, nora.id, world.otto.id])
    assert (here.everybody, here.called) == ("here", {world.mira.id, nora.id})
    assert here.mentions == f"here {world.mira.id}"


def test_guests_cannot_call_many_nor_members_more_than_a_hundred(world: World) -> None:
    gast = join(world, "Gast", "guest")
    assert drawn(world, "@room", gast).everybody is None
    crowd(world, CALLED_LIMIT)
    assert drawn(world, "@room", world.mira, confirmed=True).everybody is None  # with the guest it is one too many
    assert len(drawn(world, "@room", world.kit, confirmed=True).called) == CALLED_LIMIT


def test_whoever_calls_more_than_twenty_must_mean_it(world: World) -> None:
    crowd(world, CONFIRM_OVER + 1)
    assert len(drawn(world, "@room").called) == CONFIRM_OVER
    join(world, "One too many")
    with pytest.raises(ConfirmNeeded):
        say(world, world.kit, "@room")
    assert mentions(world, world.mira) == [0, 0, 0]
    say(world, world.kit, "@room", confirmed=True)
    assert mentions(world, world.mira) == [1, 1, 1]


def test_a_refused_call_leaves_the_others_of_its_batch_alone(world: World) -> None:
    crowd(world, CONFIRM_OVER + 2)
    posts = [Post(world.kit, world.room, new_key(), text) for text in ("a", "@room", "@Mira")]
    answers = world.store.write(lambda tx: post_messages(tx, posts))
    assert [type(answer) for answer in answers] == [Sent, ConfirmNeeded, Sent]
    assert answers[2].seq == answers[0].seq + 1  # type: ignore[union-attr]


def test_an_outsider_who_calls_everybody_learns_of_no_room_how_large_it_is(world: World) -> None:
    crowd(world, CONFIRM_OVER + 2)
    [answer] = world.store.write(lambda tx: post_messages(tx, [Post(world.otto, world.room, new_key(), "@room")]))
    assert type(answer) is NotFound


def test_mentions_are_counted_until_they_are_read_and_again_when_unread(world: World) -> None:
    first = say(world, world.kit, "@Mira one")
    say(world, world.kit, "plain")
    last = say(world, world.kit, "@Mira two")
    assert (mentions(world, world.mira), mentions(world, world.kit)) == ([2, 2, 2], [0, 0, 0])
    world.store.write_many(mark_read, Reading(world.mira, world.room, first.seq))
    assert mentions(world, world.mira) == [1, 1, 1]
    world.store.write_many(mark_read, Reading(world.mira, world.room, last.seq))
    assert mentions(world, world.mira) == [0, 0, 0]
    world.store.write(lambda tx: mark_unread(tx, world.mira, {world.room: first.seq}))
    assert mentions(world, world.mira) == [2, 2, 2]


def test_an_edit_calls_whom_it_names_now_and_a_deletion_nobody(world: World) -> None:
    nora = join(world, "Nora")
    seq = say(world, world.kit, "@Mira").seq
    world.store.write(lambda tx: edit_message(tx, world.kit, world.room, seq, "@Nora"))
    assert (mentions(world, world.mira)[0], mentions(world, nora)[0]) == (0, 1)
    told = world.store.read(lambda tx: message_at(tx, world.room, seq))
    assert told is not None
    assert (told.mentions, told.mentions_all) == ((nora.id,), None)
    world.store.write(lambda tx: delete_message(tx, world.kit, world.room, seq))
    assert mentions(world, nora) == [0, 0, 0]
    [gone] = world.store.read(lambda tx: changes_since(tx, world.kit, world.room, seq)).messages
    assert (gone.mentions, gone.mentions_all) == ((), None)


def test_an_edit_that_calls_many_must_be_meant(world: World) -> None:
    crowd(world, CONFIRM_OVER + 2)
    seq = say(world, world.kit, "tea").seq
    with pytest.raises(ConfirmNeeded):
        world.store.write(lambda tx: edit_message(tx, world.kit, world.room, seq, "@room"))
    world.store.write(lambda tx: edit_message(tx, world.kit, world.room, seq, "@room", Manner(confirmed=True)))
    assert mentions(world, world.mira)[0] == 1


def test_outsiders_oneself_and_who_ignores_the_writer_have_nothing_of_it(world: World) -> None:
    world.store.write(lambda tx: ignore_person(tx, world.mira, world.kit.id))
    post = Post(world.kit, world.room, new_key(), "@Mira @Kit @Otto")
    _, events = world.store.write(lambda tx: (post_messages(tx, [post]), tx.events))
    assert [fact for fact in events if isinstance(fact, EntryAdded)] == []
    for who in (world.kit, world.mira, world.otto):
        assert world.store.read(lambda tx, who=who: inbox_of(tx, who)).entries == []  # type: ignore[misc]


def test_whoever_has_left_is_not_called_and_what_he_has_is_not_shown(world: World) -> None:
    say(world, world.kit, "@Mira")
    world.store.write(lambda tx: leave_room(tx, world.mira, world.room))
    assert drawn(world, "@Mira").named == ()
    assert world.store.read(lambda tx: inbox_of(tx, world.mira)).entries == []


def test_a_message_without_the_sign_costs_no_statement(world: World) -> None:
    def counted(tx: Tx, text: str) -> int:
        with asked(tx) as statements:
            post_messages(tx, [Post(world.kit, world.room, new_key(), text)])
        return len(statements)

    plain = world.store.write(lambda tx: counted(tx, "tea"))
    assert world.store.write(lambda tx: counted(tx, "**tea** & `x`")) == plain
    assert world.store.write(lambda tx: counted(tx, "mail kit@example.org")) == plain
    assert world.store.write(lambda tx: counted(tx, "@Nobody")) == plain + 1
