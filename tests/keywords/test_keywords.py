"""Words that people wait for: in any language, whole, from now on, and only in rooms of theirs."""

from __future__ import annotations

import pytest
from world import World

from parlour.errors import Invalid
from parlour.inbox.reads import inbox_of
from parlour.keywords.actions import checked_keywords, keywords_of, set_keywords
from parlour.keywords.marks import is_due
from parlour.keywords.matching import is_said, look_on, tell_found
from parlour.messages.actions import Post, post_messages
from parlour.messages.editing import delete_message
from parlour.people.actions import ignore_person
from parlour.rooms.actions import create_room
from parlour.search.filling import index_next
from parlour.search.folding import folded
from parlour.security import new_key
from parlour.wire import KEYWORD_LIMIT, KEYWORDS_LIMIT, Person


def wait_for(world: World, who: Person, *words: str) -> list[str]:
    checked = checked_keywords(words)
    return world.store.write(lambda tx: set_keywords(tx, who, checked))


def say(world: World, actor: Person, text: str, room: int | None = None) -> int:
    seq: int = world.store.write_many(post_messages, Post(actor, room or world.room, new_key(), text)).seq
    return seq


def follow(world: World) -> None:
    while world.store.write(lambda tx: index_next(tx, 10)):
        pass
    while world.store.read(is_due):
        found = world.store.read(look_on)
        world.store.write(lambda tx, found=found: tell_found(tx, found))  # type: ignore[misc]


def heard(world: World, who: Person) -> list[tuple[str, int, str | None]]:
    return [(entry.kind, entry.seq, entry.word) for entry in world.store.read(lambda tx: inbox_of(tx, who)).entries]


@pytest.mark.parametrize(
    ("word", "text", "said"),
    [
        ("Kettle", "The KETTLE is on", True),
        ("kettle", "kettledrum", False),
        ("cat", "concatenate a cat", True),
        ("kettle on", "the kettle  on", False),
        ("kettle on", "the kettle\non", True),
        ("\u6771\u4eac", "\u6771\u4eac\u90fd\u306b", True),
        ("\u041f\u0440\u0438\u0432\u0435\u0442", "\u043f\u0440\u0438\u0432\u0435\u0442!", True),
        ("cafe\u0301", "CAF\u00c9", True),
        ("c++", "I like c++.", True),
        ("\uff26\uff4f\uff4f", "foo", True),
        ("x", "", False),
    ],
)
def test_a_word_is_whole_in_scripts_that_write_spaces(word: str, text: str, said: bool) -> None:
    assert is_said(folded(word), folded(text)) is said


def test_who_says_it_is_in_the_inbox_of_who_waits_and_of_nobody_else(world: World) -> None:
    say(world, world.kit, "kettle, said before")
    follow(world)
    assert wait_for(world, world.mira, "Kettle", "stove") == ["Kettle", "stove"]
    wait_for(world, world.otto, "kettle")
    seq = say(world, world.kit, "Kettle and stove!")
    say(world, world.mira, "my own kettle")
    attic = world.store.write(lambda tx: create_room(tx, world.kit, "Attic")).id
    say(world, world.kit, "a kettle elsewhere", attic)
    follow(world)
    assert heard(world, world.mira) == [("keyword", seq, "Kettle")]
    assert heard(world, world.otto) == heard(world, world.kit) == []
    follow(world)
    assert len(heard(world, world.mira)) == 1


def test_a_mention_with_the_word_in_it_is_one_entry(world: World) -> None:
    wait_for(world, world.mira, "tea")
    say(world, world.kit, "@Mira tea")
    follow(world)
    assert [kind for kind, _, _ in heard(world, world.mira)] == ["mention"]


def test_the_ignored_and_what_was_taken_back_are_left_out(world: World) -> None:
    wait_for(world, world.mira, "tea")
    seq = say(world, world.kit, "tea")
    world.store.write(lambda tx: delete_message(tx, world.kit, world.room, seq))
    follow(world)
    world.store.write(lambda tx: ignore_person(tx, world.mira, world.kit.id))
    say(world, world.kit, "tea")
    follow(world)
    assert heard(world, world.mira) == []


def test_what_comes_after_the_newest_was_deleted_is_not_missed(world: World) -> None:
    wait_for(world, world.mira, "tea")
    gone = say(world, world.kit, "coffee")
    follow(world)
    world.store.write(lambda tx: delete_message(tx, world.kit, world.room, gone))
    follow(world)
    seq = say(world, world.kit, "tea")  # it gets the number of the one that is gone
    follow(world)
    assert heard(world, world.mira) == [("keyword", seq, "tea")]


def test_nothing_is_looked_through_while_nobody_waits(world: World) -> None:
    say(world, world.kit, "tea")
    follow(world)
    assert world.store.read(is_due) is False
    wait_for(world, world.mira, "tea")
    assert world.store.read(is_due) is False  # what was said before is not looked at either


def test_words_are_kept_once_in_the_order_of_their_letters_and_can_be_taken_back(world: World) -> None:
    assert wait_for(world, world.mira, "b", "A", "a", " b ") == ["A", "b"]
    assert world.store.read(lambda tx: keywords_of(tx, world.kit)) == []
    assert wait_for(world, world.mira, "c") == ["c"]
    assert wait_for(world, world.mira) == []


TOO_MANY = [f"w{n}" for n in range(KEYWORDS_LIMIT + 1)]


@pytest.mark.parametrize(
    "words",
    [["x" * (KEYWORD_LIMIT + 1)], [""], ["..."], ["a\u202eb"], TOO_MANY, ["x" * 10_000_000]],
    ids=["long", "empty", "signs", "unseen", "many", "huge"],
)
def test_words_that_are_none_and_too_many_are_refused(words: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        checked_keywords(words)
    assert refused.value.field == "words"


def test_the_limits_themselves_are_taken(world: World) -> None:
    words = [f"{n:02}" + "\ufdfa" * 2 + "x" * (KEYWORD_LIMIT - 4) for n in range(KEYWORDS_LIMIT)]
    assert len(wait_for(world, world.mira, *words)) == KEYWORDS_LIMIT
