"""What is typed into the search field, taken apart."""

# ruff: noqa: RUF001  (every script has its own letters)

from __future__ import annotations

import pytest

from parlour.errors import Invalid
from parlour.search.query import TERMS_LIMIT, Query, parsed
from parlour.wire import SEARCH_LIMIT

DAY = 86_400_000
JANUARY = 1_767_225_600_000  # 2026-01-01, UTC

QUERIES = {
    "Two  Words": Query(words=("two", "words")),
    '"A  phrase" here': Query(words=("a  phrase", "here")),
    'keep -this -"and that"': Query(words=("keep",), without=("this", "and that")),
    "- -- --flag a-b": Query(words=("-", "--", "--flag", "a-b")),
    '" 5" a"b': Query(words=("5", 'a"b')),
    '"': Query(words=('"',)),
    '"open end': Query(words=('"open', "end")),
    "100%_ ^x* (a OR b)": Query(words=("100%_", "^x*", "(a", "or", "b)")),
    "https://example.org/a:b C:\\Users std::vector 12:30 10.0.0.17:80 note: localhost:5000": Query(
        words=(
            "https://example.org/a:b",
            "c:\\users",
            "std::vector",
            "12:30",
            "10.0.0.17:80",
            "note:",
            "localhost:5000",
        )
    ),
    "STRASSE Straße ＷＩＤＥ cafe\u0301": Query(words=("strasse", "strasse", "wide", "café")),
    'from:Mira From:@me from:"Kit Carson"': Query(people=("Mira", "me", "Kit Carson")),
    'in:#Kitchen in:"The Attic"': Query(rooms=("kitchen", "the attic")),
    "has:link HAS:Code": Query(has=3),
    "on:2026-01-01": Query(since=JANUARY, until=JANUARY + DAY),
    "after:2026-01-01 before:2026-01-03": Query(since=JANUARY + DAY, until=JANUARY + 2 * DAY),
    "after:2025-01-01 on:2026-01-01 before:2027-01-01": Query(since=JANUARY, until=JANUARY + DAY),
    "before:1969-12-31": Query(until=-DAY),
    "is:thread has:link": Query(has=5),
}


@pytest.mark.parametrize("text", QUERIES)
def test_a_query_is_taken_apart(text: str) -> None:
    assert parsed(text) == QUERIES[text]


REFUSED = {
    "": "Type what",
    ' \t "  "': "Type what",
    "x" * (SEARCH_LIMIT + 1): "At most 200 characters",
    "x" * 1_000_000: "At most 200 characters",
    "x " * (TERMS_LIMIT + 1): "At most 20 words",
    "a\x00b": "no message can have",
    "a\ud800b": "no message can have",
    "near:kettle": "There is no near: here. There are from:, in:, before:",
    "has:file": "has:link or has:code",
    "has:thread": "has:link or has:code",
    "is:pinned": "there is is:thread",
    "before:yesterday": "2026-01-31",
    "before:2026-02-30": "2026-01-31",
    "on:20260131": "2026-01-31",
    "word -from:kit": "left out with a minus",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_means_nothing_is_refused_with_a_word(text: str) -> None:
    with pytest.raises(Invalid, match=REFUSED[text]) as refused:
        parsed(text)
    assert refused.value.field == "q"


def test_the_limits_themselves_are_taken() -> None:
    assert parsed("x" * SEARCH_LIMIT).words == ("x" * SEARCH_LIMIT,)
    assert len(parsed("x " * TERMS_LIMIT).words) == TERMS_LIMIT
