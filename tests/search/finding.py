"""Posting what is searched for, having it indexed, and what is found of it."""

from __future__ import annotations

from world import World

from parlour.messages.actions import Post, post_messages
from parlour.search.filling import index_next
from parlour.search.reads import search_messages
from parlour.security import new_key
from parlour.store import Store
from parlour.wire import Hits, Person, Search


def say(world: World, actor: Person, *texts: str, room: int | None = None) -> list[int]:
    """Post texts, and return their places."""
    posts = (Post(actor, room or world.room, new_key(), text) for text in texts)
    return [world.store.write_many(post_messages, post).seq for post in posts]


def index(store: Store, most: int = 500) -> None:
    while store.write(lambda tx: index_next(tx, most)):
        pass


def hits(store: Store, actor: Person, q: str, **more: str) -> Hits:
    return store.read(lambda tx: search_messages(tx, actor, Search(q=q, **more)))  # type: ignore[arg-type]


def found(store: Store, actor: Person, q: str, **more: str) -> list[int]:
    """Return the places of what is found, in the order of the answer."""
    return [hit.seq for hit in hits(store, actor, q, **more).hits]
