from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from documents.models import Document
from mediation.agreements.models import SettlementAgreement, Term
from mediation.agreements.rules import TermKind
from mediation.confirmations.models import JudicialConfirmation
from mediation.confirmations.rules import ConfirmationState
from mediation.core.db import Base, Public, Stated, Word, one_of, to
from mediation.core.sealed import Keyed, SealedText, sealed_column
from mediation.core.wall import Confidential
from mediation.disputes.models import Dispute, Party
from mediation.matters.models import Exhibit
from mediation.performance.rules import PaymentState, PromiseState, ReplanState, Satisfaction, VisitState
from mediation.performance.rules.schedule import Line, Part, lines, next_part


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
    came_on: Mapped[date | None]  # the day its condition came true
    reported_at: Mapped[datetime | None]
    reminded_on: Mapped[date | None]
    note_sealed: Mapped[bytes | None] = sealed_column()  # what was said about it last
    notice_id: Mapped[int | None] = to("document", nullable=True)  # that it was not kept

    note = SealedText()
    dispute: Mapped[Dispute] = relationship()
    agreement: Mapped[SettlementAgreement] = relationship()
    term: Mapped[Term] = relationship()
    debtor: Mapped[Party] = relationship(foreign_keys="Promise.debtor_id")
    creditor: Mapped[Party] = relationship(foreign_keys="Promise.creditor_id")
    notice: Mapped[Document | None] = relationship()
    payments: Mapped[list[Payment]] = relationship(back_populates="promise", order_by="Payment.id")
    replans: Mapped[list[Replan]] = relationship(back_populates="promise", order_by="Replan.id")
    confirmations: Mapped[list[JudicialConfirmation]] = relationship(
        primaryjoin=lambda: Promise.agreement_id == foreign(JudicialConfirmation.agreement_id), viewonly=True,
        order_by=JudicialConfirmation.id,
    )  # fmt: skip

    @property
    def kind(self) -> TermKind:
        return self.term.kind

    @property
    def enforceable(self) -> bool:
        return self.term.enforceable

    @property
    def ruling(self) -> JudicialConfirmation | None:
        """The confirmation in which a court ruled that the agreement is valid."""
        return next((one for one in self.confirmations if one.state is ConfirmationState.CONFIRMED), None)

    # Money, in fen.

    @property
    def owed(self) -> int:
        return self.term.amount or 0

    @property
    def paid(self) -> int:
        """What the one who is owed says they have received; all of it, once they call the promise kept."""
        return self.owed if self.state is PromiseState.KEPT else self._sum(PaymentState.RECEIVED)

    @property
    def unanswered(self) -> int:
        """What is said to be paid, and neither confirmed nor denied."""
        return 0 if self.state is PromiseState.KEPT else self._sum(PaymentState.SAID)

    @property
    def balance(self) -> int:
        return self.owed - self.paid

    def _sum(self, state: PaymentState) -> int:
        return sum(one.amount for one in self.payments if one.state is state)

    @property
    def plan(self) -> Replan | None:
        """The days both agreed to last, if not those of the agreement."""
        return next((one for one in reversed(self.replans) if one.state is ReplanState.AGREED), None)

    @property
    def schedule(self) -> list[Line]:
        """Part by part; of days agreed to later, only what was still owed then."""
        if self.plan is None or self.plan.total is None:
            return lines([Part(self.owed, self.due_on)], self.paid)
        return lines(self.plan.parts, self.paid - (self.owed - self.plan.total))

    @property
    def next(self) -> Line | None:
        """What has to be paid next, and by when."""
        return next_part(self.schedule)


class Payment(Public, Confidential, Stated, Base):
    """Money that changed hands for a promise, in whole or in part, and whether the one who is owed says so too."""

    __table_args__ = (
        CheckConstraint(one_of("state", PaymentState), name="state_is_a_word"),
        CheckConstraint("amount > 0", name="something_was_paid"),
    )

    organisation_id: Mapped[int] = to("organisation")
    promise_id: Mapped[int] = to("promise")
    state: Mapped[PaymentState] = mapped_column(Word(PaymentState))
    amount: Mapped[int]  # fen
    paid_on: Mapped[date]

    promise: Mapped[Promise] = relationship(back_populates="payments")
    proofs: Mapped[list[PaymentProof]] = relationship(order_by="PaymentProof.id")

    @property
    def debtor(self) -> Party:
        return self.promise.debtor

    @property
    def creditor(self) -> Party:
        return self.promise.creditor


class Replan(Public, Keyed, Confidential, Stated, Base):
    """Other days for what was promised, proposed by one of the two and agreed by the other. Terms and ruling stay."""

    __table_args__ = (CheckConstraint(one_of("state", ReplanState), name="state_is_a_word"),)

    organisation_id: Mapped[int] = to("organisation")
    promise_id: Mapped[int] = to("promise")
    state: Mapped[ReplanState] = mapped_column(Word(ReplanState))
    amounts: Mapped[list[Any]]  # fen for each day; None where it is not about money
    days: Mapped[list[Any]]  # 2026-12-31
    reason_sealed: Mapped[bytes | None] = sealed_column()

    reason = SealedText()
    promise: Mapped[Promise] = relationship(back_populates="replans")

    @property
    def parts(self) -> list[Part]:
        pairs = zip(self.amounts, self.days, strict=True)
        return [Part(amount or 0, date.fromisoformat(day)) for amount, day in pairs]

    @property
    def total(self) -> int | None:
        return None if None in self.amounts else sum(self.amounts)

    @property
    def debtor(self) -> Party:
        return self.promise.debtor

    @property
    def creditor(self) -> Party:
        return self.promise.creditor


class PaymentProof(Base):
    """Something handed in shows a payment."""

    __table_args__ = (UniqueConstraint("payment_id", "exhibit_id"),)

    payment_id: Mapped[int] = to("payment")
    exhibit_id: Mapped[int] = to("exhibit")

    exhibit: Mapped[Exhibit | None] = relationship()


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
