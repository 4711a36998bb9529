"""Every setting in one table: name, kind, default, help. Read once, then passed as an argument."""

from __future__ import annotations

import ipaddress
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast
from urllib.parse import urlsplit

import platformdirs

KEEP_LIMIT = 3650  # days

Value = str | int | bool | Path


class SettingError(Exception):
    """A setting that cannot be used; the text is one clear line for the operator."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One row: `parse` turns its text into the value or raises ValueError saying what is expected."""

    name: str
    parse: Callable[[str], Value]
    default: str
    help: str
    secret: bool = False

    @property
    def variable(self) -> str:
        return f"PARLOUR_{self.name.upper()}"

    @property
    def flag(self) -> str:
        return f"--{self.name.replace('_', '-')}"


def one_of(*choices: str) -> Callable[[str], Value]:
    def parse(text: str) -> Value:
        if text.lower() not in choices:
            raise ValueError(f"expected one of: {', '.join(choices)}")
        return text.lower()

    return parse


def switch(text: str) -> Value:
    if text.lower() not in ("on", "off", "true", "false", "1", "0", "yes", "no"):
        raise ValueError("expected on or off")
    return text.lower() in ("on", "true", "1", "yes")


def port(text: str) -> Value:
    if not text.isascii() or not text.isdigit() or not 0 <= int(text) <= 65535:
        raise ValueError("expected a number from 0 to 65535")
    return int(text)


def megabytes(text: str) -> Value:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise ValueError("expected a number of megabytes such as 32, or 0 for none")
    return int(text)


def days(text: str) -> Value:
    if not text.isascii() or not text.isdigit() or not len(text) <= 4 or int(text) > KEEP_LIMIT:
        raise ValueError(f"expected a number of days from 1 to {KEEP_LIMIT}, or 0 for ever")
    return int(text)


def folder(text: str) -> Value:
    if not text:
        raise ValueError("expected a folder")
    return Path(text).expanduser().absolute()


def dsn(text: str) -> Value:
    if text and text.partition("://")[0] not in ("postgresql", "postgres"):
        raise ValueError("expected postgresql://user:password@host/name, or nothing for SQLite in the data folder")
    return text


def url(text: str) -> Value:
    if text and not _is_site(text):
        raise ValueError("expected an address such as https://chat.example.org")
    return text.rstrip("/").lower()


def _is_site(text: str) -> bool:
    """Whether an address is nothing but scheme, host and port."""
    try:
        parts = urlsplit(text)
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return False
    clean = text.isprintable() and " " not in text and "@" not in text
    return bool(known) and clean and text.lower().rstrip("/") == f"{parts.scheme}://{parts.netloc.lower()}"


def host(text: str) -> Value:
    if not text or not text.isprintable() or " " in text:
        raise ValueError("expected an address such as 127.0.0.1, or 0.0.0.0 for every interface")
    return text


def networks(text: str) -> Value:
    """Return them as both who read them do: uvicorn takes neither spaces nor a network with the bits of a host."""
    try:
        found = [ipaddress.ip_network(part, strict=False) for part in text.replace(",", " ").split()]
    except ValueError:
        raise ValueError("expected addresses or networks such as 10.0.0.0/8, separated by commas") from None
    return ",".join(str(network) for network in found)


