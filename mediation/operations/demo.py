"""`courtyard demo`: fills an installation with a believable small city, and prints who can sign in."""

from __future__ import annotations

import sys
from pathlib import Path

import pyotp

from mediation.accounts.queries import account
from mediation.app import create_app
from mediation.core import record
from mediation.core.db import rollback
from mediation.operations.prepare import prepare, the_only
from mediation.operations.stop import Stop
from mediation.operations.world import City
from mediation.operations.world.city import PASSWORD, STAFF
from mediation.operations.world.town import Town

WORD = {
    "window": "window staff", "mediator": "mediator", "judge": "judge", "clerk": "court clerk",
    "bureau": "justice bureau", "grid": "grid worker",
}  # fmt: skip


def run(argv: list[str]) -> int:
    """Build the city once; a second time changes nothing and prints the sign-ins again.

    Raises:
        Stop: an earlier run was cut off half-way, the database holds somebody else's data, or the house is running: its
            worker would take the days the city lives through for overdue.
    """
    here = prepare()
    done, begun = here.home / "demo.done", here.home / "demo.begun"
    app = create_app(here)
    with the_only("demo", here), app.app_context():
        if not done.exists():
            if begun.exists():
                raise Stop(f"An earlier `demo` was cut off half-way: move {here.home} away and begin again.")
            if City.found() is not None:
                raise Stop(f"{here.home} holds data already: `demo` fills an empty installation only.")
            with the_only("up", here):
                begun.touch()
                _fill(done)
        _print_sign_ins(here.public_url)
    return 0


def _fill(done: Path) -> None:
    town = Town(City.build())
    print("Building the city: about eighty matters, each act through the services people use.", flush=True)
    town.live(lambda n, of: print(f"\r{n} of {of} matters", end="\n" if n == of else "", flush=True))
    broken = record.verify_all()
    rollback()
    if broken:
        raise Stop(f"The record of {broken[0].stream} does not follow at row {broken[0].position}.")
    done.touch()


def _print_sign_ins(url: str) -> None:
    city = City.found()
    assert city is not None
    print(f"\nSign in at {url}/sign-in with this password: {PASSWORD}")
    print("The six-digit code of the second factor comes from `./courtyard code NAME`.\n")
    for login, (name, _language, role, body) in STAFF.items():
        print(f"  {login:<16} {WORD[role]:<15} {name} · {city.organisations[body].name}")
    print(f"\nMessages to parties, with their links and codes, stand at {url}/outbox on this machine.")


def code(argv: list[str]) -> int:
    """`courtyard code NAME`: the present second-factor code of an account, for whoever holds this machine's keys."""
    if len(argv) != 1:
        raise Stop("Name one account, as in `./courtyard code park`.")
    app = create_app(prepare())
    with app.app_context():
        found = account(argv[0])
        if found is None or not found.totp:
            raise Stop(f"There is no account {argv[0]!r}.")
        sys.stdout.write(pyotp.TOTP(found.totp).now() + "\n")
    return 0
