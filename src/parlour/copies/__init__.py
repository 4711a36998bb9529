"""Copies of everything: into an archive and out of one, aside before a migration, from one database to another."""
