from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mediation.agreements.models import SettlementAgreement, Term
from mediation.core.db import Base, Public, Stated, Word, one_of, to
from mediation.core.sealed import Keyed, SealedText, sealed_column
from mediation.core.wall import Confidential
from mediation.disputes.models import Dispute, Party
from mediation.performance.rules import PromiseState, Satisfaction, VisitState


class Promise(Public, Keyed, Confidential, Stated, Base):
    """One term of an agreement in effect, as something somebody has to do by a day."""

    __table_args__ = (
        CheckConstraint(one_of("state", PromiseState), name="state_is_a_word"),
        CheckConstraint("reported_at is not null or state not in ('reported', 'disputed')", name="reported_if_said"),
    )

    organisation_id: Mapped[int] = to("organisation")
    dispute_id: Mapped[int] = to("dispute")
    agreement_id: Mapped[int] = to("settlement_agreement")
    term_id: Mapped[int] = to("term", unique=True)
    debtor_id: Mapped[int] = to("party")
    creditor_id: Mapped[int] = to("party")
    state: Mapped[PromiseState] = mapped_column(Word(PromiseState))
    due_on: Mapped[date | None]
    reported_at: Mapped[datetime | None]
    reminded_on: Mapped[date | None]
    note_sealed: Mapped[bytes | None] = sealed_column()  # what was said about it last

    note = SealedText()
    dispute: Mapped[Dispute] = relationship()
    agreement: Mapped[SettlementAgreement] = relationship()
    term: Mapped[Term] = relationship()
    debtor: Mapped[Party] = relationship(foreign_keys="Promise.debtor_id")
    creditor: Mapped[Party] = relationship(foreign_keys="Promise.creditor_id")


class ReturnVisit(Public, Keyed, Confidential, Stated, Base):
    """Somebody of the institution asks the parties how it is, a month after (回访)."""

    __table_args__ = (
        CheckConstraint(one_of("state", VisitState), name="state_is_a_word"),
        CheckConstraint(one_of("satisfaction", Satisfaction), name="satisfaction_is_a_word"),
        CheckConstraint("visited_at is not null or state <> 'done'", name="visited_if_done"),
    )

    organisation_id: Mapped[int] = to("organisation")
    dispute_id: Mapped[int] = to("dispute", unique=True)
    agreement_id: Mapped[int] = to("settlement_agreement")
    state: Mapped[VisitState] = mapped_column(Word(VisitState))
    visited_at: Mapped[datetime | None]
    satisfaction: Mapped[Satisfaction | None] = mapped_column(Word(Satisfaction))
    performed_sealed: Mapped[bytes | None] = sealed_column()
    concerns_sealed: Mapped[bytes | None] = sealed_column()

    performed = SealedText()
    concerns = SealedText()
    dispute: Mapped[Dispute] = relationship()
    agreement: Mapped[SettlementAgreement] = relationship()
