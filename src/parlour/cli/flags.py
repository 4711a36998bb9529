"""Flags for the settings, and the one line with which a command gives up."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, NoReturn

import click

from parlour.settings import SETTINGS, SettingError, Settings, load

Command = Callable[..., Any]


def with_settings(*names: str) -> Callable[[Command], Command]:
    """Give a command a flag for each of these settings, or for every one."""

    def decorate(command: Command) -> Command:
        for setting in reversed(SETTINGS):
            if not names or setting.name in names:
                command = click.option(setting.flag, setting.name, metavar="VALUE", help=setting.help)(command)
        return click.option("--config", metavar="FILE", help="a TOML file with settings")(command)

    return decorate


def settings_from(flags: dict[str, str | None]) -> Settings:
    """Return the settings in force, or say what is wrong with them and end."""
    try:
        return load(flags)
    except SettingError as error:
        fail(str(error))


def fail(text: str) -> NoReturn:
    """Say why in one line, and end with exit code 1."""
    click.echo(f"parlour: {text}", err=True)
    sys.exit(1)
