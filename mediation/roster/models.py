from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mediation.accounts.models import Account
from mediation.core.db import Base, Public, Word, one_of, to
from mediation.organisations.models import Organisation
from mediation.roster.rules import Employment
from mediation.rulebook.kinds import DisputeType


class Entry(Public, Base):
    """One mediator of one institution on the public roster, for a term (OM 5, SI 8, 人民调解法 8, 13)."""

    __tablename__ = "roster_entry"
    __table_args__ = (
        CheckConstraint(one_of("employment", Employment), name="employment_is_a_word"),
        CheckConstraint("until >= since", name="ends_after_it_begins"),
    )

    account_id: Mapped[int] = to("account")
    organisation_id: Mapped[int] = to("organisation")
    employment: Mapped[Employment] = mapped_column(Word(Employment))
    fields: Mapped[list[str]]
    languages: Mapped[list[str]]
    about: Mapped[dict[str, Any]]
    """A few words about oneself, by language."""
    since: Mapped[date]
    until: Mapped[date]

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)

    @property
    def name(self) -> str:
        return self.account.name

    @property
    def knows(self) -> frozenset[DisputeType]:
        return frozenset(DisputeType(field) for field in self.fields)
