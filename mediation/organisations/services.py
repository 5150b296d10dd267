from __future__ import annotations

from datetime import date

from sqlalchemy import select

from mediation.core import clock
from mediation.core.db import begin_writing, db
from mediation.organisations import queries
from mediation.organisations.models import (
    NamedOffice,
    NumberKind,
    NumberSeries,
    Organisation,
    OrganisationKind,
    Place,
    PlaceKind,
    PlaceWithin,
)
from mediation.organisations.rules import Task

PATTERNS = {
    NumberKind.DOSSIER: "（{year}）{sign}人调字第{n}号",
    NumberKind.AGREEMENT: "（{year}）{sign}调{n}号",
    NumberKind.COURT_CONFIRMATION: "（{year}）{sign}诉前调确{n}号",
}


def add_place(kind: PlaceKind, name: str, *, inside: Place | None = None, since: date | None = None) -> Place:
    """A new place, within another and all that surrounds it."""
    begin_writing()
    day = since or clock.today()
    place = Place(kind=kind, name=name)
    db.session.add(place)
    db.session.flush()
    rows = [PlaceWithin(outer_id=place.id, inner_id=place.id, distance=0, valid_from=day)]
    if inside is not None:
        around = db.session.scalars(select(PlaceWithin).where(PlaceWithin.inner_id == inside.id)).all()
        rows += [
            PlaceWithin(outer_id=one.outer_id, inner_id=place.id, distance=one.distance + 1, valid_from=day)
            for one in around
        ]
    db.session.add_all(rows)
    return place


def add_organisation(kind: OrganisationKind, name: str, *, place: Place, **facts: str) -> Organisation:
    begin_writing()
    organisation = Organisation(kind=kind, name=name, place=place, **facts)
    db.session.add(organisation)
    db.session.flush()
    return organisation


def name_office(organisation: Organisation, task: Task, *, name: str, phone: str, mail: str | None) -> NamedOffice:
    """An institution names the office it calls at once for a task, or another one than before."""
    begin_writing()
    office = queries.named_office(organisation.id, task)
    if office is None:
        office = NamedOffice(organisation_id=organisation.id, task=task)
        db.session.add(office)
    office.name, office.phone, office.mail = name, phone, mail
    db.session.flush()
    return office


def next_number(organisation: Organisation, kind: NumberKind) -> str:
    """The body's next number of a kind this year, such as （2026）西塔人调字第17号. Never given twice."""
    begin_writing()
    year = clock.today().year
    same = (NumberSeries.organisation_id == organisation.id, NumberSeries.kind == kind, NumberSeries.year == year)
    series = db.session.scalar(select(NumberSeries).where(*same).with_for_update())
    if series is None:
        series = NumberSeries(organisation_id=organisation.id, kind=kind, year=year, last=0)
        db.session.add(series)
    series.last += 1
    db.session.flush()
    return PATTERNS[kind].format(year=year, sign=organisation.number_sign, n=series.last)
