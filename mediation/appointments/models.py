from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mediation.accounts.models import Account
from mediation.appointments.rules import LIVE, AppointmentState, Decline, Relation
from mediation.core.db import Base, Public, Stated, Word, one_of, to
from mediation.core.sealed import Keyed, SealedText, sealed_column
from mediation.core.wall import Confidential
from mediation.disputes.models import Dispute
from mediation.matters.models import Matter, Seat
from mediation.roster.models import Entry

_LIVE = text("state in (" + ", ".join(f"'{state}'" for state in LIVE) + ")")


class Appointment(Public, Stated, Base):
    """One round of choosing the mediator: from the suggestions to somebody who accepts, or does not.

    A dispute has one live round at a time. Whoever declines, stays silent or is refused ends it, and the next begins.
    """

    __table_args__ = (
        CheckConstraint(one_of("state", AppointmentState), name="state_is_a_word"),
        CheckConstraint(one_of("relation", Relation), name="relation_is_a_word"),
        CheckConstraint(one_of("decline_reason", Decline), name="decline_reason_is_a_word"),
        CheckConstraint("mediator_id is not null or state in ('choosing', 'withdrawn')", name="mediator_if_proposed"),
        CheckConstraint(
            "disclosed_at is not null or state not in ('accepted', 'replaced')", name="disclosed_if_accepted"
        ),
        CheckConstraint("(disclosed_at is null) = (relation is null)", name="relation_if_disclosed"),
        CheckConstraint("decline_reason is not null or state <> 'declined'", name="reason_if_declined"),
        CheckConstraint(
            "challenger_id is not null or state not in ('challenged', 'replaced')", name="challenger_if_challenged"
        ),
        Index("uq_appointment_live", "dispute_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    )

    matter_id: Mapped[int] = to("matter")
    organisation_id: Mapped[int] = to("organisation")
    dispute_id: Mapped[int] = to("dispute")
    state: Mapped[AppointmentState] = mapped_column(Word(AppointmentState))
    mediator_id: Mapped[int | None] = to("account", nullable=True)
    passed_at: Mapped[datetime | None]  # the parties' time to choose was over
    disclosed_at: Mapped[datetime | None]
    relation: Mapped[Relation | None] = mapped_column(Word(Relation))
    decline_reason: Mapped[Decline | None] = mapped_column(Word(Decline))
    challenger_id: Mapped[int | None] = to("seat", nullable=True)

    matter: Mapped[Matter] = relationship()
    dispute: Mapped[Dispute] = relationship()
    mediator: Mapped[Account | None] = relationship()
    challenger: Mapped[Seat | None] = relationship()
    voices: Mapped[list[Voice]] = relationship(back_populates="appointment", order_by="Voice.id")
    suggestions: Mapped[list[Suggestion]] = relationship(back_populates="appointment", order_by="Suggestion.rank")


class Suggestion(Base):
    """Somebody fits: at which rank, and why, as it was on that day."""

    __table_args__ = (UniqueConstraint("appointment_id", "rank"),)

    appointment_id: Mapped[int] = to("appointment")
    entry_id: Mapped[int] = to("roster_entry")
    rank: Mapped[int]
    score: Mapped[int]
    reasons: Mapped[list[Any]]  # pairs of a `Reason` and its value

    appointment: Mapped[Appointment] = relationship(back_populates="suggestions")
    entry: Mapped[Entry] = relationship(Entry, lazy="joined", innerjoin=True)


class Voice(Base):
    """What one party says in a round: whom it names, or that the institution is to choose; later, that it agrees to
    the mediator in spite of what was disclosed.
    """

    __table_args__ = (
        UniqueConstraint("appointment_id", "seat_id"),
        CheckConstraint("mediator_id is null or left_at is null", name="names_or_leaves"),
    )

    appointment_id: Mapped[int] = to("appointment")
    seat_id: Mapped[int] = to("seat")
    mediator_id: Mapped[int | None] = to("account", nullable=True)
    left_at: Mapped[datetime | None]
    agreed_at: Mapped[datetime | None]

    appointment: Mapped[Appointment] = relationship(back_populates="voices")
    seat: Mapped[Seat] = relationship()
    mediator: Mapped[Account | None] = relationship()


class ExplanationKind(enum.StrEnum):
    DISCLOSURE = "disclosure"
    DECLINE = "decline"
    CHALLENGE = "challenge"


class Explanation(Public, Keyed, Confidential, Base):
    """What was written with a disclosure, a refusal to take the matter, or a challenge."""

    __table_args__ = (CheckConstraint(one_of("kind", ExplanationKind), name="kind_is_a_word"),)

    appointment_id: Mapped[int] = to("appointment")
    kind: Mapped[ExplanationKind] = mapped_column(Word(ExplanationKind))
    text_sealed: Mapped[bytes | None] = sealed_column()
    language: Mapped[str] = mapped_column(String(10))
    said_at: Mapped[datetime]

    text = SealedText()
