from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mediation.core import words
from mediation.core.db import Base, Public, Stated, Word, one_of, to
from mediation.core.machine import Role
from mediation.core.sealed import Keyed, SealedText, sealed_column
from mediation.core.wall import Confidential
from mediation.disputes.models import Dispute
from mediation.matters.models import Matter, Seat
from mediation.matters.queries import PARTY_ROLES
from mediation.sittings.rules import Identity, Mode, Result, SittingState, lacking
from video.models import Conference


class Sitting(Public, Stated, Base):
    """One coming together. `sequence` counts its changes for calendars (RFC 5545, 3.8.7.4)."""

    __table_args__ = (
        CheckConstraint(one_of("state", SittingState), name="state_is_a_word"),
        CheckConstraint(one_of("result", Result), name="result_is_a_word"),
        CheckConstraint("result is not null or state <> 'ended'", name="result_if_ended"),
        CheckConstraint(
            "conference_id is not null or state in ('planned', 'cancelled')", name="conference_once_opened"
        ),
    )

    matter_id: Mapped[int] = to("matter")
    dispute_id: Mapped[int] = to("dispute")
    conference_id: Mapped[int | None] = to("conference", nullable=True)
    state: Mapped[SittingState] = mapped_column(Word(SittingState))
    result: Mapped[Result | None] = mapped_column(Word(Result))
    starts_at: Mapped[datetime]
    minutes_long: Mapped[int] = mapped_column(default=60)
    place: Mapped[str] = mapped_column(String(120), default="")
    sequence: Mapped[int] = mapped_column(default=0)
    planned_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    matter: Mapped[Matter] = relationship()
    dispute: Mapped[Dispute] = relationship()
    conference: Mapped[Conference | None] = relationship()
    participants: Mapped[list[Participant]] = relationship(back_populates="sitting", order_by="Participant.id")
    versions: Mapped[list[MinutesVersion]] = relationship(back_populates="sitting", order_by="MinutesVersion.number")

    @property
    def parties(self) -> list[Participant]:
        """Those of the sides, who have to be ready before it may begin."""
        return [one for one in self.participants if one.role in PARTY_ROLES]

    @property
    def minutes_begun(self) -> bool:
        return bool(self.versions)


class Participant(Public, Base):
    """A seat of the matter takes part in a sitting, in some way. `admitted`: belongs into the joint room."""

    __table_args__ = (
        UniqueConstraint("sitting_id", "seat_id"),
        CheckConstraint(one_of("mode", Mode), name="mode_is_a_word"),
    )

    sitting_id: Mapped[int] = to("sitting")
    seat_id: Mapped[int] = to("seat")
    role: Mapped[Role] = mapped_column(Word(Role))
    side: Mapped[int | None]
    name: Mapped[str] = mapped_column(String(80))
    mode: Mapped[Mode] = mapped_column(Word(Mode), default=Mode.VIDEO)
    admitted: Mapped[bool] = mapped_column(default=False)

    sitting: Mapped[Sitting] = relationship(back_populates="participants")
    seat: Mapped[Seat] = relationship()
    consents: Mapped[list[Consent]] = relationship(back_populates="participant", order_by="Consent.id")
    readings: Mapped[list[NoticeReading]] = relationship(back_populates="participant", order_by="NoticeReading.id")
    checks: Mapped[list[IdentityCheck]] = relationship(back_populates="participant", order_by="IdentityCheck.id")

    @property
    def key(self) -> str:
        """The name of this place in the conference."""
        return self.seat.public_id

    @property
    def is_party(self) -> bool:
        return self.role in PARTY_ROLES

    @property
    def consented(self) -> bool:
        return bool(self.consents) and self.consents[-1].revoked_at is None

    @property
    def told(self) -> bool:
        return bool(self.readings)

    @property
    def identity(self) -> Identity | None:
        return self.checks[-1].result if self.checks else None

    @property
    def identified(self) -> bool:
        return self.identity in (Identity.MATCHES, Identity.SEEN_IN_PERSON)

    @property
    def lacking(self) -> list[str]:
        """The steps still to be done, in the reader's language; nobody but the parties has any."""
        return [words.gettext(step) for step in lacking(self)] if self.is_party else []


