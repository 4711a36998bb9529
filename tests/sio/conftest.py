"""A server of the engine for each test."""

from serving import serve, silent_asyncio

__all__ = ["serve", "silent_asyncio"]
