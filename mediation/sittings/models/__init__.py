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
from mediation.sittings.models.devices import DeviceCheck
from mediation.sittings.rules import Identity, Mode, Result, SittingState, lacking
from mediation.sittings.rules.checks import Score
from mediation.sittings.rules.kinds import About, Kind
from mediation.sittings.rules.people import GUESTS
from mediation.sittings.rules.talks import Talk
from mediation.sittings.rules.waiting import Halt
from video.models import Conference

__all__ = ["DeviceCheck"]


class Sitting(Public, Stated, Base):
    """One coming together. `sequence` counts its changes for calendars (RFC 5545, 3.8.7.4)."""

    __table_args__ = (
        CheckConstraint(one_of("state", SittingState), name="state_is_a_word"),
        CheckConstraint(one_of("result", Result), name="result_is_a_word"),
        CheckConstraint("result is not null or state <> 'ended'", name="result_if_ended"),
        CheckConstraint(
            "conference_id is not null or state in ('planned', 'cancelled')", name="conference_once_opened"
        ),
        CheckConstraint(one_of("kind", Kind), name="kind_is_a_word"),
        CheckConstraint(one_of("halt", Halt), name="halt_is_a_word"),
        CheckConstraint("kind <> 'text' or closes_at is not null", name="window_if_in_text"),
    )

    matter_id: Mapped[int] = to("matter")
    dispute_id: Mapped[int] = to("dispute")
    conference_id: Mapped[int | None] = to("conference", nullable=True)
    state: Mapped[SittingState] = mapped_column(Word(SittingState))
    result: Mapped[Result | None] = mapped_column(Word(Result))
    kind: Mapped[Kind] = mapped_column(Word(Kind), default=Kind.TOGETHER)
    public: Mapped[bool] = mapped_column(default=False)
    starts_at: Mapped[datetime]
    minutes_long: Mapped[int] = mapped_column(default=60)
    closes_at: Mapped[datetime | None]  # the end of the window of a sitting in text
    halt: Mapped[Halt | None] = mapped_column(Word(Halt))
    halted_at: Mapped[datetime | None]
    moves_at: Mapped[datetime | None]  # since when everybody is asked to go on in one place
    moved_at: Mapped[datetime | None]  # since when they do
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
    def guests(self) -> list[Participant]:
        """Who was invited by name and may still come."""
        return [one for one in self.participants if one.role in GUESTS and one.seat.to_at is None]

    @property
    def minutes_begun(self) -> bool:
        return bool(self.versions)


class Participant(Public, Base):
    """A seat of the matter takes part in a sitting, in some way.

    `admitted`: belongs into the joint room. `beside`: whom an interpreter, representative or supporter is there for.
    `comes_at`: their own time, when people come at separate times. `talk`: their part in a private talk that is
    proposed and has not begun. `terminal`: the community room whose camera they share, since `checked_in_at`;
    `outside`: they have stepped out of it for a while.
    """

    __table_args__ = (
        UniqueConstraint("sitting_id", "seat_id"),
        CheckConstraint(one_of("mode", Mode), name="mode_is_a_word"),
        CheckConstraint(one_of("talk", Talk), name="talk_is_a_word"),
    )

    sitting_id: Mapped[int] = to("sitting")
    seat_id: Mapped[int] = to("seat")
    role: Mapped[Role] = mapped_column(Word(Role))
    side: Mapped[int | None]
    name: Mapped[str] = mapped_column(String(80))
    mode: Mapped[Mode] = mapped_column(Word(Mode), default=Mode.VIDEO)
    admitted: Mapped[bool] = mapped_column(default=False)
    beside_id: Mapped[int | None] = to("participant", nullable=True)
    comes_at: Mapped[datetime | None]
    talk: Mapped[Talk | None] = mapped_column(Word(Talk))
    terminal_id: Mapped[int | None] = to("participant", nullable=True)
    checked_in_at: Mapped[datetime | None]
    outside: Mapped[bool] = mapped_column(default=False)

    sitting: Mapped[Sitting] = relationship(back_populates="participants")
    seat: Mapped[Seat] = relationship()
    beside: Mapped[Participant | None] = relationship(remote_side="Participant.id", foreign_keys=[beside_id])
    terminal: Mapped[Participant | None] = relationship(remote_side="Participant.id", foreign_keys=[terminal_id])
    device_checks: Mapped[list[DeviceCheck]] = relationship(order_by="DeviceCheck.id")
    consents: Mapped[list[Consent]] = relationship(
        back_populates="participant", order_by="Consent.id", foreign_keys="Consent.participant_id"
    )
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
    def is_guest(self) -> bool:
        """Invited by name to this sitting."""
        return self.role in GUESTS

    @property
    def people_here(self) -> list[Participant]:
        """Of a terminal: who is checked in there."""
        return [one for one in self.sitting.participants if one.terminal is self]

    @property
    def consented(self) -> bool:
        """To this one online step."""
        return self.said_yes(About.ONLINE)

    def said(self, about: About, invitee: Participant | None = None) -> Consent | None:
        """The newest answer to a question, if it was answered."""
        mine = (one for one in reversed(self.consents) if one.about is about and one.invitee is invitee)
        return next(mine, None)

    def said_yes(self, about: About, invitee: Participant | None = None) -> bool:
        answer = self.said(about, invitee)
        return answer is not None and answer.yes and answer.revoked_at is None

    @property
    def last_score(self) -> Score | None:
        """What came of trying their devices the last time; None: not tried, or not to the end."""
        return self.device_checks[-1].score if self.device_checks else None

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
        """The steps still to be done, in the reader's language; the mediator and a judge have none."""
        return [words.gettext(step) for step in lacking(self)]


class Consent(Base):
    """Somebody says yes or no to one question and to no other (OM 4, OL 4(4)): this online step, the kind of sitting, a
    person who is to come. Before the start they may take it back (OL 5).
    """

    __table_args__ = (
        CheckConstraint(one_of("about", About), name="about_is_a_word"),
        CheckConstraint("(about = 'invitee' and invitee_id is not null) or "
                        "(about <> 'invitee' and invitee_id is null)", name="invitee_if_about_somebody"),
    )  # fmt: skip

    participant_id: Mapped[int] = to("participant")
    about: Mapped[About] = mapped_column(Word(About), default=About.ONLINE)
    invitee_id: Mapped[int | None] = to("participant", nullable=True)
    yes: Mapped[bool] = mapped_column(default=True)
    given_at: Mapped[datetime]
    noted_by: Mapped[int | None] = to("account", nullable=True)  # the mediator, for somebody who said so aloud
    revoked_at: Mapped[datetime | None]

    participant: Mapped[Participant] = relationship(back_populates="consents", foreign_keys=[participant_id])
    invitee: Mapped[Participant | None] = relationship(foreign_keys=[invitee_id])


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
