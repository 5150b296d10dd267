from __future__ import annotations

import json
from contextlib import suppress

import click
from flask import current_app
from flask.cli import AppGroup

from mediation.core import ids
from mediation.core.db import commit
from mediation.core.settings import Settings
from video import engine, nodes, queries, rooms, services, tickets
from video.models import Conference, ConferenceState, Member

group = AppGroup("video", help="Live conferences.")


@group.command()
@click.argument("conference")
@click.option("--name", required=True, help="The name to show.")
@click.option("--role", required=True, help="What to show under the name; “watcher” publishes nothing.")
@click.option("--watch", help="Watch this participant alone (name or seat): for a client of one picture and one sound.")
def ticket(conference: str, name: str, role: str, watch: str | None) -> None:
    """Print addresses and a token, good for a minute, with which any WHIP or WHEP client can join.

    A conference that does not exist is begun. Whoever has the same name in it takes the same place.
    """
    found = queries.by_name(conference) or services.begin(conference)
    if found.state is not ConferenceState.OPEN:
        raise click.ClickException(f"The conference {conference} has ended.")
    place = _called(found, name) or services.seat(found, ids.public_id(), name=name, caption=role, room=rooms.JOINT)
    services.carry(found)
    only = _called(found, watch) if watch else None
    if watch and only is None:
        raise click.ClickException(f"Nobody called {watch} is in the conference {conference}.")
    token = tickets.issue(conference, place.seat, {"watch"} if role == "watcher" else {"publish", "watch"})
    with suppress(engine.EngineDown, engine.Refused):  # the web process tells the node with the first offer, if need be
        commit()
    here: Settings = current_app.extensions["settings"]
    path = f"{conference}/{place.seat}"
    query = f"?only={only.seat}" if only else ""
    urls = {"whip": f"{here.public_url}/whip/{path}", "whep": f"{here.public_url}/whep/{path}{query}"}
    click.echo(json.dumps({**urls, "token": token, "seat": place.seat}))


@group.command("nodes")
def list_nodes() -> None:
    """Print the media nodes: places taken, and whether a node takes new conferences."""
    for one in nodes.loads():
        click.echo(f"{one.name}\t{one.seats}\t{'lost' if one.lost else 'drained' if one.draining else 'open'}")


@group.command()
@click.argument("node")
@click.option("--back", is_flag=True, help="It takes new conferences again.")
def drain(node: str, back: bool) -> None:
    """Give a media node no new conferences, before maintenance. Those it carries stay until they end."""
    if node not in engine.names():
        raise click.ClickException(f"There is no media node {node}: choose one of {', '.join(engine.names())}.")
    services.drain(node, drained=not back)
    commit()
    carried = len(queries.carried(node))
    click.echo(f"{node} takes new conferences again" if back else f"{node} takes no new ones and carries {carried}")


def _called(conference: Conference, name: str) -> Member | None:
    return next((one for one in queries.members(conference) if name in (one.name, one.seat)), None)
