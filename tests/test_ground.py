"""The clock, codes and secrets, text, limits, proxies: what everything stands on."""

from __future__ import annotations

from pathlib import Path

import pytest

from parlour.clock import moment, rfc3339
from parlour.errors import Invalid, Limited, Problem
from parlour.proxies import Proxies
from parlour.security import CODE_ALPHABET, digest, new_code, new_token, plain_code, same, secret_from
from parlour.text import clean_line
from parlour.throttle import RULES, Throttle


def test_a_time_is_written_in_utc_with_milliseconds() -> None:
    assert rfc3339(0) == "1970-01-01T00:00:00.000Z"
    assert rfc3339(1_795_252_353_007) == "2026-11-21T09:12:33.007Z"


def test_a_time_or_a_day_is_read_back() -> None:
    assert moment("2026-11-21T09:12:33.007Z") == moment("2026-11-21t10:12:33.0079+01:00") == 1_795_252_353_007
    assert moment("1970-01-02") == 86_400_000
    assert moment("1969-12-31T23:59:59.999999999Z") == -1
    for text in ("", "now", "2026-11-21 09:12:33Z", "2026-11-21T09:12Z", "2026-11-31", "2026-W47-6", "\uff12026-11-21"):
        with pytest.raises(ValueError, match=r".*"):
            moment(text)


def test_codes_are_short_readable_and_understood_as_typed() -> None:
    code = new_code()
    assert len(code) == 9
    assert set(code) <= set(CODE_ALPHABET + "-")
    assert plain_code(f" {code.lower().replace('-', ' ')}") == code
    assert plain_code(code[:-1] + "\x00") == plain_code(code[:-1] + "\ud800") == code[:-1] + "?"


def test_tokens_differ_and_only_their_digest_is_stable() -> None:
    assert new_token() != new_token()
    assert digest("a") == digest("a") != digest("b")
    assert len(digest("\ud800")) == 64


def test_comparing_secrets_takes_any_text() -> None:
    assert same("ä", "ä")
    assert not same("a", "\ud800")


def test_a_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    made = secret_from(tmp_path, "secret")
    assert secret_from(tmp_path, "secret") == made
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_a_line_is_cleaned_but_not_changed_in_meaning() -> None:
    assert clean_line("  Zoe\u0308   K ", 40, "name") == "Zoë K"
    assert clean_line("👩‍💻", 40, "name") == "👩‍💻"


@pytest.mark.parametrize("text", ["", " ", "x" * 41, "a\u202eb", "a\tb", "a\nb", "a\ud800", "\u200d", "\u0301"])
def test_a_line_nobody_can_see_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        clean_line(text, 40, "username")
    assert caught.value.as_dict()["field"] == "username"


def test_a_limit_is_per_rule_and_key_and_says_when_to_come_back() -> None:
    throttle = Throttle()
    for _ in range(10):
        throttle.hit("password", 1)
    with pytest.raises(Limited) as caught:
        throttle.hit("password", 1)
    assert 0 < float(str(caught.value.as_dict()["retry_after"])) <= 60
    throttle.hit("password", 2)
    throttle.hit("read", 1)


def test_limits_that_are_off_count_nothing() -> None:
    throttle = Throttle(on=False)
    for _ in range(1000):
        throttle.hit(next(iter(RULES)), "x")


@pytest.mark.parametrize(
    ("peer", "header", "client"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", None, "10.0.0.1"),
        ("10.0.0.1", "rubbish", "10.0.0.1"),
    ],
)
def test_only_a_trusted_proxy_speaks_for_others(peer: str, header: str | None, client: str) -> None:
    assert Proxies("10.0.0.0/8").client(peer, header) == client


def test_a_problem_on_the_wire_has_only_what_it_knows() -> None:
    assert Problem().as_dict() == {"code": "internal", "message": Problem.text}
