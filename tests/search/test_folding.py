"""Text as it is compared, and back to the letters that were typed."""

# ruff: noqa: RUF001  (every script has its own letters)

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from parlour.search.excerpts import CUT, LENGTH, excerpt
from parlour.search.folding import FOLDED_LIMIT, folded, folded_pieces, traits_of
from parlour.wire import MESSAGE_LIMIT

ALIKE = [
    ("KETTLE", "kettle"),
    ("Straße", "STRASSE"),
    ("ＷＩＤＥ", "wide"),
    ("ﬁne", "fine"),
    ("cafe\u0301", "CAFÉ"),
    ("한글", "\u1112\u1161\u11ab\u1100\u1173\u11af"),
    ("one\ntwo\tthree\u2028four", "one two three four"),
    ("①", "1"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_people_take_for_the_same_is(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_what_is_different_stays_so() -> None:
    assert len({folded(text) for text in ("é", "e", "ё", "е", "漢", "字", "%", "_")}) == 8


def test_a_folded_text_is_bounded() -> None:
    assert len(folded("\ufdfa" * MESSAGE_LIMIT)) == FOLDED_LIMIT
    assert len(excerpt("\ufdfa" * MESSAGE_LIMIT, ["\u0635"])) >= 1


LETTERS = some.text(
    some.sampled_from("aÅ é\u0301\u0323q漢ｗ🚀👩\u200d💻ßﬁ\u1112\u1161\u11ab가ﷺ\nİ\u0bc6\u0bbe"), max_size=30
)


@given(LETTERS)
def test_pieces_fold_to_the_whole(text: str) -> None:
    pieces = folded_pieces(text)
    assert "".join(piece for piece, _ in pieces) == text
    assert "".join(plain for _, plain in pieces) == folded(text)


@given(LETTERS, LETTERS, LETTERS)
def test_an_excerpt_shows_what_was_typed_and_marks_the_word(before: str, word: str, after: str) -> None:
    text = f"{before} {word} {after}"
    parts = excerpt(text, [folded(word).strip() or "a"])
    assert "".join(part for part, _ in parts) == text
    if folded(word).strip():
        assert folded(word).strip() in folded("|".join(part for part, hit in parts if hit))


def test_an_excerpt_begins_near_the_first_hit_and_marks_every_one() -> None:
    text = "word " * 100 + "needle " + "word " * 100 + "needle"
    parts = excerpt(text, ["needle"])
    assert parts[0][0].startswith(CUT + "word")
    assert [part for part in parts if part[1]] == [("needle", True)]
    assert len("".join(part for part, _ in parts)) == LENGTH + 2
    assert excerpt("A NEEDLE, a needle.", ["needle", "a n"]) == [
        ("A NEEDLE", True),
        (", ", False),
        ("a needle", True),
        (".", False),
    ]


def test_without_a_hit_the_beginning_is_shown() -> None:
    assert excerpt("Hello\nthere", []) == [("Hello\nthere", False)]
    assert excerpt("", ["x"]) == []
    assert excerpt("漢" * 1000, ["字"])[0] == ("漢" * LENGTH + CUT, False)


def test_what_has_no_spaces_is_cut_all_the_same() -> None:
    parts = excerpt("漢" * 500 + "字" + "漢" * 500, ["字"])
    assert parts[0] == (CUT + "漢" * 60, False)
    assert parts[1] == ("字", True)


@pytest.mark.parametrize(
    ("text", "traits"),
    [
        ("see https://example.org", 1),
        ("www.example.org", 1),
        ("a `b` c", 2),
        ("```\nx\n```\nhttp://x", 3),
        ("http:// and one ` only", 0),
    ],
)
def test_links_and_code_are_known_by_the_text(text: str, traits: int) -> None:
    assert traits_of(text) == traits
