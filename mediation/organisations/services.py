from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from mediation.core import clock
from mediation.core.db import begin_writing, db, writing
from mediation.organisations import queries
from mediation.organisations.models import (
    GivenNumber,
    NamedOffice,
    NumberPattern,
    NumberSeries,
    Organisation,
    OrganisationKind,
    Place,
    PlaceKind,
    PlaceWithin,
)
from mediation.organisations.rules import PATTERNS, NumberKind, Task, written, wrong_pattern


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


def write_numbers_as(organisation: Organisation, kind: NumberKind, pattern: str) -> None:
    """From now on the body writes its numbers of a kind like this; those it gave stay as they are.

    Raises:
        ValueError: numbers would be the same, or could not be printed; with the msgid of what is wrong.
    """
    wrong = wrong_pattern(pattern)
    if wrong:
        raise ValueError(wrong)
    begin_writing()
    own = queries.number_pattern(organisation.id, kind)
    if own is None:
        own = NumberPattern(organisation_id=organisation.id, kind=kind)
        db.session.add(own)
    own.pattern = pattern
    db.session.flush()


def next_number(organisation: Organisation, kind: NumberKind) -> str:
    """The body's next number of a kind this year, such as （2026）西塔人调字第17号.

    Never given twice: whoever asks at the same moment waits for the row of the series, and the register keeps it.
    """
    begin_writing()
    year = clock.today().year
    series = _series(organisation.id, kind, year)
    series.last += 1
    own = queries.number_pattern(organisation.id, kind)
    pattern = own.pattern if own else PATTERNS[kind]
    text = written(pattern, year=year, sign=organisation.number_sign, n=series.last)
    given = GivenNumber(
        organisation_id=organisation.id, kind=kind, year=year, place=series.last, text=text, given_at=clock.now()
    )
    db.session.add(given)
    db.session.flush()
    return text


def _series(organisation_id: int, kind: NumberKind, year: int) -> NumberSeries:
    """The row of a series, held until the end of the transaction; two who begin a year together make one row."""
    first = {"organisation_id": organisation_id, "kind": kind, "year": year, "last": 0}
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    db.session.execute(insert(NumberSeries).values(first).on_conflict_do_nothing())
    same = select(NumberSeries).filter_by(organisation_id=organisation_id, kind=kind, year=year)
    return db.session.scalars(same.with_for_update().execution_options(populate_existing=True)).one()


def void_number(organisation: Organisation, text: str) -> None:
    """A number came to nothing: it stays in the register as void."""
    begin_writing()
    given = queries.given_number(organisation.id, text)
    if given is not None and given.voided_at is None:
        given.voided_at = clock.now()
        db.session.flush()


@writing
def set_seal(organisation: Organisation, *, electronic: bool) -> None:
    """Whether a body seals on the screen, or stamps the printed paper whose scan is compared (OM 19)."""
    organisation.electronic_seal = electronic
