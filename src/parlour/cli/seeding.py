"""`parlour seed`: what is typed and what is said; the work is in copies/seeds.py."""

from __future__ import annotations

import click

from parlour.cli.plain import plain, progress
from parlour.settings import Settings


@click.command()
@click.option("--messages", type=click.IntRange(0, 100_000_000), default=1_000_000, show_default=True)
@click.option("--rooms", type=click.IntRange(1, 10_000), default=20, show_default=True)
@click.option("--people", type=click.IntRange(1, 100_000), default=50, show_default=True)
@click.option("--seed", "chance", type=int, default=1, show_default=True, help="another number says other things")
@plain("data", "database")
def seed(settings: Settings, *, messages: int, rooms: int, people: int, chance: int) -> None:
    """Make a large chat to measure on, in an empty place.

    It says what was never said, in several languages, with links and code, over a year. The same numbers make the same
    chat. No server may be running there, and a chat that is there already is left alone.
    """
    from parlour.copies.addresses import place_at
    from parlour.copies.seeds import Plan
    from parlour.copies.seeds import seed as seed_chat

    place = place_at(settings.data, settings.database)
    made = seed_chat(place, Plan(messages, rooms, people, chance), progress)
    click.echo(f"{place.name}: {messages:,} messages in {rooms:,} rooms of {people:,} people")
    click.echo(f"Everybody's password is {made.password}, and {made.first} is in every room.")
