"""A chat at rest and an empty place, as for copies."""

from copies.conftest import chat, elsewhere

__all__ = ["chat", "elsewhere"]