class Consent(Base):
    """Somebody agrees to this one online step (OM 4, OL 4(4)); before the start they may take it back (OL 5)."""

    participant_id: Mapped[int] = to("participant")
    given_at: Mapped[datetime]
    noted_by: Mapped[int | None] = to("account", nullable=True)  # the mediator, for somebody who said so aloud
    revoked_at: Mapped[datetime | None]

    participant: Mapped[Participant] = relationship(back_populates="consents")


class NoticeReading(Base):
    """Which notice, in which language and with which words, somebody was told (OM 7, 17)."""

    participant_id: Mapped[int] = to("participant")
    notice_version: Mapped[int]
    language: Mapped[str] = mapped_column(String(10))
    sha256: Mapped[str] = mapped_column(String(64))
    noted_by: Mapped[int | None] = to("account", nullable=True)
    at: Mapped[datetime]

    participant: Mapped[Participant] = relationship(back_populates="readings")


class IdentityCheck(Base):
    """Who compared a person with their paper, when, and what came of it (OM 17)."""

    __table_args__ = (CheckConstraint(one_of("result", Identity), name="result_is_a_word"),)

    participant_id: Mapped[int] = to("participant")
    result: Mapped[Identity] = mapped_column(Word(Identity))
    checked_by: Mapped[int] = to("account")
    at: Mapped[datetime]

    participant: Mapped[Participant] = relationship(back_populates="checks")


class MinutesVersion(Base):
    """That there is a version of the minutes, and its hash: what confirmations name. The words stand in `Minutes`."""

    __table_args__ = (UniqueConstraint("sitting_id", "number"),)

    sitting_id: Mapped[int] = to("sitting")
    number: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[datetime]

    sitting: Mapped[Sitting] = relationship(back_populates="versions")
    confirmations: Mapped[list[MinutesConfirmation]] = relationship(
        back_populates="version", order_by="MinutesConfirmation.id"
    )


class Minutes(Public, Keyed, Confidential, Base):
    """The words of one version of the minutes (调解记录), by heading, sealed."""

    version_id: Mapped[int] = to("minutes_version", unique=True)
    text_sealed: Mapped[bytes | None] = sealed_column()

    text = SealedText()
    version: Mapped[MinutesVersion] = relationship()


class MinutesConfirmation(Base):
    """Somebody read a version on their own screen and found it right (OM 22, OL 34)."""

    __table_args__ = (UniqueConstraint("version_id", "participant_id"),)

    version_id: Mapped[int] = to("minutes_version")
    participant_id: Mapped[int] = to("participant")
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]

    version: Mapped[MinutesVersion] = relationship(back_populates="confirmations")
    participant: Mapped[Participant] = relationship()


class UndisputedFact(Public, Keyed, Confidential, Base):
    """A fact the sides do not dispute, once each of them has confirmed it (OM 18, 22): it may be used later."""

    sitting_id: Mapped[int] = to("sitting")
    text_sealed: Mapped[bytes | None] = sealed_column()
    stated_at: Mapped[datetime]

    text = SealedText()
    confirmations: Mapped[list[FactConfirmation]] = relationship(order_by="FactConfirmation.id")

    def confirmed_by(self, participant: Participant) -> bool:
        return any(one.participant_id == participant.id for one in self.confirmations)


class FactConfirmation(Base):
    __table_args__ = (UniqueConstraint("fact_id", "participant_id"),)

    fact_id: Mapped[int] = to("undisputed_fact")
    participant_id: Mapped[int] = to("participant")
    at: Mapped[datetime]


class Note(Public, Keyed, Confidential, Base):
    """What the mediator writes down: for everybody with the plan (`shared`), for themselves, or of a private talk."""

    __table_args__ = (Index("ix_note_sitting_label", "sitting_id", "label"),)

    sitting_id: Mapped[int] = to("sitting")
    text_sealed: Mapped[bytes | None] = sealed_column()
    at: Mapped[datetime]

    text = SealedText()
