"""Names of emoji as Slack writes them, and what they are."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

from parlour.errors import Invalid
from parlour.messages.emoji import one_emoji

NAMED = re.compile(r"(?<![\w:]):([a-z0-9_+'-]{1,60})(?:::skin-tone-([2-6]))?:(?![\w:])")
SKINS = {str(tone): chr(0x1F3F9 + tone) for tone in range(2, 7)}


def emoji_called(name: str) -> str | None:
    """Return the emoji of a name such as `tada` or `+1::skin-tone-3`; None for one of their own making."""
    plain, _, tone = name.partition("::skin-tone-")
    found = _named().get(plain) or _by_unicode(plain)
    if found is None:
        return None
    for spelled in (found + SKINS.get(tone, ""), found):
        try:
            return one_emoji(spelled)
        except Invalid:
            continue
    return None


def with_emoji(text: str) -> str:
    """Return a text in which the names are emoji; what nobody knows stays as it is."""

    def emoji(found: re.Match[str]) -> str:
        name = found[1] + (f"::skin-tone-{found[2]}" if found[2] else "")
        return emoji_called(name) or found[0]

    return NAMED.sub(emoji, text)


def _by_unicode(name: str) -> str | None:
    """Many are called as Unicode calls them."""
    try:
        return unicodedata.lookup(name.replace("_", " ").replace("-", " ").upper())
    except KeyError:
        return None


@cache
def _named() -> dict[str, str]:
    lines = files("parlour.imports").joinpath("emoji_names.txt").read_text("utf-8").splitlines()
    rows = (line.split() for line in lines if line and not line.startswith("#"))
    return {name: emoji for emoji, *names in rows for name in names}
