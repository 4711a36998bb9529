"""Parlour: a self-hosted real-time team chat."""

__version__ = "0.1.0"
