"""Slack's markup as Markdown, and its names of emoji."""

from __future__ import annotations

import pytest

from parlour.imports.emoji_names import _named, emoji_called
from parlour.imports.mrkdwn import markdown
from parlour.messages.emoji import one_emoji
from parlour.messages.markup import rendered

PEOPLE = {"U1": "Mira", "U2": "Kit"}
ROOMS = {"C1": "kitchen"}


def told(text: str) -> str:
    return markdown(text, lambda one: PEOPLE.get(one, one), lambda one: ROOMS.get(one, one))


@pytest.mark.parametrize(
    ("slack", "ours"),
    [
        ("plain words", "plain words"),
        ("*bold* and _slanted_ and ~gone~", "**bold** and _slanted_ and ~~gone~~"),
        ("*bold <https://example.org|link>*", "**bold [link](https://example.org)**"),
        ("2 * 3 * 4 and a*b*c", "2 * 3 * 4 and a*b*c"),
        ("<@U1> and <@U2|kit> and <@U9>", "@Mira and @Kit and @U9"),
        ("see <#C1|kitchen> or <#C1> or <#C9>", "see #kitchen or #kitchen or #C9"),
        ("<!here> <!channel> <!everyone> <!subteam^S1|@cooks> <!date^123^{date}|yesterday> <!other>",
         "@here @room @room @cooks yesterday @other"),
        ("<https://example.org/a_b_c?x=1&amp;y=2>", "https://example.org/a_b_c?x=1&y=2"),
        ("<mailto:mira@example.org|mira@example.org>", "mira@example.org"),
        ("<https://example.org|see [this]>", "[see (this)](https://example.org)"),
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("`*not bold* <https://example.org|https://example.org>`", "`*not bold* https://example.org`"),
        ("```\na &lt; b\n```", "\n```\na < b\n```\n"),
        ("&gt; quoted", "> quoted"),
        ("&gt;&gt;&gt; all\nof it", "> all\n> of it"),
        ("# no heading", "\\# no heading"),
        ("\u2022 one\n\u2022 two", "- one\n- two"),
        (":tada: :+1::skin-tone-3: :house_made: 10:30:45", "\U0001f389 \U0001f44d\U0001f3fc :house_made: 10:30:45"),
        ("\ue0000\ue001 <@U1>", "0 @Mira"),
    ],
)  # fmt: skip
def test_what_slack_writes_is_what_we_would(slack: str, ours: str) -> None:
    assert told(slack) == ours


def test_what_was_made_to_harm_is_rendered_safely() -> None:
    for evil in ("<javascript:alert(1)|click>", "&lt;script&gt;alert(1)&lt;/script&gt;", '<https://a"b|x>'):
        html = rendered(told(evil))
        assert "<script" not in html
        assert 'href="javascript' not in html


def test_every_name_is_one_emoji() -> None:
    assert len(_named()) > 250
    wrong = {name for name in _named() if emoji_called(name) is None}
    assert wrong == set()


@pytest.mark.parametrize(
    ("name", "emoji"),
    [
        ("thumbsup", "\U0001f44d"),
        ("wave::skin-tone-5", "\U0001f44b\U0001f3fe"),
        ("rocket::skin-tone-2", "\U0001f680"),
        ("heart", one_emoji("\u2764")),
        ("octopus", "\U0001f419"),
        ("latin_small_letter_a", None),
        ("party_parrot", None),
    ],
)
def test_names_that_slack_and_unicode_know(name: str, emoji: str | None) -> None:
    assert emoji_called(name) == emoji
