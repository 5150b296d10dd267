"""Processes that live through the story, or a part of it, and may be killed at a named place on the way."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import configure_mappers

from mediation.app import create_app
from mediation.core import clock, failpoints, outbox, settings
from mediation.core.db import db
from mediation.core.record import Entry
from mediation.operations.world import City
from tests.kills.story import Everybody, Step, Story
from video.engines.node import Node

DEATH = timedelta(minutes=3)
"""How long it takes, in the story, until somebody goes on after a death: longer than a job's lease."""
MACHINES = ("system", "clock")
PATIENCE = 300.0

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.kills.running"])
configure_mappers()  # once, before every life is forked from here


@dataclass
class Golden:
    """How the story goes when nobody dies: step by step."""

    began: str
    names: list[str] = field(default_factory=list)
    people: list[int] = field(default_factory=list)  # how many acts of people the record holds after it
    passed: list[list[str]] = field(default_factory=list)  # the places it comes by

    def keep(self, folder: Path) -> None:
        (folder / "golden.json").write_text(json.dumps(asdict(self)))

    @classmethod
    def of(cls, folder: Path) -> Golden:
        return cls(**json.loads((folder / "golden.json").read_text()))

    def moment(self, step: int, deaths: int = 0) -> datetime:
        return datetime.fromisoformat(self.began) + timedelta(seconds=step) + deaths * DEATH


class Ledger:
    """What is known outside of the installation: a file that outlives every process."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def write(self, line: Any) -> None:
        with open(self.file, "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> list[Any]:
        return [json.loads(line) for line in self.file.read_text().splitlines()] if self.file.exists() else []


class Folder:
    """An installation, and beside it what the world outside knows of it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.home = path / "var"
        self.acknowledged = Ledger(path / "acknowledged")
        self.handed_over = Ledger(path / "handed_over")
        self.told = Ledger(path / "told")

    def copy(self, to: Path) -> Folder:
        # without the index of the write-ahead log, which belongs to the processes that have it open
        return Folder(Path(shutil.copytree(self.path, to, ignore=shutil.ignore_patterns("*-shm"))))

    @contextmanager
    def open(self) -> Iterator[Flask]:
        app = _app(self.home)
        with app.app_context():
            try:
                yield app
            finally:
                db.session.remove()
                db.engine.dispose()


@cache
def _app(home: Path) -> Flask:
    """One for each place: what stands there may be another folder by now."""
    app = create_app(settings.load({"COURTYARD_HOME": str(home), "COURTYARD_URL": "http://courtyard.test"}))
    app.config["TESTING"] = True
    return app


def tell(folder: Folder, snapshots: Path) -> Golden:
    """The story as it goes undisturbed, with a copy of everything before each step and at the end."""
    _in_a_process(_tell, folder, snapshots)
    return Golden.of(snapshots)


def live(folder: Folder, golden: Golden, step: int, die_at: str) -> None:
    """Live through one step, to be killed at a place in it."""
    assert _in_a_process(_live, folder, golden, step, die_at), f"not killed: {golden.names[step]} {die_at}"


def go_on(folder: Folder, golden: Golden, step: int, last: int) -> None:
    """Live from the step in which somebody died, that step included, to another."""
    assert not _in_a_process(_go_on, folder, golden, step, last)


def _in_a_process(life: Callable[..., None], *what: Any) -> bool:
    """Returns whether it was killed."""
    process = _processes.Process(target=life, args=what)
    process.start()
    process.join(PATIENCE)
    if process.exitcode is None:
        process.kill()
    assert process.exitcode in (0, -signal.SIGKILL), process.exitcode
    return process.exitcode != 0


def _tell(folder: Folder, snapshots: Path) -> None:
    golden = Golden(datetime.now(UTC).isoformat())
    with _story(folder) as steps:
        for number, (name, do) in enumerate(steps):
            folder.copy(snapshots / str(number))
            passed: list[str] = []
            failpoints.passing = passed.append
            with clock.set_to(golden.moment(number)):
                _do(folder, do)
            golden.names.append(name)
            golden.people.append(people())
            golden.passed.append(passed)
        folder.copy(snapshots / str(len(steps)))
    golden.keep(snapshots)


def _live(folder: Folder, golden: Golden, step: int, die_at: str) -> None:
    with _story(folder) as steps, clock.set_to(golden.moment(step)):
        failpoints.passing = failpoints.killer(die_at)
        _do(folder, steps[step][1])


def _go_on(folder: Folder, golden: Golden, step: int, last: int) -> None:
    """Whoever died is not asked: an act of a person is done again only if the record does not have it."""
    with _story(folder) as steps:
        for number, (name, do) in list(enumerate(steps))[step : last + 1]:
            with clock.set_to(golden.moment(number, deaths=1)):
                sent_again = name.endswith("by form")
                if number > step or name == "work" or sent_again or people() < golden.people[number]:
                    _do(folder, do)
            assert people() == golden.people[number], f"{name}: {people()} acts, not {golden.people[number]}"


@contextmanager
def _story(folder: Folder) -> Iterator[list[Step]]:
    _outside(folder)
    with folder.open():
        city = City.found()
        assert city is not None
        yield Story(Everybody(city), lambda: folder.acknowledged.write(heads())).steps()


def _do(folder: Folder, step: Callable[[], object]) -> None:
    step()
    folder.acknowledged.write(heads())


def _outside(folder: Folder) -> None:
    """Messages are handed to a file, and the media node is one: both keep what they were given."""

    def tell_node(node: Node, method: str, path: str, **what: Any) -> None:
        folder.told.write([method, path, what.get("json", {}).get("version")])

    outbox.carrier_of = lambda channel: ("file", lambda message: folder.handed_over.write(message.public_id))
    Node.ask = tell_node  # type: ignore[assignment,method-assign]


def heads() -> dict[str, tuple[int, str]]:
    """The end of every chain of the record."""
    last = select(Entry.stream, func.max(Entry.position).label("position")).group_by(Entry.stream).subquery()
    here = select(Entry).join(last, (Entry.stream == last.c.stream) & (Entry.position == last.c.position))
    found = {one.stream: (one.position, one.hash) for one in db.session.scalars(here)}
    db.session.rollback()
    return found


def people() -> int:
    """How many acts of people the record holds; the others follow from them."""
    count = db.session.scalar(select(func.count()).select_from(Entry).where(Entry.actor.not_in(MACHINES))) or 0
    db.session.rollback()
    return count
