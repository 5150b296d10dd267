"""How long each act holds the lock of the database, over whole disputes.

Run `./courtyard bench writes`. Twenty disputes go the whole way, from the application to the court's ruling and the
closed dossier, by the services that people use and the jobs that follow. Of every transaction that writes: the
milliseconds from BEGIN IMMEDIATE to the end of COMMIT, on the wall and of this process's processor time, and the verb
that began it. SQLite lets one writer in at a time, so these are the times everybody else waits.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from types import FrameType
from typing import Any, NamedTuple

from sqlalchemy import event

from bench._house import house
from bench._machine import machine
from mediation.core.db import begin_writing, db
from mediation.core.jobs import Worker
from mediation.operations.world import World
from mediation.operations.world.stories import applications
from mediation.operations.world.town import Town
from mediation.rulebook.kinds import PAPER_BY_DEFAULT

SLOWEST = 10


class Held(NamedTuple):
    """One transaction that wrote."""

    verb: str
    wall: float  # milliseconds
    processor: float


@contextmanager
def watched() -> Iterator[list[Held]]:
    """Collects every transaction that writes while it lasts."""
    found: list[Held] = []
    begun: tuple[str, float, float] | None = None

    def after_begin(_session: Any, _transaction: Any, connection: Any) -> None:
        nonlocal begun
        writes = connection.get_execution_options().get("courtyard_writing")
        begun = (_verb(sys._getframe()), time.perf_counter(), time.process_time()) if writes else None

    def after_commit(_session: Any) -> None:
        nonlocal begun
        if begun:
            verb, wall, cpu = begun
            found.append(Held(verb, (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000))
        begun = None

    event.listen(db.session, "after_begin", after_begin)
    event.listen(db.session, "after_commit", after_commit)
    try:
        yield found
    finally:
        event.remove(db.session, "after_begin", after_begin)
        event.remove(db.session, "after_commit", after_commit)


def _verb(frame: FrameType | None) -> str:
    """The verb or job that called `begin_writing`, by its feature and name."""
    while frame and frame.f_code is not begin_writing.__code__:
        frame = frame.f_back
    frame = frame and frame.f_back
    if frame is None:
        return "?"
    if verb := frame.f_locals.get("verb"):  # inside the mark `writing`
        return _name(verb.__module__, verb.__name__)
    while frame.f_back and frame.f_code.co_name.startswith("_if_"):
        frame = frame.f_back
    return _name(frame.f_globals["__name__"], frame.f_code.co_name)


def _name(module: str, function: str) -> str:
    parts = [part for part in module.split(".") if part not in ("mediation", "services")]
    return ".".join([parts[0], function] if "jobs" not in parts else [*parts[-2:], function])


def live(world: World, disputes: int) -> None:
    """So many disputes, one after another, each the whole way; what must be signed on paper never sees the court."""
    for told in islice(applications(), disputes):
        on_paper = told.type in PAPER_BY_DEFAULT
        agreed = world.agreed(world.sat(world.appointed(world.consented(told))), paper=on_paper)
        world.performed(agreed if on_paper else world.confirmed(agreed))
        Worker("bench").run_until_idle()


def main(arguments: list[str]) -> None:
    """Measure, print a table and, as the last line, one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--disputes", type=int, default=20)
    wanted = parser.parse_args(arguments)
    with house() as (_, city, _home):
        world = Town(city)
        live(world, 1)  # statements are compiled once in the life of a process
        with watched() as found:
            live(world, wanted.disputes)
    report(found, wanted.disputes)


def report(found: list[Held], disputes: int) -> None:
    print(f"{machine()}; {disputes} disputes, {len(found)} transactions")
    by_verb: dict[str, list[Held]] = {"all": found}
    for one in found:
        by_verb.setdefault(one.verb, []).append(one)
    slowest = sorted(by_verb, key=lambda verb: -statistics.median(one.processor for one in by_verb[verb]))
    print("                                          ms on the wall            ms of processor")
    print("verb                             times    median   P95      max     median   P95      max")
    for verb in ["all", *[verb for verb in slowest if verb != "all"][:SLOWEST]]:
        wall, cpu = ([one[which] for one in by_verb[verb]] for which in (1, 2))
        columns = [f"{statistics.median(one):6.1f} {_p95(one):6.1f}   {max(one):6.1f}" for one in (wall, cpu)]
        print(f"{verb:32s} {len(wall):5d}    {'     '.join(columns)}")
    last: dict[str, float] = {"disputes": disputes, "transactions": len(found)}
    for name, spent in (("held", [one.wall for one in found]), ("held_cpu", [one.processor for one in found])):
        last |= {f"{name}_ms_median": round(statistics.median(spent), 1), f"{name}_ms_p95": round(_p95(spent), 1),
                 f"{name}_ms_max": round(max(spent), 1)}  # fmt: skip
    print(json.dumps(last))


def _p95(spent: list[float]) -> float:
    return sorted(spent)[int(0.95 * (len(spent) - 1))]


if __name__ == "__main__":
    main(sys.argv[1:])
