"""What text may be: lines such as names are cleaned, bodies are kept as typed; what no database can hold is refused."""

from __future__ import annotations

import re
import unicodedata

from parlour.errors import Invalid

# Control, format (bidi, zero width), surrogate, private and unassigned characters, line and paragraph separators.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
JOINERS = "\u200c\u200d"  # needed inside words of several scripts and in emoji


def clean_line(text: str, limit: int, field: str) -> str:
    """Return one visible line: NFC, spaces collapsed; raise `Invalid` when empty, too long or deceptive."""
    line = " ".join(part for part in unicodedata.normalize("NFC", text).split(" ") if part)
    if len(line) > limit:
        raise Invalid(f"At most {limit} characters, please.", field=field)
    if any(unicodedata.category(letter) in UNSEEN and letter not in JOINERS for letter in line):
        raise Invalid("That has characters nobody can see.", field=field)
    if not any(unicodedata.category(letter)[0] in "LNSP" for letter in line):
        raise Invalid("Please write something here.", field=field)
    return line


def checked_body(text: str, limit: int, field: str = "message") -> str:
    """Return the text of a message as typed; raise `Invalid` when blank, too long or not storable."""
    if len(text) > limit:
        raise Invalid(f"At most {limit} characters, please; this has {len(text)}.", field=field)
    if not text.strip() or not any(unicodedata.category(letter)[0] in "LNSPM" for letter in text):
        raise Invalid("An empty message says nothing.", field=field)
    if UNSTORABLE.search(text):
        raise Invalid("That text has characters that cannot be stored.", field=field)
    return text


def is_apart(before: str, after: str) -> bool:
    """Tell whether a word may end between two characters; scripts that write no spaces let it end anywhere."""
    if unicodedata.combining(after) or after in "\ufe0f" + JOINERS:
        return False
    return not (_is_of_word(before) and _is_of_word(after))


def _is_of_word(letter: str) -> bool:
    return letter < "\u2e80" and (letter.isalnum() or letter == "_" or unicodedata.combining(letter) > 0)
