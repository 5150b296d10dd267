"""Recordings of conferences as rows: what was to be recorded when, and which segments came. Never what is in them."""

from __future__ import annotations

import base64
import enum
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mediation.core import clock, sealed
from mediation.core.db import Base, Public, Word, db, one_of, to
from mediation.core.words import N_, gettext
from video import rooms
from video.coverage import Wanted, Why, wanted
from video.models import Conference, Member

STALE = timedelta(seconds=7)
"""How long a recording may bring no segment before it counts as interrupted: one comes every five seconds."""


class Tape(Public, Base):
    """One recording of a conference. `let_run`: a host lets it; `start` counts how often it was begun anew.

    Its key lies in the store outside the database; destroying it erases what was recorded.
    """

    conference_id: Mapped[int] = to("conference")
    key_name: Mapped[str] = mapped_column(String(26))
    agreed: Mapped[list[Any]] = mapped_column(default=list)
    let_run: Mapped[bool] = mapped_column(default=True)
    start: Mapped[int] = mapped_column(default=0)
    began_at: Mapped[datetime]
    restarted_at: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]  # when the last segment with something in it came
    ended_at: Mapped[datetime | None]
    composed: Mapped[int] = mapped_column(default=0)  # per cent of the viewing copy

    conference: Mapped[Conference] = relationship()
    spans: Mapped[list[TapeSpan]] = relationship(back_populates="tape", order_by="TapeSpan.id")
    segments: Mapped[list[Segment]] = relationship(back_populates="tape", order_by="Segment.number")

    @property
    def key(self) -> bytes:
        """What its segments are sealed with. Raises Erased."""
        return sealed.derived(self.key_name, f"recording|{self.public_id}")


class TapeSpan(Base):
    """From one moment to another these seats were to be recorded; with a reason, nobody was."""

    __table_args__ = (
        CheckConstraint(one_of("why", Why), name="why_is_a_word"),
        CheckConstraint("to_at is null or to_at >= from_at", name="ends_after_it_begins"),
    )

    tape_id: Mapped[int] = to("tape")
    seats: Mapped[list[Any]] = mapped_column(default=list)
    why: Mapped[Why | None] = mapped_column(Word(Why))
    from_at: Mapped[datetime]
    to_at: Mapped[datetime | None]

    tape: Mapped[Tape] = relationship(back_populates="spans")


class SegmentState(enum.StrEnum):
    WHOLE = "whole"
    CUT = "cut"
    DAMAGED = "damaged"
    MISSING = "missing"


class Segment(Base):
    """A sealed file of five seconds: its hash, the hash it names as the one before, and who was heard in it when."""

    __table_args__ = (
        UniqueConstraint("tape_id", "number"),
        CheckConstraint(one_of("state", SegmentState), name="state_is_a_word"),
    )

    tape_id: Mapped[int] = to("tape")
    number: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    state: Mapped[SegmentState] = mapped_column(Word(SegmentState), default=SegmentState.WHOLE)
    from_at: Mapped[datetime]
    to_at: Mapped[datetime]
    seats: Mapped[dict[str, Any]]
    gaps: Mapped[list[Any]] = mapped_column(default=list)

    tape: Mapped[Tape] = relationship(back_populates="segments")


class Status(enum.StrEnum):
    """How a recording stands at this moment."""

    RUNNING = "running"
    FAILING = "failing"
    PAUSED = "paused"
    CONSENT = "consent"
    PRIVATE = "private"
    NOBODY = "nobody"
    ENDED = "ended"


def by_name(public_id: str) -> Tape | None:
    return db.session.scalar(select(Tape).where(Tape.public_id == public_id))


def running(conference: Conference) -> Tape | None:
    """The recording of a conference that has not ended."""
    return db.session.scalar(select(Tape).where(Tape.conference_id == conference.id, Tape.ended_at.is_(None)))


def all_running() -> list[Tape]:
    return list(db.session.scalars(select(Tape).where(Tape.ended_at.is_(None)).order_by(Tape.id)))


