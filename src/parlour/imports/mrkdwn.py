"""Slack's own markup, turned into Markdown; what is code in it stays as it was typed."""

from __future__ import annotations

import re
from collections.abc import Callable

from parlour.imports.emoji_names import with_emoji

CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
ANGLES = re.compile(r"<([^<>\n]+)>")
BOLD = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")
STRUCK = re.compile(r"(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])")
HEADING = re.compile(r"^(#{1,6}\s)", re.MULTILINE)
BULLET = re.compile(r"^(\s*)[\u2022\u25e6] ?", re.MULTILINE)
QUOTED = re.compile(r"^>>>\s?(.*)\Z", re.MULTILINE | re.DOTALL)
HELD = re.compile("\ue000(\\d+)\ue001")
EVERYBODY = {"here": "@here", "channel": "@room", "everyone": "@room"}

NameOf = Callable[[str], str]


def markdown(text: str, person: NameOf, room: NameOf) -> str:
    """Return a text of Slack's as one of ours; `person` and `room` tell what an id is called here."""
    held: list[str] = []

    def hold(part: str) -> str:
        held.append(part)
        return f"\ue000{len(held) - 1}\ue001"

    plain = text.replace("\ue000", "").replace("\ue001", "")
    plain = CODE.sub(lambda found: hold(_code(found[0])), plain)
    plain = ANGLES.sub(lambda found: hold(_reference(found[1], person, room)), plain)
    plain = HEADING.sub(r"\\\1", _unescaped(plain))
    plain = STRUCK.sub(r"~~\1~~", BOLD.sub(r"**\1**", plain))
    plain = QUOTED.sub(lambda found: "\n".join(f"> {line}" for line in found[1].split("\n")), plain)
    plain = with_emoji(BULLET.sub(r"\1- ", plain))
    while HELD.search(plain):
        plain = HELD.sub(lambda found: held[int(found[1])] if int(found[1]) < len(held) else "", plain)
    return plain


def _code(text: str) -> str:
    """Code is as it was typed, but Slack has made links of what looks like addresses."""
    plain = _unescaped(ANGLES.sub(lambda found: found[1].partition("|")[0], text))
    if not plain.startswith("```"):
        return plain
    inner = plain[3:-3].strip("\n")
    return f"\n```\n{inner}\n```\n"


def _reference(inside: str, person: NameOf, room: NameOf) -> str:
    """What stands in angles: somebody, a room, everybody, or an address with or without a label."""
    target, _, label = inside.partition("|")
    sign, rest = target[:1], target[1:]
    if sign == "@":
        return f"@{person(rest)}"
    if sign == "#":
        return f"#{_unescaped(label) or room(rest)}"
    if sign == "!":
        name = rest.partition("^")[0]
        return EVERYBODY.get(name, _unescaped(label) or f"@{name}")
    address = _unescaped(target)
    words = _unescaped(label)
    if not words or words == address or address == f"mailto:{words}":
        return words or address
    return f"[{words.replace('[', '(').replace(']', ')')}]({address.replace(' ', '%20').replace(')', '%29')})"


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
