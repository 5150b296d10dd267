"""Somebody at the media door with a ticket that is not good: used, too old, forged, of another place, of somebody sent
away. Nobody comes in, by HTTP and a real media node.
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import time_machine
from flask import Flask

from mediation.app import create_app
from mediation.core import clock, ids, settings
from mediation.core.db import commit, db
from mediation.core.settings import HERE
from tests.conftest import build_city
from tests.video.node.offers import offer
from tests.video.node.process import NodeProcess
from video import rooms, services, tickets
from video.models import Conference
from video.tickets import LASTS, PUBLISH, WATCH

N = 500
OFFERS = {PUBLISH: ("whip", offer("sendonly")), WATCH: ("whep", offer("recvonly"))}
REFUSED = 401


class Door:
    """Two conferences, their people, and one node behind the door."""

    def __init__(self, app: Flask, node: NodeProcess, dice: random.Random) -> None:
        self.browser, self.node, self.dice = app.test_client(), node, dice
        self.here, self.elsewhere = self._begin("abm"), self._begin("a")
        self.ended = self._begin("a")
        services.end(self.ended)
        commit()

    def _begin(self, seats: str) -> Conference:
        conference = services.begin()
        for seat in seats:
            services.seat(conference, seat, name=seat, caption="", room=rooms.JOINT)
        commit()
        return conference

    def knock(self, token: str, leg: str, seat: str = "a", conference: Conference | None = None) -> int:
        way, said = OFFERS[leg]
        answer = self.browser.post(
            f"/{way}/{(conference or self.here).public_id}/{seat}", data=said, content_type="application/sdp",
            headers={"Authorization": f"Bearer {token}"},
        )  # fmt: skip
        return answer.status_code

    def used(self, leg: str) -> int:
        """A ticket that has opened this leg is brought again."""
        token = tickets.issue(self.here.public_id, "a")
        assert self.knock(token, leg) == 201, "the door opens to a good one"
        return self.knock(token, leg)

    def too_old(self, leg: str) -> int:
        age = timedelta(seconds=LASTS + 2 + self.dice.randrange(10_000))
        with time_machine.travel(clock.now() - age, tick=False):
            token = tickets.issue(self.here.public_id, "a")
        return self.knock(token, leg)

    def of_another_room(self, leg: str) -> int:
        return self.knock(tickets.issue(self.elsewhere.public_id, "a"), leg)

    def of_another_seat(self, leg: str) -> int:
        return self.knock(tickets.issue(self.here.public_id, self.dice.choice("bm")), leg)

    def of_the_other_leg(self, leg: str) -> int:
        return self.knock(tickets.issue(self.here.public_id, "a", {PUBLISH, WATCH} - {leg}), leg)

    def of_one_sent_away(self, leg: str) -> int:
        """Whose ticket was good until they were."""
        guest = f"g{ids.public_id()[:8]}"
        services.seat(self.here, guest, name=guest, caption="", room=rooms.JOINT)
        commit()
        before = tickets.issue(self.here.public_id, guest)
        services.remove(self.here, guest)
        commit()
        return self.knock(self.dice.choice((before, tickets.issue(self.here.public_id, guest))), leg, guest)

    def of_a_call_that_is_over(self, leg: str) -> int:
        return self.knock(tickets.issue(self.ended.public_id, "a"), leg, "a", self.ended)

    def forged(self, leg: str) -> int:
        """One letter of it is another one; the last of a signature may say nothing and is left."""
        token = tickets.issue(self.here.public_id, "a")
        at = self.dice.randrange(len(token) - 1)
        letters = "".join({*"abcdefghijklmnopqrstuvwxyz0123456789"} - {token[at]})
        return self.knock(token[:at] + self.dice.choice(sorted(letters)) + token[at + 1 :], leg)


KINDS: tuple[Callable[[Door, str], int], ...] = (
    Door.used, Door.too_old, Door.of_another_room, Door.of_another_seat, Door.of_the_other_leg, Door.of_one_sent_away,
    Door.of_a_call_that_is_over, Door.forged,
)  # fmt: skip


def main(n: int, seed: int) -> int:
    """`n` knocks with bad tickets, each kind by both legs in turn."""
    with tempfile.TemporaryDirectory(prefix="courtyard-tickets-") as folder, NodeProcess() as node:
        home = Path(folder) / "var"
        build_city(home)
        app = create_app(settings.load({"COURTYARD_HOME": str(home), "COURTYARD_URL": "http://courtyard.test"}))
        app.config["TESTING"] = True
        with app.app_context():
            app.extensions["settings"] = replace(app.extensions["settings"], media={HERE: node.seam})
            done = knock(Door(app, node, random.Random(seed)), n)
            db.session.remove()
            db.engine.dispose()
    return done


def knock(door: Door, n: int) -> int:
    """How many knocked in vain; fails on the first that is let in, and when the node was asked to let anybody in."""
    answers: Counter[str] = Counter()
    for number in range(n):
        kind, leg = KINDS[number % len(KINDS)], (PUBLISH, WATCH)[number // len(KINDS) % 2]
        status = kind(door, leg)
        assert status == REFUSED, f"{kind.__name__} by {leg}: {status}"
        answers[kind.__name__] += 1
    known = door.node.get(f"/conferences/{door.here.public_id}")["seats"]
    assert {seat for seat in known if known[seat]["received"] or known[seat]["slots"]} <= {"a"}
    print(dict(answers), flush=True)
    return sum(answers.values())
