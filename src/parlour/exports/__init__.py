"""Exports: what people take with them, in an open format that anybody can read (docs/export.md)."""
