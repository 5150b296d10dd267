from __future__ import annotations

import click
from flask.cli import AppGroup
from sqlalchemy import select

from mediation.core.db import commit, db
from mediation.organisations import services
from mediation.organisations.models import Organisation

group = AppGroup("organisations", help="Courts, institutions and offices.")


@group.command()
@click.argument("number_sign")
@click.option("--electronic/--paper", required=True, help="Whether it has an electronic seal, or stamps paper.")
def seal(number_sign: str, electronic: bool) -> None:
    """Say how a body, named by the sign in its numbers, puts its seal (OM 19)."""
    found = db.session.scalar(select(Organisation).where(Organisation.number_sign == number_sign))
    if found is None:
        raise click.ClickException(f"No body has the sign {number_sign}.")
    services.set_seal(found, electronic=electronic)
    commit()
    click.echo(f"{found.name}: {'an electronic seal' if electronic else 'its seal is stamped on paper'}")
