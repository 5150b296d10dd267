from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import aliased

from mediation.core import clock
from mediation.core.db import db
from mediation.organisations.models import (
    CourtLevel,
    GivenNumber,
    NamedOffice,
    NumberPattern,
    Organisation,
    OrganisationKind,
    Place,
    PlaceKind,
    PlaceWithin,
)
from mediation.organisations.rules import NumberKind, Task


def place(public_id: str) -> Place | None:
    return db.session.scalar(select(Place).where(Place.public_id == public_id))


def organisation(public_id: str) -> Organisation | None:
    return db.session.scalar(select(Organisation).where(Organisation.public_id == public_id))


def of_ids(ids: Iterable[int]) -> list[Organisation]:
    return list(db.session.scalars(select(Organisation).where(Organisation.id.in_(set(ids))).order_by(Organisation.id)))


def communities() -> list[tuple[Place, Place]]:
    """Each community with its street, for a list to choose from."""
    street, community = Place, aliased(Place)
    return [
        (row[0], row[1])
        for row in db.session.execute(
            select(community, street)
            .join(PlaceWithin, PlaceWithin.inner_id == community.id)
            .join(street, PlaceWithin.outer_id == street.id)
            .where(community.kind == PlaceKind.COMMUNITY, street.kind == PlaceKind.STREET)
            .order_by(street.name, community.name)
        )
    ]


def districts() -> list[Place]:
    return list(db.session.scalars(select(Place).where(Place.kind == PlaceKind.DISTRICT).order_by(Place.name)))


def responsible(
    kind: OrganisationKind, for_place: Place, on: date | None = None, *, level: CourtLevel | None = None
) -> Organisation | None:
    """The body of a kind whose place lies nearest around a place; of courts the basic one, unless a level is named."""
    day = on or clock.today()
    return db.session.scalars(
        select(Organisation)
        .join(PlaceWithin, PlaceWithin.outer_id == Organisation.place_id)
        .where(
            Organisation.kind == kind,
            Organisation.level.is_(None) if level is None else Organisation.level == level,
            PlaceWithin.inner_id == for_place.id,
            PlaceWithin.valid_from <= day,
            (PlaceWithin.valid_to.is_(None)) | (PlaceWithin.valid_to >= day),
        )
        .order_by(PlaceWithin.distance, Organisation.id)
        .limit(1)
    ).first()


def courts() -> list[Organisation]:
    """Every court this house knows, by name."""
    wanted = select(Organisation).where(Organisation.kind == OrganisationKind.COURT)
    return list(db.session.scalars(wanted.order_by(Organisation.name)))


def of_kind_within(kind: OrganisationKind, place: Place) -> list[Organisation]:
    """The bodies of a kind that are responsible for a place within this one."""
    wanted = select(Organisation).where(Organisation.kind == kind, Organisation.place_id.in_(within(place)))
    return list(db.session.scalars(wanted.order_by(Organisation.name)))


def named_office(organisation_id: int, task: Task) -> NamedOffice | None:
    """The office an institution has named for a task."""
    return db.session.scalar(
        select(NamedOffice).where(NamedOffice.organisation_id == organisation_id, NamedOffice.task == task)
    )


def number_pattern(organisation_id: int, kind: NumberKind) -> NumberPattern | None:
    return db.session.scalar(select(NumberPattern).filter_by(organisation_id=organisation_id, kind=kind))


def given_number(organisation_id: int, text: str) -> GivenNumber | None:
    return db.session.scalar(select(GivenNumber).filter_by(organisation_id=organisation_id, text=text))


def given_numbers(organisation_ids: Iterable[int]) -> list[GivenNumber]:
    """The register: every number these bodies have given, the newest first."""
    wanted = select(GivenNumber).where(GivenNumber.organisation_id.in_(set(organisation_ids)))
    return list(db.session.scalars(wanted.order_by(GivenNumber.id.desc())))


def within(outer: Place, on: date | None = None) -> frozenset[int]:
    """The ids of all places within a place on a day, itself included."""
    day = on or clock.today()
    return frozenset(
        db.session.scalars(
            select(PlaceWithin.inner_id).where(
                PlaceWithin.outer_id == outer.id,
                PlaceWithin.valid_from <= day,
                (PlaceWithin.valid_to.is_(None)) | (PlaceWithin.valid_to >= day),
            )
        )
    )
