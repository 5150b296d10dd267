from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from documents.models import Document
from mediation.accounts.models import Account
from mediation.agreements.models import SettlementAgreement
from mediation.confirmations.rules import LIVE, ConfirmationState, ObjectionState, Outcome, ServedBy
from mediation.core.db import Base, Public, Stated, Word, one_of, to
from mediation.core.sealed import Keyed, SealedText, sealed_column
from mediation.core.wall import Confidential
from mediation.disputes.models import Dispute, Party
from mediation.matters.models import Exhibit, Matter, Seat
from mediation.organisations.models import Organisation, Place
from mediation.rulebook.courts import Dismissal, NotTaken, PackagePaper

_LIVE = text("state in (" + ", ".join(f"'{state}'" for state in LIVE) + ")")


class JudicialConfirmation(Public, Stated, Base):
    """The parties' joint application to a court, and what the court makes of it. Nobody's words stand in this row."""

    __table_args__ = (
        CheckConstraint(one_of("state", ConfirmationState), name="state_is_a_word"),
        CheckConstraint(one_of("not_taken", NotTaken), name="not_taken_is_a_word"),
        CheckConstraint(one_of("outcome", Outcome), name="outcome_is_a_word"),
        CheckConstraint(one_of("dismissal", Dismissal), name="dismissal_is_a_word"),
        CheckConstraint(
            "submitted_at is not null or state in ('collecting', 'withdrawn', 'lapsed')", name="submitted_if_with_court"
        ),
        CheckConstraint(
            "(court_number is not null and (judge_id is not null or carried) and accepted_on is not null) "
            "or state not in ('accepted', 'confirmed', 'dismissed')",
            name="number_and_judge_if_accepted",
        ),
        CheckConstraint("not_taken is not null or state <> 'not_accepted'", name="reason_if_not_accepted"),
        CheckConstraint("state <> 'confirmed' or inquired_at is not null or carried", name="inquired_if_confirmed"),
        CheckConstraint("state <> 'dismissed' or dismissal is not null", name="reason_if_dismissed"),
        CheckConstraint(
            "state not in ('confirmed', 'dismissed') or outcome = state", name="outcome_is_the_state_if_ruled"
        ),
        Index("uq_judicial_confirmation_live", "agreement_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    )

    matter_id: Mapped[int] = to("matter")
    dispute_id: Mapped[int] = to("dispute")
    agreement_id: Mapped[int] = to("settlement_agreement")
    organisation_id: Mapped[int] = to("organisation")  # the institution that mediated
    court_id: Mapped[int] = to("organisation")
    state: Mapped[ConfirmationState] = mapped_column(Word(ConfirmationState))
    application_id: Mapped[int | None] = to("document", nullable=True)
    proof_id: Mapped[int | None] = to("document", nullable=True)
    ruling_id: Mapped[int | None] = to("document", nullable=True)
    applied_on: Mapped[date | None]  # the day on which the last party had signed
    submitted_at: Mapped[datetime | None]
    missing: Mapped[list[str]] = mapped_column(default=list)  # words of `rulebook.courts.PackagePaper`
    supply_by: Mapped[date | None]
    not_taken: Mapped[NotTaken | None] = mapped_column(Word(NotTaken))
    court_number: Mapped[str | None] = mapped_column(String(60), unique=True)
    judge_id: Mapped[int | None] = to("account", nullable=True)
    judge_named: Mapped[str | None] = mapped_column(String(80))  # on the court's paper, where it was carried
    extended_by: Mapped[str | None] = mapped_column(String(80))  # the president of the court who gave ten days more
    carried: Mapped[bool] = mapped_column(default=False)  # accepted, and so ruled, on the court's own network
    accepted_on: Mapped[date | None]
    withdrawal_asked_at: Mapped[datetime | None]
    inquired_at: Mapped[datetime | None]
    doubts: Mapped[int] = mapped_column(default=0)  # answers of the inquiry that were not in order
    outcome: Mapped[Outcome | None] = mapped_column(Word(Outcome))
    dismissal: Mapped[Dismissal | None] = mapped_column(Word(Dismissal))
    ruled_on: Mapped[date | None]
    property_place_id: Mapped[int | None] = to("place", nullable=True)  # where the thing in dispute is

    matter: Mapped[Matter] = relationship()
    dispute: Mapped[Dispute] = relationship()
    agreement: Mapped[SettlementAgreement] = relationship()
    organisation: Mapped[Organisation] = relationship(foreign_keys="JudicialConfirmation.organisation_id")
    court: Mapped[Organisation] = relationship(foreign_keys="JudicialConfirmation.court_id")
    judge: Mapped[Account | None] = relationship()
    application: Mapped[Document | None] = relationship(foreign_keys="JudicialConfirmation.application_id")
    proof: Mapped[Document | None] = relationship(foreign_keys="JudicialConfirmation.proof_id")
    ruling: Mapped[Document | None] = relationship(foreign_keys="JudicialConfirmation.ruling_id")
    services: Mapped[list[Service]] = relationship(back_populates="confirmation", order_by="Service.id")
    objections: Mapped[list[Objection]] = relationship(back_populates="confirmation", order_by="Objection.id")
    examinations: Mapped[list[Examination]] = relationship(order_by="Examination.id")
    companions: Mapped[list[AccompanyingPaper]] = relationship(
        back_populates="confirmation", order_by="AccompanyingPaper.id"
    )
    enclosures: Mapped[list[Enclosure]] = relationship(order_by="Enclosure.id")
    property_place: Mapped[Place | None] = relationship()

    @property
    def judge_name(self) -> str:
        """Who reviews it; empty before somebody does, or where the court's paper does not say."""
        return self.judge.name if self.judge else self.judge_named or ""


class AccompanyingPaper(Base):
    """A paper the house itself makes for the court, beside the application and the proof."""

    __table_args__ = (UniqueConstraint("confirmation_id", "document_id"),)

    confirmation_id: Mapped[int] = to("judicial_confirmation")
    document_id: Mapped[int] = to("document")

    document: Mapped[Document | None] = relationship()
    confirmation: Mapped[JudicialConfirmation] = relationship(back_populates="companions")


class Enclosure(Base):
    """Something handed in is there for the court, as one of the papers it asks for, about one party if about any."""

    __table_args__ = (
        UniqueConstraint("confirmation_id", "exhibit_id"),
        CheckConstraint(one_of("kind", PackagePaper), name="kind_is_a_word"),
    )

    confirmation_id: Mapped[int] = to("judicial_confirmation")
    exhibit_id: Mapped[int] = to("exhibit")
    kind: Mapped[PackagePaper] = mapped_column(Word(PackagePaper))
    party_id: Mapped[int | None] = to("party", nullable=True)

    exhibit: Mapped[Exhibit | None] = relationship()
    party: Mapped[Party | None] = relationship()


class Service(Base):
    """The ruling is served on one party: when they received it and how, and whether they may still object
    (民诉法解释 372)."""

    __table_args__ = (
        UniqueConstraint("confirmation_id", "seat_id"),
        CheckConstraint(one_of("way", ServedBy), name="way_is_a_word"),
        CheckConstraint("served_at is null or way is not null", name="way_if_served"),
    )

    matter_id: Mapped[int] = to("matter")
    confirmation_id: Mapped[int] = to("judicial_confirmation")
    seat_id: Mapped[int] = to("seat")
    served_at: Mapped[datetime | None]
    way: Mapped[ServedBy | None] = mapped_column(Word(ServedBy))
    over: Mapped[bool] = mapped_column(default=False)  # the time for objections has ended

    confirmation: Mapped[JudicialConfirmation] = relationship(back_populates="services")
    seat: Mapped[Seat] = relationship()


class Objection(Public, Stated, Base):
    """Somebody objects to a ruling: a party, or an interested person whose right it touches (民诉法解释 372). Why, and
    what the judge found, are remarks."""

    __table_args__ = (
        CheckConstraint(one_of("state", ObjectionState), name="state_is_a_word"),
        CheckConstraint("seat_id is not null or known_on is not null", name="known_if_a_stranger"),
    )

    matter_id: Mapped[int] = to("matter")
    confirmation_id: Mapped[int] = to("judicial_confirmation")
    ruling_id: Mapped[int | None] = to("document", nullable=True)  # the one it is about
    seat_id: Mapped[int | None] = to("seat", nullable=True)
    who: Mapped[str] = mapped_column(String(80))
    known_on: Mapped[date | None]  # the day an interested person knew
    ruled_on: Mapped[date]
    filed_on: Mapped[date]
    state: Mapped[ObjectionState] = mapped_column(Word(ObjectionState))

    confirmation: Mapped[JudicialConfirmation] = relationship(back_populates="objections")
    seat: Mapped[Seat | None] = relationship()
    ruling: Mapped[Document | None] = relationship()


class Examination(Base):
    """What came of verifying one paper of the package: the answer, and the rules that failed, by their names."""

    __table_args__ = (UniqueConstraint("confirmation_id", "sha256"),)

    confirmation_id: Mapped[int] = to("judicial_confirmation")
    kind: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    answer: Mapped[str] = mapped_column(String(20))
    failed: Mapped[list[Any]]
    examined_at: Mapped[datetime]


class RemarkKind(enum.StrEnum):
    """What a text of a confirmation is. The first two stay in the court."""

    NOTE = "note"
    INQUIRY = "inquiry"
    MISSING = "missing"
    SUPPLY = "supply"
    NOT_TAKEN = "not_taken"
    RULING = "ruling"
    OBJECTION = "objection"
    FINDING = "finding"


class CourtRemark(Public, Keyed, Confidential, Base):
    """Something written in a confirmation: the court's notes and inquiry (`court`), and what it tells the parties."""

    __table_args__ = (CheckConstraint(one_of("kind", RemarkKind), name="kind_is_a_word"),)

    confirmation_id: Mapped[int] = to("judicial_confirmation")
    kind: Mapped[RemarkKind] = mapped_column(Word(RemarkKind))
    about: Mapped[str | None] = mapped_column(String(26))  # public id of the objection it belongs to
    author: Mapped[str] = mapped_column(String(80))
    text_sealed: Mapped[bytes | None] = sealed_column()
    said_at: Mapped[datetime]

    text = SealedText()
