from __future__ import annotations

import enum
import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mediation.core.db import Base, Public, Stated, Word, one_of, to
from mediation.core.machine import Role
from mediation.core.sealed import Keyed, SealedText, sealed_column
from mediation.core.wall import Confidential
from mediation.disputes.rules import Answer, DisputeState
from mediation.matters.models import Matter, Seat
from mediation.organisations.models import Place
from mediation.rulebook.kinds import DisputeType, Ground, NotAccepted


class Dispute(Public, Stated, Base):
    """A matter that is to be mediated. One for each matter."""

    __table_args__ = (
        CheckConstraint(one_of("state", DisputeState), name="state_is_a_word"),
        CheckConstraint(one_of("type", DisputeType), name="type_is_a_word"),
        CheckConstraint("suspended_in is not null or state <> 'suspended'", name="where_if_suspended"),
        CheckConstraint("ground is not null or state <> 'terminated'", name="ground_if_terminated"),
        CheckConstraint("reason is not null or state <> 'not_accepted'", name="reason_if_not_accepted"),
        CheckConstraint(
            "dossier_number is not null or state in ('applied', 'not_accepted') "
            "or ground in ('withdrawn', 'self_settled')",
            name="number_if_accepted",
        ),
    )

    matter_id: Mapped[int] = to("matter")
    organisation_id: Mapped[int] = to("organisation")
    state: Mapped[DisputeState] = mapped_column(Word(DisputeState))
    type: Mapped[DisputeType] = mapped_column(Word(DisputeType))
    amount: Mapped[int | None]  # fen, as far as it is about money
    dossier_number: Mapped[str | None] = mapped_column(String(60), unique=True)
    accepted_on: Mapped[date | None]
    reason: Mapped[NotAccepted | None] = mapped_column(Word(NotAccepted))
    ground: Mapped[Ground | None] = mapped_column(Word(Ground))
    ended_on: Mapped[date | None]
    longer_until: Mapped[date | None]  # until when more time is asked for, while the parties decide
    suspended_in: Mapped[DisputeState | None] = mapped_column(Word(DisputeState))  # where it goes on, once it does

    matter: Mapped[Matter] = relationship()
    parties: Mapped[list[Party]] = relationship(back_populates="dispute", order_by="Party.id")
    invitations: Mapped[list[Invitation]] = relationship(back_populates="dispute", order_by="Invitation.id")


class PartyKind(enum.StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"


class Party(Public, Keyed, Base):
    """A party to one dispute: the facts the papers need. Never merged with another."""

    __table_args__ = (CheckConstraint(one_of("kind", PartyKind), name="kind_is_a_word"),)

    dispute_id: Mapped[int] = to("dispute")
    seat_id: Mapped[int] = to("seat")
    role: Mapped[Role] = mapped_column(Word(Role))
    kind: Mapped[PartyKind] = mapped_column(Word(PartyKind), default=PartyKind.PERSON)
    name: Mapped[str] = mapped_column(String(80))
    sex: Mapped[str | None] = mapped_column(String(10))
    ethnicity: Mapped[str | None] = mapped_column(String(20))
    born_on: Mapped[date | None]
    occupation: Mapped[str | None] = mapped_column(String(60))
    longer_at: Mapped[datetime | None]  # when they agreed to the time that is asked for
    id_number_sealed: Mapped[bytes | None] = sealed_column()
    address_sealed: Mapped[bytes | None] = sealed_column()
    place_id: Mapped[int | None] = to("place", nullable=True)  # where they live or have their seat

    id_number = SealedText()
    address = SealedText()
    dispute: Mapped[Dispute] = relationship(back_populates="parties")
    seat: Mapped[Seat] = relationship()
    place: Mapped[Place | None] = relationship()


class StatementKind(enum.StrEnum):
    STORY = "story"
    REQUEST = "request"
    WINDOW_NOTE = "window_note"
    ENDING_NOTE = "ending_note"


class Statement(Public, Keyed, Confidential, Base):
    """What somebody said in writing: what happened, what is asked."""

    __table_args__ = (CheckConstraint(one_of("kind", StatementKind), name="kind_is_a_word"),)

    dispute_id: Mapped[int] = to("dispute")
    seat_id: Mapped[int | None] = to("seat", nullable=True)
    kind: Mapped[StatementKind] = mapped_column(Word(StatementKind))
    language: Mapped[str] = mapped_column(String(10))
    text_sealed: Mapped[bytes | None] = sealed_column()
    said_at: Mapped[datetime]

    text = SealedText()
    seat: Mapped[Seat | None] = relationship()


class Invitation(Public, Base):
    """One person on the other side is asked whether they take part."""

    __table_args__ = (CheckConstraint(one_of("answer", Answer), name="answer_is_a_word"),)

    dispute_id: Mapped[int] = to("dispute")
    seat_id: Mapped[int] = to("seat")
    sent_at: Mapped[datetime]
    answer: Mapped[Answer | None] = mapped_column(Word(Answer))
    answered_at: Mapped[datetime | None]
    postponed_at: Mapped[datetime | None]

    dispute: Mapped[Dispute] = relationship(back_populates="invitations")
    seat: Mapped[Seat] = relationship()


class Draft(Public, Keyed, Base):
    """An application somebody is still writing, one page after another; sealed, and forgotten after 30 days.

    Its key becomes the matter's. Once it was sent it only remembers what it became.
    """

    dispute_id: Mapped[int | None] = to("dispute", nullable=True)
    answers_sealed: Mapped[bytes | None] = sealed_column()
    language: Mapped[str] = mapped_column(String(10))
    touched_at: Mapped[datetime]

    answers = SealedText()
    dispute: Mapped[Dispute | None] = relationship()

    @property
    def said(self) -> dict[str, dict[str, Any]]:
        """What was answered so far, by page."""
        return json.loads(self.answers or "{}")  # type: ignore[no-any-return]

    @property
    def files(self) -> list[dict[str, Any]]:
        """The files brought so far, each as `matters.services.Brought` says."""
        files: list[dict[str, Any]] = self.said.get("photos", {}).get("files", [])
        return files

    @property
    def others(self) -> list[dict[str, Any]]:
        """Who stands on the other side besides the first, each as the fields of that page say."""
        others: list[dict[str, Any]] = self.said.get("others", {}).get("others", [])
        return others

    @property
    def phone(self) -> str | None:
        """The telephone of whoever writes it, once they gave it."""
        return self.said.get("you", {}).get("phone")
