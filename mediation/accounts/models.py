from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mediation.core.db import Base, Id, Public, to
from mediation.core.sealed import Keyed, SealedText, sealed_column
from mediation.organisations.models import Organisation


class Account(Public, Keyed, Base):
    """Somebody who signs in with a password and a second factor: staff, mediators, judges."""

    login: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    language: Mapped[str] = mapped_column(String(10), default="zh-Hans")
    password_hash: Mapped[str] = mapped_column(String(200))
    totp_sealed: Mapped[bytes | None] = sealed_column()
    phone_sealed: Mapped[bytes | None] = sealed_column()
    last_totp: Mapped[int] = mapped_column(default=0)  # the time step of the last code used: each works once
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]

    totp = SealedText()
    phone = SealedText()
    offices: Mapped[list[Office]] = relationship(back_populates="account", lazy="selectin")


class Office(Base):
    """An account acts for an organisation in a role, from one day to another."""

    account_id: Mapped[int] = to("account")
    organisation_id: Mapped[int] = to("organisation")
    role: Mapped[str] = mapped_column(String(20))
    from_on: Mapped[date]
    to_on: Mapped[date | None]

    account: Mapped[Account] = relationship(back_populates="offices")
    organisation: Mapped[Organisation] = relationship(lazy="joined")


class SignIn(Public, Base):
    """One device somebody is signed in on: an account, or a party's seat by link and code."""

    __table_args__ = (
        CheckConstraint("(account_id is null) <> (seat_id is null)", name="an_account_or_a_seat"),
    )  # fmt: skip

    account_id: Mapped[int | None] = to("account", nullable=True)
    seat_id: Mapped[int | None] = mapped_column(Id, index=True)  # seats stand to the right: no foreign key
    name: Mapped[str] = mapped_column(String(80))
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    until_at: Mapped[datetime | None]  # on a screen that others use too: over by itself at this moment

    account: Mapped[Account | None] = relationship()


class OneTimeCode(Base):
    """A code sent to somebody, kept as a keyed hash: at most five tries, at most five minutes, once."""

    purpose: Mapped[str] = mapped_column(String(120), index=True)
    address: Mapped[str] = mapped_column(String(32), index=True)  # a keyed hash: to count what one phone was sent
    code_hash: Mapped[str] = mapped_column(String(32))
    sent_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
