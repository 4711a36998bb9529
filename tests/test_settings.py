"""Settings: where they come from, and what is refused in one clear line."""

from __future__ import annotations

from pathlib import Path

import pytest
from uvicorn.middleware.proxy_headers import _TrustedHosts as TrustedHosts

from parlour.settings import SettingError, load


def test_the_defaults_are_for_a_laptop() -> None:
    settings = load({}, {})
    assert (settings.host, settings.port, settings.signup, settings.guests, settings.limits) == (
        "127.0.0.1", 5000, "open", True, True,
    )  # fmt: skip
    assert settings.reserve == 32 * 2**20
    assert set(settings.origin.values()) == {"default"}


def test_flags_win_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "parlour.toml"
    file.write_text('port = 1\nhost = "::1"\nguests = false\n')
    env = {"PARLOUR_PORT": "2", "PARLOUR_HOST": "127.0.0.2", "PARLOUR_CONFIG": str(file)}
    settings = load({"port": "3"}, env)
    assert (settings.port, settings.host, settings.guests) == (3, "127.0.0.2", False)
    assert settings.origin["port"] == "flag --port"
    assert settings.origin["host"] == "environment PARLOUR_HOST"
    assert settings.origin["guests"] == f"file {file}"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("port", "http"), ("port", "70000"), ("port", "٣"), ("signup", "maybe"), ("guests", "perhaps"), ("data", ""),
        ("public_url", "chat.example.org"), ("public_url", "https://a/b"), ("trusted_proxies", "proxy"), ("log", "x"),
        ("public_url", "https://a:99999"), ("public_url", "https://a:b"), ("public_url", "https://me:secret@a"),
        ("public_url", "https://a?b"), ("public_url", "https://a#b"), ("public_url", "https://a b"), ("host", ""),
        ("public_url", "https://"), ("public_url", "https://a:0"), ("host", "a b"), ("trusted_proxies", "10.0.0.0/99"),
        ("disk_reserve", ""), ("disk_reserve", "-1"), ("disk_reserve", "32 MB"), ("disk_reserve", "9" * 10),
    ],
)  # fmt: skip
def test_a_value_that_makes_no_sense_is_named(name: str, text: str) -> None:
    with pytest.raises(SettingError, match=f"setting {name} .*expected"):
        load({name: text}, {})


def test_a_database_that_is_none_is_refused_without_saying_its_password() -> None:
    with pytest.raises(SettingError, match=r"setting database .*expected") as refused:
        load({"database": "mysql://me:hunter2@host/name"}, {})
    assert "hunter2" not in str(refused.value)


def test_an_unknown_name_is_refused_wherever_it_stands(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="PARLOUR_PROT"):
        load({}, {"PARLOUR_PROT": "1"})
    file = tmp_path / "parlour.toml"
    file.write_text("prot = 1")
    with pytest.raises(SettingError, match="prot"):
        load({"config": str(file)}, {})


@pytest.mark.parametrize("text", [None, "= broken"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "parlour.toml"
    if text:
        file.write_text(text)
    with pytest.raises(SettingError, match=r"parlour\.toml"):
        load({"config": str(file)}, {})


def test_limits_cannot_be_off_where_others_can_reach_the_server() -> None:
    with pytest.raises(SettingError, match="loopback"):
        load({"limits": "off", "host": "0.0.0.0"}, {})
    assert not load({"limits": "off", "host": "localhost"}, {}).limits


@pytest.mark.parametrize(
    ("host", "loopback"), [("::1", True), ("localhost", True), ("10.0.0.1", False), ("a.b", False)]
)
def test_loopback_is_recognised(host: str, loopback: bool) -> None:
    assert load({"host": host}, {}).loopback is loopback


@pytest.mark.parametrize(
    ("text", "url"),
    [("", ""), ("HTTPS://Chat.Example.org/", "https://chat.example.org"), ("http://[::1]:80", "http://[::1]:80")],
)
def test_the_public_address_is_written_in_one_way(text: str, url: str) -> None:
    settings = load({"public_url": text}, {})
    assert settings.public_url == url
    assert settings.secure is url.startswith("https")


def test_networks_are_written_as_every_reader_of_them_takes_them() -> None:
    settings = load({"trusted_proxies": "10.0.0.5/8  ::1,192.0.2.1"}, {})
    assert settings.trusted_proxies == "10.0.0.0/8,::1/128,192.0.2.1/32"
    known = TrustedHosts(settings.trusted_proxies)
    assert all(address in known for address in ("10.9.9.9", "::1", "192.0.2.1"))
    assert "11.0.0.1" not in known


@pytest.mark.parametrize("text", ["0", "1", "30", "3650"])
def test_messages_are_kept_for_some_days_or_for_ever(text: str) -> None:
    assert load({"keep_days": text}, {}).keep_days == int(text)


@pytest.mark.parametrize("text", ["", "-1", "3651", "99999", "ten", "\u0663"])
def test_other_numbers_of_days_are_refused(text: str) -> None:
    with pytest.raises(SettingError, match="number of days"):
        load({"keep_days": text}, {})
