from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mediation.accounts.models import Account
from mediation.consultations.rules import LIVE, ConsultationState, DutyState, Half, Outcome
from mediation.core.db import Base, Public, Stated, Word, one_of, to
from mediation.core.sealed import Keyed, SealedText, sealed_column
from mediation.core.wall import Confidential
from mediation.matters.models import Matter, Seat
from mediation.matters.queries import PARTY_ROLES
from mediation.organisations.models import Organisation

_NAMED = text("state = 'named'")
_LIVE = text("state in (" + ", ".join(f"'{state}'" for state in LIVE) + ")")


class Duty(Public, Stated, Base):
    """A judge is on duty for half a day; whoever was named first is called first."""

    __table_args__ = (
        CheckConstraint(one_of("state", DutyState), name="state_is_a_word"),
        CheckConstraint(one_of("half", Half), name="half_is_a_word"),
        Index(
            "uq_duty_named", "organisation_id", "day", "half", "account_id", unique=True, sqlite_where=_NAMED,
            postgresql_where=_NAMED,
        ),
    )  # fmt: skip

    organisation_id: Mapped[int] = to("organisation")  # the court
    account_id: Mapped[int] = to("account")
    state: Mapped[DutyState] = mapped_column(Word(DutyState))
    day: Mapped[date]
    half: Mapped[Half] = mapped_column(Word(Half))

    organisation: Mapped[Organisation] = relationship()
    judge: Mapped[Account] = relationship()


class Consultation(Public, Stated, Base):
    """A question to the judge on duty, asked in one sitting. Nobody's words stand in this row.

    `sitting` is that sitting's public id: sittings stand to the right. `wording` counts the versions of the question;
    `rounds` how often the judges on duty were called; `judge`: who is called now, or came.
    """

    __table_args__ = (
        CheckConstraint(one_of("state", ConsultationState), name="state_is_a_word"),
        CheckConstraint("judge_id is not null or state not in ('calling', 'taken', 'ended')", name="judge_if_called"),
        CheckConstraint("taken_at is not null or state not in ('taken', 'ended')", name="when_if_taken"),
        Index("uq_consultation_live", "sitting", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    )

    matter_id: Mapped[int] = to("matter")
    court_id: Mapped[int] = to("organisation")
    sitting: Mapped[str] = mapped_column(String(26), index=True)
    state: Mapped[ConsultationState] = mapped_column(Word(ConsultationState))
    wording: Mapped[int] = mapped_column(default=1)
    rounds: Mapped[int] = mapped_column(default=0)
    judge_id: Mapped[int | None] = to("account", nullable=True)
    asked_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    matter: Mapped[Matter] = relationship()
    court: Mapped[Organisation] = relationship()
    judge: Mapped[Account | None] = relationship()
    answers: Mapped[list[WordingAnswer]] = relationship(order_by="WordingAnswer.id")
    calls: Mapped[list[JudgeCall]] = relationship(order_by="JudgeCall.id")

    @property
    def parties(self) -> list[Seat]:
        return [seat for seat in self.matter.seats if seat.role in PARTY_ROLES and seat.to_at is None]

    def said(self, seat: Seat) -> WordingAnswer | None:
        """What a party said last to the words as they stand now."""
        mine = (one for one in reversed(self.answers) if one.seat_id == seat.id and one.wording == self.wording)
        return next(mine, None)

    @property
    def without_yes(self) -> list[str]:
        """The names of the parties who have not said yes to the words as they stand now."""
        return [seat.name for seat in self.parties if not ((said := self.said(seat)) and said.yes)]

    @property
    def ringing(self) -> JudgeCall | None:
        return next((one for one in self.calls if one.outcome is Outcome.RINGING), None)


class ConsultationTextKind(enum.StrEnum):
    QUESTION = "question"
    ANSWER = "answer"


class ConsultationText(Public, Keyed, Confidential, Base):
    """The question in one of its wordings (`shared`: it goes to a judge), or what the judge sums up (`joint`)."""

    __table_args__ = (
        CheckConstraint(one_of("kind", ConsultationTextKind), name="kind_is_a_word"),
        UniqueConstraint("consultation_id", "kind", "wording"),
    )

    consultation_id: Mapped[int] = to("consultation")
    kind: Mapped[ConsultationTextKind] = mapped_column(Word(ConsultationTextKind))
    wording: Mapped[int]
    text_sealed: Mapped[bytes | None] = sealed_column()
    at: Mapped[datetime]

    text = SealedText()


class WordingAnswer(Base):
    """A party says yes or no to one wording of the question; the last answer to it counts."""

    consultation_id: Mapped[int] = to("consultation")
    seat_id: Mapped[int] = to("seat")
    wording: Mapped[int]
    yes: Mapped[bool]
    at: Mapped[datetime]
    noted_by: Mapped[int | None] = to("account", nullable=True)  # the mediator, for somebody who said so aloud


class JudgeCall(Base):
    """One judge on duty was called, and what came of it."""

    __table_args__ = (CheckConstraint(one_of("outcome", Outcome), name="outcome_is_a_word"),)

    consultation_id: Mapped[int] = to("consultation")
    account_id: Mapped[int] = to("account")
    round: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(Word(Outcome), default=Outcome.RINGING)
    called_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    judge: Mapped[Account] = relationship()
