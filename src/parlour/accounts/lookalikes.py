"""Letters that look alike, folded to one of them, so that nobody can pass for somebody else.

Chosen by hand from Unicode's confusables (UTS #39, confusables.txt), and small on purpose: the table is applied after
NFKC and case folding, which deal with wide, bold and circled letters, and a name may not mix alphabets within a word
(see names.py), so only whole words in look-alike letters are left for it.
"""

# ruff: noqa: RUF001  (look-alikes are the point)

from __future__ import annotations

# Capitals that look alike count as well: a Cyrillic "ve" has the capital of a B.
CYRILLIC = dict(zip("авекмнорстухѕіјһԁԛԝѵӏ", "abekmhopctyxsijhdqwvl", strict=True))
GREEK = dict(zip("αβεζηικμνορτυχ", "abezhikmvoptyx", strict=True))
LATIN = dict(zip("ıɑɡɩʋʏ", "iagivy", strict=True))
SIGNS = dict(zip("01‐‑‒–—−’ʼ‘`´", "ol------'''''", strict=True))
ONE_STROKE = {"i": "l", "|": "l", "ǀ": "l"}
PAIRS = {"rn": "m", "vv": "w"}

TABLE = str.maketrans(CYRILLIC | GREEK | LATIN | SIGNS | ONE_STROKE)


def folded(text: str) -> str:
    """Return `text`, already in small letters, with every look-alike replaced by its pattern."""
    plain = text.translate(TABLE).translate(TABLE)  # twice: a Cyrillic i becomes i, and that becomes l
    for pair, letter in PAIRS.items():
        plain = plain.replace(pair, letter)
    return plain
