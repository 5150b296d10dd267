from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mediation.core.db import Base, Public, Stated, Word, one_of, to
from mediation.disputes.models import Dispute
from mediation.matters.models import Matter, Seat
from mediation.organisations.models import Organisation
from mediation.referrals.rules import CourtDid, Kind, Owed, Procedure, ReferralState


class Referral(Public, Stated, Base):
    """A dispute was handed over for mediation by letter: by whom, how, and what became of the answer. Once a dispute.

    `sender` is the name on the letter; `court` the body of the house it belongs to, if it is one.
    """

    __table_args__ = (
        CheckConstraint(one_of("state", ReferralState), name="state_is_a_word"),
        CheckConstraint(one_of("kind", Kind), name="kind_is_a_word"),
        CheckConstraint(one_of("procedure", Procedure), name="procedure_is_a_word"),
        CheckConstraint(one_of("owed", Owed), name="owed_is_a_word"),
        CheckConstraint(one_of("court_did", CourtDid), name="court_did_is_a_word"),
        CheckConstraint(
            "(case_number is not null and procedure is not null) or kind <> 'entrusted'", name="case_if_entrusted"
        ),
        CheckConstraint("owed is not null or state not in ('owed', 'answered')", name="what_if_owed"),
        CheckConstraint("answered_on is not null or state <> 'answered'", name="day_if_answered"),
        UniqueConstraint("dispute_id"),
    )

    matter_id: Mapped[int] = to("matter")
    dispute_id: Mapped[int] = to("dispute")
    organisation_id: Mapped[int] = to("organisation")
    court_id: Mapped[int | None] = to("organisation", nullable=True)
    state: Mapped[ReferralState] = mapped_column(Word(ReferralState))
    kind: Mapped[Kind] = mapped_column(Word(Kind))
    sender: Mapped[str] = mapped_column(String(80))
    letter_number: Mapped[str] = mapped_column(String(60))
    letter_on: Mapped[date]
    received_on: Mapped[date]
    case_number: Mapped[str | None] = mapped_column(String(60))
    procedure: Mapped[Procedure | None] = mapped_column(Word(Procedure))
    owed: Mapped[Owed | None] = mapped_column(Word(Owed))
    answered_on: Mapped[date | None]
    court_did: Mapped[CourtDid | None] = mapped_column(Word(CourtDid))
    court_number: Mapped[str | None] = mapped_column(String(60))
    court_on: Mapped[date | None]  # the day on which the last party was served, or the withdrawal allowed

    matter: Mapped[Matter] = relationship()
    dispute: Mapped[Dispute] = relationship()
    court: Mapped[Organisation | None] = relationship(foreign_keys=[court_id])
    consents: Mapped[list[ReferralConsent]] = relationship(
        order_by="ReferralConsent.id", cascade="all, delete-orphan"
    )

    def agreed(self, seat: Any) -> bool:
        """Whether a party's consent came with the letter."""
        return any(one.seat_id == seat.id for one in self.consents)


class ReferralConsent(Base):
    """A party has agreed to be referred, as the letter or the form with it says (宁波 19)."""

    __table_args__ = (UniqueConstraint("referral_id", "seat_id"),)

    referral_id: Mapped[int] = to("referral")
    seat_id: Mapped[int] = to("seat")

    seat: Mapped[Seat] = relationship()
