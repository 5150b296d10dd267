"""In and out of a private talk, again and again: four people, then eight of small pictures; nothing of it gets out.

Each person is a tone and a colour; a packet, a sound or a picture of somebody in another room fails it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from mediation.core.machine import Actor, Role
from mediation.sittings import services
from mediation.sittings.rules import Identity
from tests.conftest import build_city
from tests.journeys.conftest import House, running_chromium, running_house
from tests.journeys.test_caucus import four, talks
from tests.journeys.tones import Choir

N = 50
EIGHT = 10
"""One in so many of the talks is held by eight people."""
GUESTS = ((Role.REPRESENTATIVE, 0), (Role.REPRESENTATIVE, 1), (Role.INTERPRETER, 0), (Role.INTERPRETER, 1))


def main(n: int, seed: int) -> int:
    """`n` talks of four people and then a tenth as many of eight; there is no choice to draw from the seed."""
    done = 0
    for people, rounds in ((four, n), (eight, max(1, n // EIGHT))):
        with tempfile.TemporaryDirectory(prefix="courtyard-caucus-") as folder:
            done += _sit(people, rounds, Path(folder) / "var")
    return done - max(1, n // EIGHT)


def _sit(people, rounds: int, home: Path) -> int:
    build_city(home)
    with running_house(home) as house, running_chromium() as chromium:
        choir = people(house, chromium)
        talks(choir, rounds)
        print(f"{len(choir.people)} people, {rounds} talks: {choir.worst}, {choir.pictures} pictures", flush=True)
        assert choir.pictures > rounds, "without pictures nothing is proved about them"
        choir.close()
    return rounds


def eight(house: House, chromium: Browser) -> Choir:
    """The four, and a representative and an interpreter of each side, at 320 points and 10 pictures a second."""
    choir = four(house, chromium)
    sitting, world = choir.sitting, house.world
    dispute, mediator = sitting.dispute, world.mediator_of(sitting.dispute)
    for n, (role, side) in enumerate(GUESTS):
        facts = {"role": role, "name": f"第{n + 5}位", "phone": f"1391002004{n}", "beside": sitting.parties[side]}
        guest = world.act(services.invite, mediator, dispute, sitting, **facts)
        actor = Actor(f"seat:{guest.seat_id}", guest.name, seat_id=guest.seat_id)
        world.act(services.read_notice, actor, dispute, sitting, language="zh-Hans")
        world.act(services.identify, mediator, dispute, sitting, participant=guest, result=Identity.MATCHES)
    actors = {one.seat: one.actor for one in choir.people}
    for guest in sitting.guests:
        actors[guest.key] = Actor(f"seat:{guest.seat_id}", guest.name, seat_id=guest.seat_id)
    choir.close()
    return Choir.of(chromium, house, sitting, actors, width=320, rate=10)
