"""Names: what people may be called, and when two names are one."""

# ruff: noqa: RUF001  (look-alikes are the point)

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parlour.accounts.names import KEY_LIMIT, display_name, name_key
from parlour.errors import Invalid

GOOD = ["Mira", "Zoë", "Ann-Marie O’Neil", "李雷", "Мария", "Νίκος", "mira99", "J. R. Hartley", "Mira (Мира)", "9"]


@pytest.mark.parametrize("name", GOOD)
def test_a_name_that_people_have_is_kept_as_it_is(name: str) -> None:
    assert display_name(name) == name


@pytest.mark.parametrize("name", ["  Mira  ", "Mira\u00a0", "\u2003Mira"])
def test_spaces_around_a_name_do_not_count(name: str) -> None:
    assert display_name(name) == "Mira"


def test_spaces_within_a_name_become_one() -> None:
    assert display_name("Mira \u2003  K") == "Mira K"


def test_a_name_is_composed_so_that_one_typed_in_parts_is_the_same() -> None:
    assert display_name("Zoe\u0308") == "Zoë"


@pytest.mark.parametrize("name", ["", "   ", "...", "\u2764\ufe0f", "-_-"])
def test_a_name_needs_a_letter_or_a_digit(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        display_name(name)
    assert refused.value.field == "username"


def test_a_name_has_at_most_40_characters() -> None:
    assert display_name("a" * 40) == "a" * 40
    for long in ("a" * 41, "a" * 10_000_000):
        with pytest.raises(Invalid, match="40"):
            display_name(long)


UNSEEN = [0x00, 0x09, 0x0A, 0x1B, 0x7F, 0xAD, 0x200B, 0x200C, 0x200D, 0x2028, 0x202E, 0x2066, 0xFEFF]
UNSEEN += [0xE000, 0x0378, 0xD800, 0x3164, 0x115F, 0xFFA0, 0x2800, 0x034F, 0xE0101]


@pytest.mark.parametrize("sign", UNSEEN, ids=hex)
def test_characters_nobody_can_see_are_refused(sign: int) -> None:
    with pytest.raises(Invalid):
        display_name(f"Mi{chr(sign)}ra")


def test_marks_are_not_stacked_over_the_lines_above() -> None:
    assert display_name("Vie\u0302\u0323t") == "Việt"
    with pytest.raises(Invalid, match="marks"):
        display_name("Z\u0300\u0301\u0302\u0303algo")


@pytest.mark.parametrize("name", ["@mira", "#mira", "\uff20mira", "\uff03mira"])
def test_a_name_does_not_start_like_a_mention_or_a_room(name: str) -> None:
    with pytest.raises(Invalid, match="start"):
        display_name(name)


@pytest.mark.parametrize("name", ["Νina", "pаypal", "Mirа K", "Oттo"])
def test_a_word_is_written_in_one_alphabet(name: str) -> None:
    with pytest.raises(Invalid, match="alphabet"):
        display_name(name)


@pytest.mark.parametrize("name", ["Parlour", "PARLOUR", "Parl0ur", "system", "Everyone", "ＨＥＲＥ"])
def test_names_of_the_house_are_reserved_in_every_disguise(name: str) -> None:
    with pytest.raises(Invalid, match="reserved"):
        display_name(name)


@pytest.mark.parametrize(
    "twin",
    ["MIRA", "mira", "Мirа", "М1rа", "ＭＩＲＡ", "𝕄𝕚𝕣𝕒", "rnira", "MlRA", "M|ra", "Mıra", "Mi\ufe0fra", "ⓜⓘⓡⓐ"],
)
def test_names_that_look_alike_are_one(twin: str) -> None:
    assert name_key(twin) == name_key("Mira")


@pytest.mark.parametrize(("one", "other"), [("BOB", "ВОВ"), ("Tom", "ТОМ"), ("KATE", "КАТЕ"), ("NIKO", "nikο")])
def test_a_whole_word_in_another_alphabet_is_still_the_same_to_the_eye(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Mira", "Mirah"), ("Zoe", "Zoë"), ("Ann Marie", "Annmarie"), ("мир", "мор")]
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_a_name_that_unfolds_too_far_is_refused() -> None:
    assert len(name_key("\ufdfa" * 11)) <= KEY_LIMIT
    with pytest.raises(Invalid):
        display_name("\ufdfa" * 40)


@given(st.text(max_size=60))
def test_whatever_is_accepted_is_accepted_again_as_the_same_name(text: str) -> None:
    try:
        name = display_name(text)
    except Invalid:
        return
    assert display_name(name) == name
    assert name_key(name) == name_key(name.casefold())
    assert name.encode()
