from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mediation.core.db import Base, Public, Word, one_of, to
from video import rooms


class ConferenceState(enum.StrEnum):
    OPEN = "open"
    ENDED = "ended"


class Conference(Public, Base):
    """A live call and its rooms. `table_version` counts what the node is told; `carried`: somebody came by media, and
    since then it has its `node`, by the name in the settings."""

    __table_args__ = (CheckConstraint(one_of("state", ConferenceState), name="state_is_a_word"),)

    state: Mapped[ConferenceState] = mapped_column(Word(ConferenceState), default=ConferenceState.OPEN)
    table_version: Mapped[int] = mapped_column(default=1)
    carried: Mapped[bool] = mapped_column(default=False)
    node: Mapped[str | None] = mapped_column(String(40))
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    spotlight: Mapped[str | None] = mapped_column(String(64))
    locked: Mapped[list[Any]] = mapped_column(default=list)

    members: Mapped[list[Member]] = relationship(back_populates="conference", order_by="Member.id")
    apart: Mapped[list[Apart]] = relationship(order_by="Apart.id", cascade="all, delete-orphan")


class Member(Base):
    """Somebody's place in a conference. It keeps its room while they are away, so that they come back to it.

    `device` is the page that joined last: an older one of the same person gets no more tickets. `silenced`: seen and
    not heard until a host says otherwise; `may_share`: may show their screen, which is a member of its own then;
    `large`: whom their page shows large; `joint_only`: is never in a private talk.
    """

    __table_args__ = (
        UniqueConstraint("conference_id", "seat"),
        CheckConstraint("removed_at is null or not (publishing or watching or by_hand)", name="nobody_who_was_removed"),
    )

    conference_id: Mapped[int] = to("conference")
    seat: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(80))
    caption: Mapped[str] = mapped_column(String(80))
    room: Mapped[str] = mapped_column(String(20))
    slots: Mapped[list[Any]] = mapped_column(default=list)
    device: Mapped[str | None] = mapped_column(String(40))
    publishing: Mapped[bool] = mapped_column(default=False)
    watching: Mapped[bool] = mapped_column(default=False)
    microphone: Mapped[bool] = mapped_column(default=True)
    camera: Mapped[bool] = mapped_column(default=True)
    by_hand: Mapped[bool] = mapped_column(default=False)  # somebody in the room says they are here, without media
    removed_at: Mapped[datetime | None]
    silenced: Mapped[bool] = mapped_column(default=False)
    hand_at: Mapped[datetime | None]
    may_share: Mapped[bool] = mapped_column(default=False)
    large: Mapped[list[Any]] = mapped_column(default=list)
    joint_only: Mapped[bool] = mapped_column(default=False)

    conference: Mapped[Conference] = relationship(back_populates="members")

    @property
    def present(self) -> bool:
        return self.publishing or self.watching or self.by_hand

    @property
    def owner(self) -> str:
        """The seat of the person, of whom this may be the screen."""
        return rooms.owner(self.seat)

    @property
    def is_screen(self) -> bool:
        return self.owner != self.seat


class Apart(Base):
    """Two people who are never in one room and never shown to each other; `one` < `other`."""

    __table_args__ = (UniqueConstraint("conference_id", "one", "other"),)

    conference_id: Mapped[int] = to("conference")
    one: Mapped[str] = mapped_column(String(64))
    other: Mapped[str] = mapped_column(String(64))


class Stay(Base):
    """Somebody was in a room from one moment to another: what attendance is read from."""

    __table_args__ = (
        CheckConstraint("to_at is null or to_at >= from_at", name="ends_after_it_begins"),
        Index("ix_stay_member_open", "member_id", "to_at"),
    )

    member_id: Mapped[int] = to("member")
    room: Mapped[str] = mapped_column(String(20))
    from_at: Mapped[datetime]
    to_at: Mapped[datetime | None]

    member: Mapped[Member] = relationship()


class Leg(enum.StrEnum):
    PUBLISH = "publish"
    WATCH = "watch"


class Rung(enum.StrEnum):
    """What a link is good enough for: all that is asked for, small pictures, fewer pictures, sound alone."""

    LARGE = "large"
    SMALL = "small"
    FEW = "few"
    SOUND = "sound"


class Quality(enum.StrEnum):
    """Of a link by what it loses: under 10 %, under 15 %, more."""

    GOOD = "good"
    POOR = "poor"
    BAD = "bad"


class LinkStep(Base):
    """From this moment somebody's link was like this, one way: what the node measured, kept for ever."""

    __table_args__ = (
        CheckConstraint(one_of("leg", Leg), name="leg_is_a_word"),
        CheckConstraint(one_of("rung", Rung), name="rung_is_a_word"),
        CheckConstraint(one_of("quality", Quality), name="quality_is_a_word"),
        CheckConstraint("loss_permille between 0 and 1000", name="loss_is_a_share"),
    )

    member_id: Mapped[int] = to("member")
    leg: Mapped[Leg] = mapped_column(Word(Leg))
    at: Mapped[datetime]
    rung: Mapped[Rung] = mapped_column(Word(Rung))
    quality: Mapped[Quality] = mapped_column(Word(Quality))
    loss_permille: Mapped[int]

    member: Mapped[Member] = relationship()


class UsedTicket(Base):
    """A ticket was used for this; it is not good for it again."""

    __table_args__ = (UniqueConstraint("ticket", "capability"),)

    ticket: Mapped[str] = mapped_column(String(26))
    capability: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(index=True)


class MediaNode(Base):
    """How far the events of a media node were read, and since which start of it; whether it takes new conferences.

    `lost_at`: since when it has not answered.
    """

    name: Mapped[str] = mapped_column(String(40), unique=True)
    boot: Mapped[str | None] = mapped_column(String(40))
    number: Mapped[int] = mapped_column(default=0)
    draining: Mapped[bool] = mapped_column(default=False)
    lost_at: Mapped[datetime | None]
