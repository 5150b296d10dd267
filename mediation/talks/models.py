from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mediation.core.db import Base, Public, Stated, Word, one_of, to
from mediation.core.sealed import Keyed, SealedText, sealed_column
from mediation.core.wall import Confidential
from mediation.matters.models import Exhibit
from mediation.sittings.models import Participant, Sitting
from mediation.sittings.rules import SittingState
from mediation.talks.rules import CallState, LongerState


class TalkLine(Public, Keyed, Confidential, Base):
    """What somebody wrote, in its own language, for whoever reads its label. It is never changed.

    `exhibit`: a file that came with it, kept once, among what was handed in. Taken back, it is no longer shown; erased,
    its words are gone.
    """

    __table_args__ = (Index("ix_talk_line_sitting_label", "sitting_id", "label"),)

    sitting_id: Mapped[int] = to("sitting")
    participant_id: Mapped[int] = to("participant")
    language: Mapped[str] = mapped_column(String(10))
    text_sealed: Mapped[bytes | None] = sealed_column()
    exhibit_id: Mapped[int | None] = to("exhibit", nullable=True)
    at: Mapped[datetime]
    retracted_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    text = SealedText()
    sitting: Mapped[Sitting] = relationship()
    participant: Mapped[Participant] = relationship()
    exhibit: Mapped[Exhibit | None] = relationship()
    translations: Mapped[list[TalkTranslation]] = relationship(back_populates="line", order_by="TalkTranslation.id")

    @property
    def state(self) -> SittingState:
        """Of its sitting: whether anything may still be done with it."""
        return self.sitting.state

    @property
    def shown(self) -> bool:
        return self.retracted_at is None and self.erased_at is None


class TalkTranslation(Public, Keyed, Confidential, Base):
    """The words of a line in another language, by a person who is named; the original counts."""

    line_id: Mapped[int] = to("talk_line")
    participant_id: Mapped[int] = to("participant")
    language: Mapped[str] = mapped_column(String(10))
    text_sealed: Mapped[bytes | None] = sealed_column()
    at: Mapped[datetime]

    text = SealedText()
    line: Mapped[TalkLine] = relationship(back_populates="translations")
    participant: Mapped[Participant] = relationship()


class TalkReading(Confidential, Base):
    """How far somebody has read what has one label. The label is that of the lines, so that nobody learns from when
    somebody read something that there was something to read.
    """

    __table_args__ = (UniqueConstraint("participant_id", "label"),)

    sitting_id: Mapped[int] = to("sitting")
    participant_id: Mapped[int] = to("participant")
    upto_id: Mapped[int] = to("talk_line")
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]


class Longer(Public, Stated, Base):
    """The mediator asks every party for a longer time to write."""

    __table_args__ = (CheckConstraint(one_of("state", LongerState), name="state_is_a_word"),)

    matter_id: Mapped[int] = to("matter")
    sitting_id: Mapped[int] = to("sitting")
    state: Mapped[LongerState] = mapped_column(Word(LongerState))
    until: Mapped[datetime]
    asked_at: Mapped[datetime]

    sitting: Mapped[Sitting] = relationship()
    answers: Mapped[list[LongerAnswer]] = relationship(order_by="LongerAnswer.id")

    def agreed(self, participant: Participant) -> bool:
        return any(one.participant_id == participant.id for one in self.answers)

    @property
    def all_agree(self) -> bool:
        return all(self.agreed(one) for one in self.sitting.parties)


class LongerAnswer(Base):
    """A party's own yes."""

    __table_args__ = (UniqueConstraint("longer_id", "participant_id"),)

    longer_id: Mapped[int] = to("longer")
    participant_id: Mapped[int] = to("participant")
    at: Mapped[datetime]


class CallBack(Public, Stated, Base):
    """Somebody is to be called on the number we know, and what came of it."""

    __table_args__ = (CheckConstraint(one_of("state", CallState), name="state_is_a_word"),)

    matter_id: Mapped[int] = to("matter")
    sitting_id: Mapped[int] = to("sitting")
    participant_id: Mapped[int] = to("participant")
    state: Mapped[CallState] = mapped_column(Word(CallState))
    asked_at: Mapped[datetime]

    sitting: Mapped[Sitting] = relationship()
    participant: Mapped[Participant] = relationship()
