"""How long the pages take that people open all day, with 10,000 matters in the house.

Run `./courtyard bench pages`. Eleven matters in different states are made through the services, then their rows are
copied, each with public names, numbers and sealed cells of its own (one key seals all copies of a matter), four in five
of them over, spread over three institutions and twelve mediators. Every page is asked of the WSGI application itself,
signed in, twenty times; the table says the median and the slowest.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Table, insert, select, update

from bench._house import house
from bench._machine import machine
from mediation.agreements import services as agreeing
from mediation.core import clock, ids, sealed
from mediation.core.db import Base, db
from mediation.core.jobs import Worker
from mediation.core.machine import Actor, Role
from mediation.disputes.models import Dispute
from mediation.disputes.rules import Answer
from mediation.figures.models import Fold
from mediation.operations.world import City, World
from mediation.operations.world.rostering import PROFILES
from mediation.operations.world.stories import applications
from tests.sign_in import sign_in

TIMES = 20
ORDER = {"matter": -1, "deadline": 1, "record": 1}
"""What others name without a foreign key comes first, and what names others so comes last."""
UNIQUE_TEXT = {"dossier_number", "number", "check_code", "sha256"}


def originals(world: World) -> list[Dispute]:
    """One dispute in each state that can be reached without a paper."""
    told = applications()
    made = [world.apply(next(told))]
    made += [world.accept(world.apply(next(told))) for _ in range(2)]
    made += [world.answer(world.accept(world.apply(next(told))), Answer.NO), world.not_accept(world.apply(next(told)))]
    made += [world.choosing(world.consented(next(told))).dispute, world.proposed(world.consented(next(told))).dispute]
    for _ in range(3):
        made.append(world.appointed(world.consented(next(told))))
    world.planned(made[-1], starts_at=clock.now() + timedelta(days=3))
    settled = world.sat()
    agreement = world.drafted(settled)
    world.act(
        agreeing.register_oral, world.mediator_of(settled), settled, agreement, revision=agreement.revision,
        reached_on=clock.today(),
    )  # fmt: skip
    Worker("bench").run_until_idle()
    return [*made, settled]


Others = dict[tuple[str, int], int]
"""Which row of a table takes the place of which."""


class Copier:
    """Copies everything that belongs to a matter, table by table in the order of the foreign keys."""

    def __init__(self) -> None:
        belong = [table for table in Base.metadata.sorted_tables if _belongs(table)]
        self.tables = sorted(belong, key=lambda table: ORDER.get(table.name, 0))  # stable: foreign keys stay in order
        with db.engine.connect() as connection:
            rows = {table.name: connection.execute(select(table)).mappings().all() for table in self.tables}
        self.rows = rows
        self.given = {row["receipt_number"] for row in rows["matter"]}
        self.next = {name: max((row["id"] for row in found), default=0) + 1 for name, found in rows.items()}

    def copy(self, matter_ids: Iterable[int], others: Others) -> Iterator[tuple[Table, dict[str, Any]]]:
        """The rows of one more copy of each of these matters, at another institution and with another mediator."""
        for matter_id in matter_ids:
            known: Others = {}
            for table in self.tables:
                for row in self.rows[table.name]:
                    if self._is_of(table, row, matter_id, known):
                        yield table, self._copied(table, row, known, others)

    def _is_of(self, table: Table, row: Any, matter_id: int, known: Others) -> bool:
        if table.name == "matter":
            return bool(row["id"] == matter_id)
        if table.name == "record":
            return bool(row["stream"] == f"matter:{matter_id}")
        if "matter_id" in row:
            return bool(row["matter_id"] == matter_id)
        return any((one.column.table.name, row[one.parent.name]) in known for one in table.foreign_keys)

    def _copied(self, table: Table, row: Any, known: Others, others: Others) -> dict[str, Any]:
        new = dict(row)
        new["id"] = known[table.name, row["id"]] = self.next[table.name]
        self.next[table.name] += 1
        for key in table.foreign_keys:
            there = key.column.table.name, row[key.parent.name]
            new[key.parent.name] = known.get(there, others.get(there, row[key.parent.name]))
        if "matter_id" in row and table.name != "matter":
            new["matter_id"] = known["matter", row["matter_id"]]
        if "subject_id" in row:
            new["subject_id"] = known.get((row["subject"], row["subject_id"]), row["subject_id"])
        if table.name == "record":
            new["stream"] = f"matter:{known['matter', int(row['stream'].partition(':')[2])]}"
        for name in UNIQUE_TEXT & row.keys():
            new[name] = row[name] and f"{row[name]}-{new['id']}"
        if table.name == "matter":
            new["receipt_number"] = self._free_number()
        if "public_id" in row:
            new["public_id"] = ids.public_id()
            _seal_again(table, row, new)
        return new

    def _free_number(self) -> str:
        while (number := ids.receipt_number(2026)) in self.given:
            pass
        self.given.add(number)
        return number


def _belongs(table: Table) -> bool:
    """Whether the rows of a table are of one matter, directly or by what they hang on."""
    if table.name in {"matter", "record"} or "matter_id" in table.c:
        return table.name not in {"message", "live_hint"}
    return any(key.column.table is not table and _belongs(key.column.table) for key in table.foreign_keys)


def _seal_again(table: Table, row: Any, new: dict[str, Any]) -> None:
    for name in [column.name for column in table.c if column.name.endswith("_sealed") and row[column.name]]:
        place = f"{table.name}|{{}}|{name}"
        text = sealed.unseal(row[name], key_name=row["key_name"], place=place.format(row["public_id"]))
        new[name] = sealed.seal(text, key_name=row["key_name"], place=place.format(new["public_id"]))


def fill(world: World, matters: int) -> None:
    """Copy what there is until there are so many matters: four in five of them over, all spread over the city."""
    disputes = list(db.session.scalars(select(Dispute)))
    over = [one.matter_id for one in disputes if one.ended_on]
    going_on = [one.matter_id for one in disputes if not one.ended_on]
    park, xita = world.city.accounts["park"].id, disputes[0].organisation_id
    mediators = [world.city.accounts[login] for login in PROFILES]
    spread = [{("account", park): one.id, ("organisation", xita): one.offices[0].organisation_id} for one in mediators]
    db.session.rollback()
    copier, there, round_ = Copier(), len(disputes), 0
    while there < matters:
        chosen = (going_on if round_ % 5 == 0 else over * (len(going_on) // len(over)))[: matters - there]
        batch: dict[Table, list[dict[str, Any]]] = {}
        for table, row in copier.copy(chosen, spread[round_ % len(spread)]):
            batch.setdefault(table, []).append(row)
        with db.engine.begin() as connection:
            for table, rows in batch.items():
                connection.execute(insert(table), rows)
        there += len(chosen)
        round_ += 1
    copies = matters // len(disputes) - 1
    with db.engine.begin() as connection:
        connection.execute(update(Fold.__table__).values(n=Fold.n * (copies + 1)))
        connection.exec_driver_sql("analyze")


def pages(world: World, disputes: list[Dispute]) -> dict[str, tuple[Actor, str]]:
    """The pages that are measured: who opens which."""
    going_on = disputes[-2]
    at, window = f"/matters/{going_on.matter.public_id}", world.staff("window")
    return {
        "today_window": (window, "/today"),
        "today_mediator": (world.staff("park"), "/today"),
        "matter_party": (world.party(going_on, Role.APPLICANT), at),
        "matter_mediator": (world.mediator_of(going_on), at),
        "search_name": (window, "/search?q=金顺"),
        "search_number": (window, f"/search?q={going_on.matter.receipt_number}"),
        "figures": (world.staff("bureau"), "/figures"),
    }


def measure(browser: FlaskClient, path: str) -> list[float]:
    """Milliseconds of each asking, after one that is not counted."""
    spent = []
    for _ in range(TIMES + 1):
        with browser.application.app_context():
            began = time.perf_counter()
            answer = browser.get(path)
            spent.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, (path, answer.status_code)
    return spent[1:]


def main(arguments: list[str]) -> None:
    """Fill a house, measure, print a table and, as the last line, one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--matters", type=int, default=10_000)
    wanted = parser.parse_args(arguments)
    with house() as (app, city, home):
        report(app, city, home, wanted.matters)


def report(app: Flask, city: City, home: Path, matters: int) -> None:
    world = World(city)
    disputes = originals(world)
    asked = pages(world, disputes)
    began = time.perf_counter()
    fill(world, matters)
    there = db.session.query(Dispute).count()
    size = (home / "courtyard.db").stat().st_size / 1e6
    print(machine())
    print(f"{there:,} matters, {size:.0f} MB, copied in {time.perf_counter() - began:.0f} s")
    print("page               median ms   slowest ms")
    last: dict[str, float] = {"matters": there}
    for name, (actor, path) in asked.items():
        browser = app.test_client()
        sign_in(browser, actor)
        db.session.remove()
        spent = measure(browser, path)
        print(f"{name:16s}   {statistics.median(spent):9.1f}   {max(spent):10.1f}")
        last[f"{name}_ms_median"] = round(statistics.median(spent), 1)
    print(json.dumps(last))


if __name__ == "__main__":
    main(sys.argv[1:])