def has(tape: Tape, number: int) -> bool:
    """Whether this segment is known."""
    wanted = select(Segment.id).where(Segment.tape_id == tape.id, Segment.number == number)
    return db.session.scalar(wanted) is not None


def span(tape: Tape) -> TapeSpan | None:
    """What is to be recorded now, and since when."""
    return db.session.scalar(select(TapeSpan).where(TapeSpan.tape_id == tape.id, TapeSpan.to_at.is_(None)))


def status(tape: Tape) -> Status:
    """Whether what should be recorded is: nobody is told so because it was once switched on."""
    now = span(tape)
    if tape.ended_at is not None or now is None:
        return Status.ENDED
    if now.why is not None:
        return Status(now.why.value)
    since = max(now.from_at, tape.heard_at or now.from_at)
    return Status.FAILING if clock.now() - since > STALE else Status.RUNNING


TAG = {
    Status.RUNNING: ("late", N_("Being recorded")),
    Status.FAILING: ("late", N_("Recording interrupted")),
    Status.PAUSED: ("", N_("Recording paused")),
    Status.CONSENT: ("", N_("Recording paused")),
}
NOT_RECORDED = N_("Not recorded")


@dataclass(frozen=True)
class Tag:
    """What a page says of recording to somebody, and in which colour; `on`: a recording goes on, so look again soon."""

    words: str = NOT_RECORDED
    kind: str = ""
    on: bool = False
    failing: bool = False

    def in_words(self) -> dict[str, str | bool]:
        """For a page's scripts, in the reader's language."""
        return {"words": gettext(self.words), "kind": self.kind, "on": self.on, "failing": self.failing}


def tag(conference: Conference | None, seat: str) -> Tag:
    """The truth for one place: who waits outside is not recorded while the others are."""
    tape = running(conference) if conference is not None else None
    if conference is None or tape is None:
        return Tag()
    now = status(tape)
    inside = any(one.seat == seat and one.room == rooms.JOINT for one in conference.members)
    kind, words = TAG.get(now, ("", NOT_RECORDED)) if inside else ("", NOT_RECORDED)
    return Tag(words, kind, on=True, failing=now is Status.FAILING)


def follow(conference: Conference) -> bool:
    """Write down what is to be recorded from now on, after somebody came, went, moved or answered.

    Returns whether the media node has to be told.
    """
    tape = running(conference)
    if tape is None:
        return False
    people = [one for one in conference.members if one.removed_at is None]
    now = _wanted(tape, people)
    last = span(tape)
    before = (last.seats, last.why) if last else None
    if before == (sorted(now.seats), now.why):
        return False
    if last is not None:
        last.to_at = max(clock.now(), last.from_at)
    db.session.add(TapeSpan(tape_id=tape.id, seats=sorted(now.seats), why=now.why, from_at=clock.now()))
    db.session.flush()
    return True


def close(conference: Conference) -> None:
    """The conference is over, and with it what is recorded of it."""
    tape = running(conference)
    if tape is not None:
        tape.ended_at = clock.now()
        last = span(tape)
        if last is not None:
            last.to_at = max(clock.now(), last.from_at)
        db.session.flush()


def told(conference: Conference) -> dict[str, Any] | None:
    """What the media node is told of a recording in the routing table; None when nothing is to be recorded now."""
    tape = running(conference)
    if tape is None:
        return None
    now = _wanted(tape, [one for one in conference.members if one.removed_at is None])
    if now.why is not None:
        return None
    return {
        "id": tape.public_id, "key": base64.b64encode(tape.key).decode(), "seats": sorted(now.seats),
        "unless": sorted(now.unless), "start": tape.start,
    }  # fmt: skip


def _wanted(tape: Tape, people: list[Member]) -> Wanted:
    where = {one.seat: one.room for one in people}
    return wanted(where, tape.agreed, {one.seat for one in people if one.present}, on=tape.let_run)
