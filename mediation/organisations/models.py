from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mediation.core.db import Base, Public, Word, one_of, to
from mediation.core.words import N_
from mediation.organisations.rules import NumberKind as NumberKind
from mediation.organisations.rules import Task


class PlaceKind(enum.StrEnum):
    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    GRID = "grid"


class Place(Public, Base):
    """A place in the order of administration; what lies in what is `PlaceWithin`, because borders move."""

    __table_args__ = (CheckConstraint(one_of("kind", PlaceKind), name="kind_is_a_word"),)

    kind: Mapped[PlaceKind] = mapped_column(Word(PlaceKind))
    name: Mapped[str] = mapped_column(String(80))


class PlaceWithin(Base):
    """One place lies within another (itself too, at distance 0) from one day to another."""

    __table_args__ = (UniqueConstraint("outer_id", "inner_id", "valid_from"),)

    outer_id: Mapped[int] = to("place")
    inner_id: Mapped[int] = to("place")
    distance: Mapped[int]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class OrganisationKind(enum.StrEnum):
    INSTITUTION = "institution"
    COURT = "court"
    BUREAU = "bureau"
    COMMUNITY = "community"


ORGANISATION_KIND = {
    OrganisationKind.INSTITUTION: N_("Mediation institution"),
    OrganisationKind.COURT: N_("People's court"),
    OrganisationKind.BUREAU: N_("Justice bureau"),
    OrganisationKind.COMMUNITY: N_("Community"),
}


class CourtLevel(enum.StrEnum):
    """What a court is beside the basic court of a district."""

    INTERMEDIATE = "intermediate"
    TRIBUNAL = "tribunal"  # 人民法庭, a part of the basic court that sits nearer to people


class Organisation(Public, Base):
    """A body: a mediation institution, a court, a justice bureau. It is responsible for `place` and all within it."""

    __table_args__ = (
        CheckConstraint(one_of("kind", OrganisationKind), name="kind_is_a_word"),
        CheckConstraint(one_of("level", CourtLevel), name="level_is_a_word"),
        CheckConstraint("level is null or kind = 'court'", name="court_if_it_has_a_level"),
    )

    kind: Mapped[OrganisationKind] = mapped_column(Word(OrganisationKind))
    name: Mapped[str] = mapped_column(String(80))
    short_name: Mapped[str] = mapped_column(String(20))
    place_id: Mapped[int] = to("place")
    phone: Mapped[str] = mapped_column(String(30))
    address: Mapped[str] = mapped_column(String(200), default="")
    number_sign: Mapped[str] = mapped_column(String(20))
    """The characters that stand for this body in its numbers: 西塔, 辽0102."""
    level: Mapped[CourtLevel | None] = mapped_column(Word(CourtLevel))  # None: a basic court, or no court
    electronic_seal: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Else its seal is stamped on the printed paper, whose scan is compared (OM 19)."""

    place: Mapped[Place] = relationship()


class NamedOffice(Base):
    """The office that an institution calls at once for a task, such as its police station."""

    __table_args__ = (
        CheckConstraint(one_of("task", Task), name="task_is_a_word"),
        UniqueConstraint("organisation_id", "task"),
    )

    organisation_id: Mapped[int] = to("organisation")
    task: Mapped[Task] = mapped_column(Word(Task))
    name: Mapped[str] = mapped_column(String(80))
    phone: Mapped[str] = mapped_column(String(30))
    mail: Mapped[str | None] = mapped_column(String(120))


class NumberPattern(Base):
    """How a body writes its numbers of a kind, where it is not the usual way: `rules.PATTERNS`."""

    __table_args__ = (
        UniqueConstraint("organisation_id", "kind"),
        CheckConstraint(one_of("kind", NumberKind), name="kind_is_a_word"),
    )

    organisation_id: Mapped[int] = to("organisation")
    kind: Mapped[NumberKind] = mapped_column(Word(NumberKind))
    pattern: Mapped[str] = mapped_column(String(60))


class NumberSeries(Base):
    """How many numbers of a kind a body has given in a year."""

    __table_args__ = (
        UniqueConstraint("organisation_id", "kind", "year"),
        CheckConstraint(one_of("kind", NumberKind), name="kind_is_a_word"),
    )

    organisation_id: Mapped[int] = to("organisation")
    kind: Mapped[NumberKind] = mapped_column(Word(NumberKind))
    year: Mapped[int]
    last: Mapped[int] = mapped_column(default=0)


class GivenNumber(Base):
    """One number that was given, for ever: one that came to nothing stays in the register as void."""

    __table_args__ = (
        UniqueConstraint("organisation_id", "kind", "year", "place"),
        UniqueConstraint("organisation_id", "text"),
        CheckConstraint(one_of("kind", NumberKind), name="kind_is_a_word"),
    )

    organisation_id: Mapped[int] = to("organisation")
    kind: Mapped[NumberKind] = mapped_column(Word(NumberKind))
    year: Mapped[int]
    place: Mapped[int]  # in the series of its year, from 1
    text: Mapped[str] = mapped_column(String(60))
    given_at: Mapped[datetime]
    voided_at: Mapped[datetime | None]