SETTINGS: tuple[Setting, ...] = (
    Setting("host", host, "127.0.0.1", "address to listen on; 0.0.0.0 for every interface"),
    Setting("port", port, "5000", "port to listen on"),
    Setting("data", folder, str(platformdirs.user_data_path("parlour")), "folder for the database and the secrets"),
    Setting(
        "database", dsn, "", "postgresql://user:password@host/name; default: SQLite in the data folder", secret=True
    ),
    Setting("keep_days", days, "0", "after how many days messages are deleted for good, in every room; 0: never"),
    Setting(
        "disk_reserve",
        megabytes,
        "32",
        "megabytes of the disk that messages leave free (SQLite), so that people can still sign in; 0: none",
    ),
    Setting("public_url", url, "", "address people use, when a proxy or a domain stands before the server"),
    Setting(
        "signup",
        one_of("open", "invite", "closed"),
        "open",
        "who may register: open | invite (a room code is needed) | closed",
    ),
    Setting("guests", switch, "on", "whether people may enter with nothing but a name: on | off"),
    Setting("limits", switch, "on", "rate limits: on | off (off only when bound to loopback)"),
    Setting("loop", one_of("asyncio", "uvloop"), "asyncio", "event loop: asyncio | uvloop (needs the uvloop extra)"),
    Setting("trusted_proxies", networks, "", "addresses whose X-Forwarded-For and X-Forwarded-Proto are believed"),
    Setting(
        "log",
        one_of("debug", "info", "warning", "error"),
        "info",
        "least level of log lines: debug | info | warning | error",
    ),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force; `origin` tells where each came from."""

    host: str
    port: int
    data: Path
    database: str
    keep_days: int
    disk_reserve: int
    public_url: str
    signup: Literal["open", "invite", "closed"]
    guests: bool
    limits: bool
    loop: Literal["asyncio", "uvloop"]
    trusted_proxies: str
    log: str
    origin: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def reserve(self) -> int:
        """`disk_reserve` in bytes."""
        return self.disk_reserve * 2**20

    @property
    def secure(self) -> bool:
        """Whether people reach the server by https."""
        return self.public_url.startswith("https://")


def load(flags: Mapping[str, str | None] | None = None, env: Mapping[str, str] | None = None) -> Settings:
    """Read flags, then `PARLOUR_*`, then the TOML file named by --config or PARLOUR_CONFIG, then defaults."""
    flags = flags or {}
    env = os.environ if env is None else env
    config = flags.get("config") or env.get("PARLOUR_CONFIG")
    file = _from_file(Path(config).expanduser()) if config else {}
    _refuse_unknown_variables(env)
    values: dict[str, Value] = {}
    origin: dict[str, str] = {}
    for setting in SETTINGS:
        text, origin[setting.name] = _found(setting, flags, env, file, str(config))
        values[setting.name] = _parsed(setting, text, origin[setting.name])
    settings = Settings(origin=origin, **cast("dict[str, str]", values))  # type: ignore[arg-type]
    if not settings.limits and not settings.loopback:
        raise SettingError("limits can be off only when the server is bound to loopback (host 127.0.0.1)")
    return settings


def _found(
    setting: Setting, flags: Mapping[str, str | None], env: Mapping[str, str], file: Mapping[str, str], config: str
) -> tuple[str, str]:
    flag = flags.get(setting.name)
    if flag is not None:
        return flag, f"flag {setting.flag}"
    if setting.variable in env:
        return env[setting.variable], f"environment {setting.variable}"
    if setting.name in file:
        return file[setting.name], f"file {config}"
    return setting.default, "default"


def _parsed(setting: Setting, text: str, origin: str) -> Value:
    try:
        return setting.parse(text)
    except ValueError as error:
        given = "" if setting.secret else f", not {text!r}"
        raise SettingError(f"setting {setting.name} ({origin}): {error}{given}") from None


def _from_file(path: Path) -> dict[str, str]:
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingError(f"cannot read the settings file {path}: {error}") from None
    unknown = sorted(set(found) - {setting.name for setting in SETTINGS})
    if unknown:
        raise SettingError(f"unknown setting in {path}: {unknown[0]}")
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in found.items()}


def _refuse_unknown_variables(env: Mapping[str, str]) -> None:
    known = {setting.variable for setting in SETTINGS} | {"PARLOUR_CONFIG"}
    unknown = sorted(name for name in env if name.startswith("PARLOUR_") and name not in known)
    if unknown:
        raise SettingError(f"unknown setting in the environment: {unknown[0]}")
