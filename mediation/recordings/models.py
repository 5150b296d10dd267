from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mediation.core.db import Base, Id, Public, Stated, Word, one_of, to
from mediation.core.wall import Confidential
from mediation.recordings.rules import RecordingState
from mediation.sittings.models import Participant, Sitting, UndisputedFact
from video.tapes import Tape


class Recording(Public, Stated, Base):
    """That a sitting is recorded, or was asked about: states and times only. What can be watched is a `Copy`."""

    __table_args__ = (
        CheckConstraint(one_of("state", RecordingState), name="state_is_a_word"),
        CheckConstraint("tape_id is not null or state in ('asked', 'dropped')", name="tape_once_started"),
    )

    matter_id: Mapped[int] = to("matter")
    sitting_id: Mapped[int] = to("sitting")
    tape_id: Mapped[int | None] = to("tape", nullable=True)
    state: Mapped[RecordingState] = mapped_column(Word(RecordingState))
    asked_at: Mapped[datetime]
    minutes_since: Mapped[datetime | None]  # since then both parties let it stand for the minutes

    sitting: Mapped[Sitting] = relationship()
    tape: Mapped[Tape | None] = relationship()
    answers: Mapped[list[RecordingAnswer]] = relationship(back_populates="recording", order_by="RecordingAnswer.id")
    replacements: Mapped[list[MinutesReplaced]] = relationship(order_by="MinutesReplaced.id")
    facts: Mapped[list[UndisputedFact]] = relationship(
        primaryjoin="foreign(UndisputedFact.sitting_id) == Recording.sitting_id", viewonly=True
    )

    def answer(self, participant: Participant) -> bool | None:
        """What somebody said last: yes, no, or nothing yet."""
        return next((one.yes for one in reversed(self.answers) if one.participant_id == participant.id), None)

    @property
    def present(self) -> list[Participant]:
        """Who is in the sitting now, by media or seen by the mediator."""
        places = {one.seat: one for one in self.sitting.conference.members} if self.sitting.conference else {}
        here = {seat for seat, place in places.items() if place.present and place.removed_at is None}
        return [one for one in self.sitting.participants if one.key in here]

    @property
    def without_yes(self) -> list[str]:
        """The names of those present who have not said yes."""
        return [one.name for one in self.present if not self.answer(one)]

    @property
    def agreed(self) -> list[str]:
        """The places of those who have said yes."""
        return [one.key for one in self.sitting.participants if self.answer(one)]

    @property
    def refused(self) -> list[Participant]:
        return [one for one in self.present if self.answer(one) is False]

    def replaced_by(self, participant: Participant) -> bool:
        """Whether somebody has let it stand for the minutes."""
        return any(one.participant_id == participant.id for one in self.replacements)


class RecordingAnswer(Base):
    """Somebody said yes or no to being recorded: their own word, for this recording alone. The last one counts."""

    recording_id: Mapped[int] = to("recording")
    participant_id: Mapped[int] = to("participant")
    yes: Mapped[bool]
    at: Mapped[datetime]
    noted_by: Mapped[int | None] = to("account", nullable=True)  # the mediator, for somebody who said so aloud

    recording: Mapped[Recording] = relationship(back_populates="answers")
    participant: Mapped[Participant] = relationship()


class MinutesReplaced(Base):
    """A party expressly lets the recording stand for the minutes (OM 22)."""

    __table_args__ = (UniqueConstraint("recording_id", "participant_id"),)

    recording_id: Mapped[int] = to("recording")
    participant_id: Mapped[int] = to("participant")
    at: Mapped[datetime]


class Copy(Public, Confidential, Base):
    """What of one place can be watched: sound and picture as they came, sealed."""

    __tablename__ = "recording_copy"
    __table_args__ = (UniqueConstraint("recording_id", "seat"),)

    recording_id: Mapped[int] = to("recording")
    seat: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(80))
    size: Mapped[int] = mapped_column(Id)  # bytes
    sha256: Mapped[str] = mapped_column(String(64))
    milliseconds: Mapped[int]
    picture: Mapped[bool]
    sound: Mapped[bool]
    erased_at: Mapped[datetime | None]
