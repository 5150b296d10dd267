from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mediation.accounts.models import Account
from mediation.alarms.rules import AlarmState, Danger
from mediation.core.db import Base, Public, Stated, Word, one_of, to
from mediation.core.sealed import Keyed, SealedText, sealed_column
from mediation.disputes.models import Dispute
from mediation.matters.models import Matter
from mediation.organisations.models import Organisation


class Alarm(Public, Keyed, Stated, Base):
    """Somebody at work has reported a danger to the office named for it. No page of a party ever reads this row.

    `office`: its name on that day; `their_number` and `received_by`: the office's own receipt. Words are sealed.
    """

    __table_args__ = (
        CheckConstraint(one_of("state", AlarmState), name="state_is_a_word"),
        CheckConstraint(one_of("danger", Danger), name="danger_is_a_word"),
        CheckConstraint("received_at is not null or state <> 'received'", name="when_if_received"),
        CheckConstraint("(lifted_by is not null and lifted_at is not null) or state <> 'lifted'", name="who_if_lifted"),
    )

    number: Mapped[str] = mapped_column(String(20), unique=True)
    organisation_id: Mapped[int] = to("organisation")
    matter_id: Mapped[int | None] = to("matter", nullable=True)
    dispute_id: Mapped[int | None] = to("dispute", nullable=True)
    danger: Mapped[Danger] = mapped_column(Word(Danger))
    state: Mapped[AlarmState] = mapped_column(Word(AlarmState))
    office: Mapped[str | None] = mapped_column(String(80))
    phone: Mapped[str] = mapped_column(String(30))
    raised_by: Mapped[int] = to("account")
    raised_at: Mapped[datetime]
    received_at: Mapped[datetime | None]
    received_by: Mapped[str | None] = mapped_column(String(80))
    their_number: Mapped[str | None] = mapped_column(String(60))
    lifted_by: Mapped[int | None] = to("account", nullable=True)
    lifted_at: Mapped[datetime | None]
    note_sealed: Mapped[bytes | None] = sealed_column()
    reason_sealed: Mapped[bytes | None] = sealed_column()

    note = SealedText()
    reason = SealedText()
    organisation: Mapped[Organisation] = relationship()
    matter: Mapped[Matter | None] = relationship()
    dispute: Mapped[Dispute | None] = relationship()
    reporter: Mapped[Account] = relationship(foreign_keys=[raised_by])
    lifter: Mapped[Account | None] = relationship(foreign_keys=[lifted_by])
