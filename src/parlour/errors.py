"""Every error a person or a program can get, drawn as one tree.

Each has a `code` (the same by HTTP and by socket) and an HTTP `status`; the message is for people.

    Problem
    |-- Invalid 400 ............ bad_request, bad_json, unknown_event
    |-- Unauthenticated 401 .... wrong_credentials
    |-- Forbidden 403 .......... csrf, bad_origin, signup_closed, code_needed, guests_off
    |-- NotFound 404 ........... unknown_code
    |-- MethodNotAllowed 405
    |-- TooSlow 408
    |-- Conflict 409 ........... name_taken, key_reuse, too_many_reactions, too_many_pins,
    |                            too_many_votes, confirm_needed
    |-- LengthRequired 411
    |-- TooLarge 413
    |-- UnsupportedType 415
    |-- Limited 429
    `-- Unavailable 503 ........ retry, storage_full (507)
"""

from __future__ import annotations

import re

MISSING = re.compile(r"required field `(\w+)`")
WRONG = re.compile(r" - at `(?:key` in `)?\$\.([\w.]+)")


class Problem(Exception):
    """An expected refusal; `field` names the input at fault, `retry_after` is in seconds."""

    code = "internal"
    status = 500
    text = "Something went wrong here. It was not your doing."

    def __init__(self, text: str | None = None, *, field: str | None = None, retry_after: float | None = None) -> None:
        self.text = text or self.text
        self.field = field
        self.retry_after = retry_after
        super().__init__(self.text)

    def as_dict(self) -> dict[str, object]:
        """Return the error as it goes on the wire: `{code, message, field?, retry_after?}`."""
        found: dict[str, object] = {"code": self.code, "message": self.text}
        if self.field is not None:
            found["field"] = self.field
        if self.retry_after is not None:
            found["retry_after"] = round(self.retry_after, 1)
        return found


class Invalid(Problem):
    code = "invalid"
    status = 400
    text = "That is not valid."


def invalid_input(words: str) -> Invalid:
    """Return msgspec's complaint about some input as an error that names the field."""
    found = MISSING.search(words) or WRONG.search(words)
    return Invalid(words.partition(" - at ")[0], field=found[1] if found else None)


class BadRequest(Invalid):
    code = "bad_request"
    text = "That request could not be understood."


class BadJson(Invalid):
    code = "bad_json"
    text = "The body is not valid JSON."


class UnknownEvent(Invalid):
    code = "unknown_event"
    text = "There is no such event."


class Unauthenticated(Problem):
    code = "unauthenticated"
    status = 401
    text = "Please sign in."


class WrongCredentials(Unauthenticated):
    code = "wrong_credentials"
    text = "That name and password do not go together."


class Forbidden(Problem):
    code = "forbidden"
    status = 403
    text = "You may not do that."


class BadCsrf(Forbidden):
    code = "csrf"
    text = "This page was open for too long. Please try once more."


class BadOrigin(Forbidden):
    code = "bad_origin"
    text = "Requests from that site are not accepted."


class SignupClosed(Forbidden):
    code = "signup_closed"
    text = "New accounts are closed on this server."


class CodeNeeded(Forbidden):
    code = "code_needed"
    text = "This server is by invitation: a room code is needed."


class GuestsOff(Forbidden):
    code = "guests_off"
    text = "This server does not take guests."


class NotFound(Problem):
    code = "not_found"
    status = 404
    text = "There is nothing here, or it is not for you."


class UnknownCode(NotFound):
    code = "unknown_code"
    text = "No room has that code."


class MethodNotAllowed(Problem):
    code = "method_not_allowed"
    status = 405
    text = "That method is not offered here."


class Conflict(Problem):
    code = "conflict"
    status = 409
    text = "That collides with something that is already there."


class NameTaken(Conflict):
    code = "name_taken"
    text = "That name is taken. Try another."


class KeyReuse(Conflict):
    code = "key_reuse"
    text = "This key was already used for another message."


class TooManyReactions(Conflict):
    code = "too_many_reactions"
    text = "There are as many reactions on this message as it can bear."


class TooManyPins(Conflict):
    code = "too_many_pins"
    text = "There are as many pinned messages in this room as it can have. Take one down first."


class TooManyVotes(Conflict):
    code = "too_many_votes"
    text = "There are as many votes in this poll as it can bear."


class ConfirmNeeded(Conflict):
    code = "confirm_needed"
    text = "That would call many people at once. Do it once more if you mean it."


class TooSlow(Problem):
    code = "too_slow"
    status = 408
    text = "The body took too long to arrive."


class LengthRequired(Problem):
    code = "length_required"
    status = 411
    text = "The body needs a Content-Length."


class TooLarge(Problem):
    code = "too_large"
    status = 413
    text = "That is too large."


class UnsupportedType(Problem):
    code = "unsupported_type"
    status = 415
    text = "That kind of body is not accepted here."


class Limited(Problem):
    code = "rate_limited"
    status = 429
    text = "That was a little fast. Please wait a moment."


class Unavailable(Problem):
    code = "retry"
    status = 503
    text = "The server is busy. Nothing was stored; try again."


class StorageFull(Unavailable):
    code = "storage_full"
    status = 507
    text = "The server's disk is full. Nothing was stored; reading still works."
