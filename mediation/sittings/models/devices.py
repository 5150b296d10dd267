from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mediation.core.db import Base, Public, Word, one_of, to
from mediation.sittings.rules.checks import Score
from video.models import Conference


class DeviceCheck(Public, Base):
    """Somebody tries camera, microphone, speaker and network, in a conference of their own.

    `loss` is the share of packets lost on the way there and back, `round_trip` in milliseconds, `width` of the picture
    that came back in pixels. No answer, no score: it was begun and not finished.
    """

    __table_args__ = (CheckConstraint(one_of("score", Score), name="score_is_a_word"),)

    participant_id: Mapped[int] = to("participant")
    conference_id: Mapped[int | None] = to("conference", nullable=True)
    browser: Mapped[str] = mapped_column(String(40))
    device: Mapped[str] = mapped_column(String(20))
    begun_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    trouble: Mapped[str | None] = mapped_column(String(20))  # why a device could not be used: blocked, busy, missing
    sees_self: Mapped[bool | None]
    bar_moved: Mapped[bool | None]
    heard_tone: Mapped[bool | None]
    loss: Mapped[float | None]
    round_trip: Mapped[int | None]
    width: Mapped[int | None]
    score: Mapped[Score | None] = mapped_column(Word(Score))

    conference: Mapped[Conference | None] = relationship()
