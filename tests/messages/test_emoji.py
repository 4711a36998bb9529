"""Exactly one emoji, in one spelling; nothing else, however it is dressed up."""

from __future__ import annotations

import time

import pytest

from parlour.errors import Invalid
from parlour.messages.emoji import one_emoji
from parlour.wire import EMOJI_LIMIT

THUMB, HEART, FAMILY = "\U0001f44d", "\u2764\ufe0f", "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
KISS = "\U0001f469\U0001f3fd\u200d\u2764\ufe0f\u200d\U0001f48b\u200d\U0001f468\U0001f3ff"  # the longest there is
RUNNER = "\U0001f3c3\U0001f3fe\u200d\u2640\ufe0f"
WALES = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
EMOJI = [
    THUMB, THUMB + "\U0001f3fd", HEART, FAMILY, KISS, RUNNER, WALES, "\U0001f1ef\U0001f1f5", "1\ufe0f\u20e3",
    "#\ufe0f\u20e3", "\u261d\U0001f3ff", "\U0001f3f3\ufe0f\u200d\U0001f308",
    "\U0001f3f4\u200d\u2620\ufe0f", "\u00a9\ufe0f",
    "\U0001fae8", "\U0001fa75", "\U0001f441\ufe0f\u200d\U0001f5e8\ufe0f",
]  # fmt: skip
OTHERS = [
    "", " ", "a", "1", "#", "+1", ":+1:", "ok", THUMB + THUMB, THUMB + " ", " " + THUMB, THUMB + "a", HEART + HEART,
    "\ufe0f", "\u200d", "\u20e3", "\U0001f3fd", "\U0001f1ef", "\U0001f1ef\U0001f1f5\U0001f1ef", THUMB + "\u200d",
    "\u200d" + THUMB, "\U0001f600\U0001f3fd", "\U0001f3f4\U000e0067\U000e007f", "\u202e" + THUMB, THUMB + "\u0301",
    THUMB + "\x00", "\ud83d", "\u200b", "\u2764\u0338", "<b>", "%", "a\ufe0f\u20e3", "1\u20e3\u20e3",
    "\n" + THUMB, THUMB + "\n",
]  # fmt: skip


@pytest.mark.parametrize("emoji", EMOJI)
def test_an_emoji_is_taken_as_it_is_spelled_in_full(emoji: str) -> None:
    assert one_emoji(emoji) == emoji
    assert len(emoji) <= EMOJI_LIMIT


@pytest.mark.parametrize("emoji", EMOJI)
def test_without_its_selectors_or_with_too_many_it_is_the_same(emoji: str) -> None:
    assert one_emoji(emoji.replace("\ufe0f", "")) == emoji
    assert one_emoji(emoji + "\ufe0f") == emoji


@pytest.mark.parametrize("text", OTHERS)
def test_anything_else_is_none(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        one_emoji(text)
    assert refused.value.field == "emoji"


def test_what_is_longer_than_the_longest_is_refused_at_once() -> None:
    begun = time.perf_counter()
    for text in (
        FAMILY + "\u200d" + THUMB,
        THUMB + "\ufe0f" * EMOJI_LIMIT,
        THUMB * 2_500_000,
        "\u2764\u200d" * 5_000_000,
    ):
        with pytest.raises(Invalid):
            one_emoji(text)
    assert one_emoji(THUMB + "\ufe0f" * (EMOJI_LIMIT - 1)) == THUMB
    assert time.perf_counter() - begun < 1
