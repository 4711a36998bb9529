"""`parlour claim`: links with which people take over the accounts that were imported for them."""

from __future__ import annotations

import click

from parlour.cli.flags import fail
from parlour.cli.plain import plain
from parlour.settings import Settings


@click.command()
@click.argument("name", required=False)
@click.option("--all", "everybody", is_flag=True, help="a link for each of them")
@plain("data", "database", "public_url", "host", "port")
def claim(settings: Settings, name: str | None, *, everybody: bool) -> None:
    """Print a link with which somebody takes over an imported account.

    Whoever opens it chooses a password and is signed in: give it to nobody else. It works once, the server may run
    meanwhile, and nothing is changed until then.
    """
    if everybody == (name is not None):
        fail("say whose: a NAME, or --all")
    from parlour.accounts.claims import claim_token
    from parlour.copies.addresses import place_at
    from parlour.imports.claims import people_to_claim
    from parlour.security import secret_from

    people = people_to_claim(place_at(settings.data, settings.database), name)
    secret = secret_from(settings.data, "secret")
    address = settings.public_url or f"http://{settings.host}:{settings.port}"
    for person in people:
        click.echo(f"{person.username}\t{address}/claim/{claim_token(secret, person.id)}")
