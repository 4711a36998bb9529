"""Imports: rooms and people from an export of ours or of Slack, into a chat that no server has open."""
