"""Two people act at the same moment: exactly one wins, the other is told so, and the record has one act (T35-T37)."""

from __future__ import annotations

import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from mediation.app import create_app
from mediation.appointments import services as appointing
from mediation.appointments.rules import Decline, Relation
from mediation.core import record, settings
from mediation.core.db import db
from mediation.core.machine import Actor, Role
from mediation.core.record import Entry
from mediation.disputes.rules import Answer
from mediation.operations.world import City, World
from tests.conftest import build_city
from tests.sign_in import sign_in

N = 400
TAKEN, REFUSED = 303, 409
KEY = "r" * 20
A, R = Role.APPLICANT, Role.RESPONDENT


@dataclass(frozen=True)
class Shot:
    """One form that somebody sends."""

    actor: Actor
    address: str
    said: dict[str, str]


@dataclass(frozen=True)
class Race:
    """Forms sent at the same moment: how often each answer may come, and how often which act may be recorded."""

    shots: tuple[Shot, ...]
    answers: tuple[Counter[int], ...]
    acts: dict[str, int]


def two_windows_accept(world: World, key: str) -> Race:
    dispute = world.apply()
    shot = Shot(world.staff("window"), f"/disputes/{dispute.public_id}/accept", {})
    return Race((shot,) * 2, (one_wins(2),), {"dispute.accept": 1})


def accepted_and_withdrawn(world: World, key: str) -> Race:
    dispute = world.apply()
    at = f"/disputes/{dispute.public_id}"
    shots = (
        Shot(world.staff("window"), f"{at}/accept", {}),
        Shot(world.party(dispute), f"{at}/withdraw", {"ground": "withdrawn"}),
    )
    both = Counter({TAKEN: 2})  # withdrawn just after it was accepted
    return Race(shots, (one_wins(2), both), {"dispute.withdraw": 1})


def yes_and_no(world: World, key: str) -> Race:
    dispute = world.accept(world.apply())
    address, party = f"/disputes/{dispute.public_id}/answer", world.party(dispute, R)
    shots = tuple(Shot(party, address, {"answer": one, "sure": one}) for one in (Answer.YES, Answer.NO))
    return Race(shots, (one_wins(2), Counter({TAKEN: 2})), {})


def two_candidates_answers(world: World, key: str) -> Race:
    appointment = world.proposed()
    park = world.staff("park")
    world.take(appointing.disclose, park, appointment, relation=Relation.NONE)
    at = f"/appointments/{appointment.public_id}"
    shots = (Shot(park, f"{at}/accept", {}), Shot(park, f"{at}/decline", {"reason": next(iter(Decline))}))
    stepped_down = Counter({TAKEN: 2})  # just after accepting: who declines first cannot accept any more
    return Race(shots, (one_wins(2), stepped_down), {"appointment.decline": 1})


def the_same_form_many_times(world: World, key: str) -> Race:
    dispute = world.apply()
    shot = Shot(world.staff("window"), f"/disputes/{dispute.public_id}/accept", {"_once": f"{key:x>26}"})
    return Race((shot,) * 8, (Counter({TAKEN: 8}),), {"dispute.accept": 1})


def one_wins(of: int) -> Counter[int]:
    return Counter({TAKEN: 1, REFUSED: of - 1})


RACES: tuple[Callable[[World, str], Race], ...] = (
    two_windows_accept, accepted_and_withdrawn, yes_and_no, two_candidates_answers, the_same_form_many_times,
)  # fmt: skip


def run(app: Flask, race: Race, chance: random.Random) -> Counter[int]:
    """All at once, each by a browser and a thread of its own, a hair's breadth apart."""
    lock, start, answers = threading.Lock(), threading.Barrier(len(race.shots)), Counter[int]()

    def shoot(browser: FlaskClient, shot: Shot, after: float) -> None:
        start.wait()
        time.sleep(after)
        with app.app_context():
            status = browser.post(shot.address, data=shot.said).status_code
        with lock:
            answers[status] += 1

    threads = []
    for shot in race.shots:
        browser = app.test_client()
        sign_in(browser, shot.actor)
        threads.append(threading.Thread(target=shoot, args=(browser, shot, chance.choice((0, 0, 0.001, 0.004)))))
    db.session.remove()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def check(race: Race, answers: Counter[int], newest: int) -> None:
    assert answers in race.answers, f"{answers}: none of {race.answers}"
    said = [one.act for one in db.session.query(Entry).filter(Entry.id > newest).order_by(Entry.id)]
    acts = Counter(said)
    for act, times in race.acts.items():
        assert acts[act] == times, f"{act}: {acts[act]} times, not {times}"
    for act in ("dispute.accept", "dispute.consent", "dispute.refuse", "appointment.accept", "appointment.decline"):
        assert acts[act] <= 1
    assert acts["appointment.accept"] == 0 or "appointment.decline" not in said[: said.index("appointment.accept")]


def main(n: int, seed: int) -> int:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="courtyard-races-") as folder:
        home = Path(folder) / "var"
        build_city(home)
        app = create_app(settings.load({"COURTYARD_HOME": str(home), "COURTYARD_URL": "http://courtyard.test"}))
        app.config["TESTING"] = True
        with app.app_context():
            ran = _races(app, n, chance)
            assert record.verify_all() == []
            db.session.remove()
            db.engine.dispose()
    return ran


def _races(app: Flask, n: int, chance: random.Random) -> int:
    for number in range(n):
        city = City.found()
        assert city is not None
        race = RACES[number % len(RACES)](World(city), f"{KEY}{number}"[-26:])
        newest = db.session.query(Entry).order_by(Entry.id.desc()).first().id
        answers = run(app, race, chance)
        check(race, answers, newest)
        db.session.remove()
    return n
