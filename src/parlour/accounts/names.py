"""What people may be called, and when two names are one."""

from __future__ import annotations

import re
import unicodedata

from parlour.accounts.lookalikes import folded
from parlour.errors import Invalid
from parlour.text import JOINERS, UNSTORABLE, clean_line
from parlour.wire import NAME_LIMIT

KEY_LIMIT = 200

# Drawn as nothing, although Unicode counts them as letters, marks or symbols.
BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\U000e0100-\U000e01ef]")
VARIANTS = re.compile("[\ufe00-\ufe0f]")
SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
ALPHABETS = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "GEORGIAN"}
MARKS_LIMIT = 3  # on one letter; more of them cover the lines above and below


def display_name(text: str) -> str:
    """Return a name as it is shown; raise `Invalid` when it is empty, too long, deceptive or reserved."""
    name = clean_line(SPACES.sub(" ", text), NAME_LIMIT, "username")
    if BLANK.search(name) or any(joiner in name for joiner in JOINERS):
        raise _refused("That name has characters nobody can see.")
    if not any(letter.isalnum() for letter in name):
        raise _refused("A name needs at least one letter or digit.")
    if unicodedata.normalize("NFKC", name[0]) in ("@", "#"):
        raise _refused("A name cannot start with @ or #.")
    if _is_stacked(name):
        raise _refused("That is too many marks on one letter.")
    if any(len(_alphabets_in(word)) > 1 for word in re.split(r"[\W\d_]+", name)):
        raise _refused("Please write each word of the name in one alphabet.")
    if name_key(name) in RESERVED:
        raise _refused("That name is reserved. Try another.")
    return name


def name_key(name: str) -> str:
    """Return what makes a name unique: two names with one key are one to the eye."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", VARIANTS.sub("", name)).casefold())
    key = folded(" ".join(plain.replace("i\u0307", "i").split()))
    if len(key) > KEY_LIMIT:
        raise _refused(f"At most {NAME_LIMIT} characters, please.")
    if UNSTORABLE.search(key):
        raise _refused("That name has characters that cannot be stored.")
    return key


def _refused(text: str) -> Invalid:
    return Invalid(text, field="username")


def _is_stacked(name: str) -> bool:
    marks = 0
    for letter in unicodedata.normalize("NFD", name):
        marks = marks + 1 if unicodedata.category(letter) in ("Mn", "Me") else 0
        if marks > MARKS_LIMIT:
            return True
    return False


def _alphabets_in(word: str) -> set[str]:
    return {unicodedata.name(letter, "").partition(" ")[0] for letter in word} & ALPHABETS


RESERVED = frozenset(
    name_key(word)
    for word in (
        "parlour",
        "system",
        "admin",
        "administrator",
        "moderator",
        "everyone",
        "all",
        "here",
        "room",
        "channel",
    )
)
