"""Polls: a message that asks. It takes the path of every message; what can be chosen is part of it."""

from __future__ import annotations

from parlour import wire
from parlour.clock import moment, rfc3339
from parlour.errors import Invalid, Problem
from parlour.messages.actions import Post, checked_post, post_messages
from parlour.messages.attached import is_over
from parlour.rooms.sequence import fresh_poll
from parlour.store import Tx
from parlour.text import clean_line
from parlour.wire import OPTION_LIMIT, QUESTION_LIMIT, CreatePoll, Person, Poll, PollOption, Sent


def checked_poll(actor: Person, asked: CreatePoll) -> Post:
    """Return a poll as the message that asks it; raise `Invalid`. Costs no transaction."""
    if len(asked.message) > QUESTION_LIMIT:
        raise Invalid(f"At most {QUESTION_LIMIT} characters, please.", field="message")
    options = [clean_line(option, OPTION_LIMIT, "options") for option in asked.options]
    if len({option.casefold() for option in options}) < len(options):
        raise Invalid("Each option can be there once.", field="options")
    closes_at = None if asked.closes_at is None else _moment(asked.closes_at)
    told = tuple(PollOption(option) for option in options)
    poll = Poll(told, multiple=asked.multiple, anonymous=asked.anonymous, closes_at=closes_at)
    post = checked_post(actor, asked.room, asked.key, asked.message)
    return post._replace(poll=wire.encode(poll).decode())


def post_poll(tx: Tx, post: Post) -> Sent:
    """Post a poll that has time to be answered; a retry is answered as any message's."""
    [answer] = post_messages(tx, [post])
    if isinstance(answer, Problem):
        raise answer
    if not answer.dup and is_over(fresh_poll(post.poll or ""), tx.now):
        raise Invalid("Choose a time that is still to come.", field="closes_at")
    return answer


def _moment(text: str) -> str:
    try:
        return rfc3339(moment(text))
    except (ValueError, OverflowError):  # the last: at either end of what can be written
        raise Invalid("Expected a time such as 2026-11-21T18:00:00Z.", field="closes_at") from None
