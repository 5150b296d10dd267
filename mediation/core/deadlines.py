"""Every limit of time in a matter is a row: what runs out, when, and what became of it.

The number comes from the rulebook by the code of its limit; `reckon` is put in place by the application, because the
rulebook stands to the right of the ground.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import CheckConstraint, Index, String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from mediation.core import clock
from mediation.core.db import Base, Id, Word, db, one_of


class DeadlineState(enum.StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    LAPSED = "lapsed"
    LATE = "late"


class Deadline(Base):
    __table_args__ = (
        CheckConstraint(one_of("state", DeadlineState), name="state_is_a_word"),
        CheckConstraint("state <> 'running' or due_at is not null", name="due_while_running"),
        Index("ix_deadline_subject", "subject", "subject_id"),
        Index("ix_deadline_state_due_at", "state", "due_at"),
    )

    limit_code: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(Id)
    matter_id: Mapped[int | None] = mapped_column(Id, index=True)
    starts_on: Mapped[date]
    due_at: Mapped[datetime | None]
    state: Mapped[DeadlineState] = mapped_column(Word(DeadlineState), default=DeadlineState.RUNNING)
    paused_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]


class Reckon(Protocol):
    """When a limit that starts on a day is over: `reckon(code, starts_on)` as a UTC moment."""

    def __call__(self, code: str, starts_on: date) -> datetime: ...


_reckon: Reckon | None = None


def rely_on(reckon: Reckon) -> None:
    """Let the rulebook's counting be the one used."""
    global _reckon
    _reckon = reckon


def start(code: str, subject: Any, *, on: date | None = None, until: datetime | None = None) -> Deadline:
    """Start a limit for a subject, from today or from a given day; one that already runs is met first.

    `until` is given where people, not the rulebook, have named the day it ends.
    """
    assert _reckon is not None
    stop(code, subject)
    day = on or clock.today()
    deadline = Deadline(
        limit_code=code,
        subject=subject.__tablename__,
        subject_id=subject.id,
        matter_id=getattr(subject, "matter_id", None),
        starts_on=day,
        due_at=until or _reckon(code, day),
    )
    db.session.add(deadline)
    return deadline


def stop(code: str, subject: Any) -> None:
    """What the limit waited for has happened, in time or late."""
    _end(code, subject, DeadlineState.MET)


def extend(code: str, subject: Any, *, until: datetime) -> None:
    """A running limit is moved to a later end, by consent or by the one who may."""
    for deadline in running(subject, code):
        deadline.due_at = until


def pause(matter_id: int) -> None:
    """Nothing runs against anybody in a matter any more, until `go_on`."""
    db.session.flush()
    limits = update(Deadline).where(Deadline.matter_id == matter_id, Deadline.state == DeadlineState.RUNNING)
    db.session.execute(limits.values(state=DeadlineState.PAUSED, paused_on=clock.today()))


def go_on(matter_id: int) -> None:
    """What was paused runs again, and ends as many days later as it stood still."""
    paused = select(Deadline).where(Deadline.matter_id == matter_id, Deadline.state == DeadlineState.PAUSED)
    for deadline in db.session.scalars(paused):
        assert deadline.due_at is not None and deadline.paused_on is not None
        deadline.due_at += clock.today() - deadline.paused_on
        deadline.state, deadline.paused_on = DeadlineState.RUNNING, None
    db.session.flush()


def running(subject: Any, code: str | None = None) -> list[Deadline]:
    """The limits that run for a subject, the next to end first."""
    wanted = select(Deadline).where(
        Deadline.subject == subject.__tablename__,
        Deadline.subject_id == subject.id,
        Deadline.state == DeadlineState.RUNNING,
    )
    if code:
        wanted = wanted.where(Deadline.limit_code == code)
    return list(db.session.scalars(wanted.order_by(Deadline.due_at)))


def _end(code: str, subject: Any, state: DeadlineState) -> None:
    db.session.flush()
    db.session.execute(
        update(Deadline)
        .where(
            Deadline.subject == subject.__tablename__,
            Deadline.subject_id == subject.id,
            Deadline.limit_code == code,
            Deadline.state.in_((DeadlineState.RUNNING, DeadlineState.PAUSED, DeadlineState.LATE)),
        )
        .values(state=state, ended_at=clock.now())
    )


Lapse = Callable[[int], None]
_lapses: dict[str, Lapse] = {}


def lapses(code: str) -> Callable[[Lapse], Lapse]:
    """In a feature's `jobs.py`: what is done, as role `clock`, when this limit runs out. Gets the subject's id.

    A limit nobody named an act for is only marked `late`.
    """

    def register(act: Lapse) -> Lapse:
        _lapses[code] = act
        return act

    return register


def due(at: datetime) -> list[Deadline]:
    """The running limits that are over at a moment, the earliest first."""
    over = select(Deadline).where(Deadline.state == DeadlineState.RUNNING, Deadline.due_at <= at)
    return list(db.session.scalars(over.order_by(Deadline.due_at, Deadline.id).limit(100)))


def run_out(deadline: Deadline) -> None:
    """The limit is over: act on it, or mark it late. Called in a transaction that writes."""
    act = _lapses.get(deadline.limit_code)
    deadline.state = DeadlineState.LAPSED if act else DeadlineState.LATE
    deadline.ended_at = clock.now() if act else None
    db.session.flush()
    if act:
        act(deadline.subject_id)
