"""The API's bodies: JSON straight into structs, structs straight into JSON."""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec
from flask import Response, request

from parlour import clock
from parlour.errors import BadJson, Invalid, UnsupportedType, invalid_input
from parlour.wire import encode

T = TypeVar("T", bound=msgspec.Struct)

API = "/api/"
DEPTH_LIMIT = 32
TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', re.DOTALL)


def is_api() -> bool:
    """Tell whether the request is to the API, whose answers are all JSON."""
    return request.path.startswith(API)


def body_as(kind: type[T]) -> T:
    """Return the request's JSON as a struct; raise `UnsupportedType`, `BadJson` or `Invalid` with the field."""
    if request.mimetype != "application/json":
        raise UnsupportedType("The body must be application/json.")
    body = request.get_data(cache=False)
    if _is_deep(body):
        raise BadJson
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise invalid_input(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BadJson from None


def answer(value: object, status: int = 200) -> Response:
    """Return structs, or plain data made of them, as JSON."""
    return Response(encode(value), status, content_type="application/json")


def nothing() -> Response:
    """Return 204: done, and there is nothing to tell."""
    return Response(status=204)


def number(name: str, least: int, most: int, otherwise: int | None = None) -> int | None:
    """Return a number from the query; raise `Invalid` when it is something else or out of bounds."""
    text = request.args.get(name)
    return otherwise if text is None else _number(name, text, least, most)


def numbers(name: str, least: int, most: int, count: int) -> list[int] | None:
    """Return numbers from the query, with commas between; raise `Invalid` when one is wrong or they are too many."""
    text = request.args.get(name)
    if text is None:
        return None
    if text.count(",") >= count:
        raise Invalid(f"At most {count} numbers, please.", field=name)
    return [_number(name, part, least, most) for part in text.split(",")]


def moment(name: str) -> int | None:
    """Return a day or a time (ms) from the query; raise `Invalid` when it is neither."""
    text = request.args.get(name)
    try:
        return None if text is None else clock.moment(text)
    except ValueError:
        raise Invalid("Expected a day such as 2026-11-21, or a time as RFC 3339 writes it.", field=name) from None


def _number(name: str, text: str, least: int, most: int) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 16 or not least <= int(text) <= most:
        raise Invalid(f"Expected a number from {least} to {most}.", field=name)
    return int(text)


def _is_deep(body: bytes) -> bool:
    """Whether brackets stand deeper than any of ours; found before a parser can trip over them."""
    depth = 0
    for found in TOKENS.finditer(body):
        first = found[0][:1]
        depth += (first in b"[{") - (first in b"]}")
        if depth > DEPTH_LIMIT:
            return True
    return False
