from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mediation.core.db import Base, Public, Stated, Word, one_of, to
from mediation.core.machine import Role
from mediation.core.sealed import Keyed, SealedText, sealed_column
from mediation.core.wall import Confidential
from mediation.matters.rules import MatterState, Origin, Protected
from mediation.organisations.models import Organisation, Place


class Matter(Public, Keyed, Stated, Base):
    """What somebody brings. `key_name` names the key that seals everything personal in it."""

    __table_args__ = (
        CheckConstraint(one_of("state", MatterState), name="state_is_a_word"),
        CheckConstraint(one_of("origin", Origin), name="origin_is_a_word"),
    )

    receipt_number: Mapped[str] = mapped_column(String(20), unique=True)
    state: Mapped[MatterState] = mapped_column(Word(MatterState))
    origin: Mapped[Origin] = mapped_column(Word(Origin))
    organisation_id: Mapped[int] = to("organisation")
    place_id: Mapped[int] = to("place")
    received_at: Mapped[datetime]
    received_on: Mapped[date]

    organisation: Mapped[Organisation] = relationship()
    place: Mapped[Place] = relationship()
    seats: Mapped[list[Seat]] = relationship(back_populates="matter", order_by="Seat.id")


class Seat(Public, Keyed, Base):
    """Somebody takes part in a matter as something, on a side if it has one, from when to when.

    A party sits by link and code, staff by their account.
    """

    __table_args__ = (CheckConstraint("to_at is null or to_at >= from_at", name="ends_after_it_begins"),)

    matter_id: Mapped[int] = to("matter")
    role: Mapped[Role] = mapped_column(Word(Role))
    side: Mapped[int | None]
    account_id: Mapped[int | None] = to("account", nullable=True)
    name: Mapped[str] = mapped_column(String(80))
    language: Mapped[str] = mapped_column(String(10))
    phone_sealed: Mapped[bytes | None] = sealed_column()
    phone_mark: Mapped[str | None] = mapped_column(String(32), index=True)  # keyed hash, to find it again
    mail_sealed: Mapped[bytes | None] = sealed_column()
    from_at: Mapped[datetime]
    to_at: Mapped[datetime | None]

    phone = SealedText()
    mail = SealedText()
    matter: Mapped[Matter] = relationship(back_populates="seats")


class Protection(Public, Base):
    """Somebody is protected from somebody: the two are never in one room, never shown to each other, and nothing that
    says where the one is or how to reach them goes to the other.
    """

    __table_args__ = (
        CheckConstraint(one_of("reason", Protected), name="reason_is_a_word"),
        CheckConstraint("seat_id <> from_seat_id", name="two_people"),
    )

    matter_id: Mapped[int] = to("matter")
    seat_id: Mapped[int] = to("seat")
    from_seat_id: Mapped[int] = to("seat")
    reason: Mapped[Protected] = mapped_column(Word(Protected))
    set_by: Mapped[int] = to("account")
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    seat: Mapped[Seat] = relationship(foreign_keys=[seat_id])
    from_seat: Mapped[Seat] = relationship(foreign_keys=[from_seat_id])


class Link(Public, Base):
    """The way in for a party: the link names a seat, the code sent to its phone proves who holds it.

    Opening the link changes nothing: messengers open links to draw previews.
    """

    seat_id: Mapped[int] = to("seat")
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    seat: Mapped[Seat] = relationship()


class Exhibit(Public, Keyed, Confidential, Base):
    """Something handed in: the picture or paper as it may be shown, and the original as it came; both kept sealed.

    `sha256` is the original's; `shown_at` and `original_at` are the names of the sealed bytes in the store.
    """

    seat_id: Mapped[int | None] = to("seat", nullable=True)
    title: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    shown_at: Mapped[str] = mapped_column(String(64))
    original_at: Mapped[str] = mapped_column(String(64))
    handed_in_at: Mapped[datetime]

    seat: Mapped[Seat | None] = relationship()
