"""Work for later: one table with leases is queue and follower list, in the transaction of whoever asks for the work.

A job runs at least once. It is idempotent, and it is the only place outside effects come from. `@follows` jobs are
queued by the act they follow, so none is overtaken and none is lost; a job whose machine died is taken up when its
lease ends.
"""

from __future__ import annotations

import enum
import logging
import os
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from mediation.core import clock, deadlines, record, wall, words
from mediation.core.db import Base, Word, begin_writing, commit, db, one_of, rollback

log = logging.getLogger("courtyard.jobs")

LEASE = timedelta(seconds=120)
TRIES = 8
_ME = f"{os.uname().nodename}:{os.getpid()}:{secrets.token_hex(3)}"


class JobState(enum.StrEnum):
    READY = "ready"
    DONE = "done"
    FAILED = "failed"


class Job(Base):
    __table_args__ = (
        CheckConstraint(one_of("state", JobState), name="state_is_a_word"),
        Index("ix_job_state_run_at", "state", "run_at"),
    )

    kind: Mapped[str] = mapped_column(String(60))
    arguments: Mapped[dict[str, Any]]
    key: Mapped[str | None] = mapped_column(String(80), unique=True)
    state: Mapped[JobState] = mapped_column(Word(JobState), default=JobState.READY)
    run_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    leased_by: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(200))  # the kind of error, never its text: texts hold names


Work = Callable[..., None]
_kinds: dict[str, Work] = {}
_followers: dict[str, list[str]] = {}
_regular: dict[str, timedelta] = {}


def job(kind: str) -> Callable[[Work], Work]:
    """Names a function of `jobs.py` as the work of a kind; called with the job's arguments."""

    def register(work: Work) -> Work:
        assert kind not in _kinds, kind
        _kinds[kind] = work
        return work

    return register


def follows(*acts: str) -> Callable[[Work], Work]:
    """The work is done once after each of these acts, with the act's `Entry`."""

    def register(work: Work) -> Work:
        kind = f"follow:{work.__module__}.{work.__name__}"
        _kinds[kind] = lambda entry_id: work(db.session.get_one(record.Entry, entry_id))
        for act in acts:
            _followers.setdefault(act, []).append(kind)
        return work

    return register


def every(interval: timedelta) -> Callable[[Work], Work]:
    """The work is done again and again, this long after its last run began."""

    def register(work: Work) -> Work:
        kind = f"every:{work.__module__}.{work.__name__}"
        _kinds[kind] = work
        _regular[kind] = interval
        return work

    return register


def enqueue(kind: str, *, at: datetime | None = None, key: str | None = None, **arguments: Any) -> None:
    """Ask for work in the transaction that wants it. A `key` that was asked for before is not asked for again."""
    assert kind in _kinds, kind
    if key and db.session.scalar(select(Job.id).where(Job.key == key)):
        return
    db.session.add(Job(kind=kind, arguments=arguments, key=key, run_at=at or clock.now()))


def pending(kind: str) -> list[dict[str, Any]]:
    """The arguments of all work of a kind that is still to be done."""
    return list(db.session.scalars(select(Job.arguments).where(Job.kind == kind, Job.state == JobState.READY)))


@record.on_entry
def _queue_followers(entry: record.Entry) -> None:
    for kind in _followers.get(entry.act, ()):  # the entry is new: nobody can have asked for this before
        key = f"{kind}:{entry.id}"[-80:]
        db.session.add(Job(kind=kind, arguments={"entry_id": entry.id}, key=key, run_at=clock.now()))


class EverythingReader(wall.Reader):
    """The worker's own reader: what it makes carries the label of what it was made from."""

    def criteria(self, statement: Any) -> list[Any]:
        return []

    def reads(self, matter_id: int, label: str) -> bool:
        return True


class Worker:
    """Takes one job at a time, runs out deadlines, and keeps the regular work queued."""

    def __init__(self, name: str = _ME) -> None:
        self.name = name

    def run_once(self) -> bool:
        """One piece of work, if there is any. Returns whether there was."""
        taken = self._take()
        if taken is not None:
            self._run(*taken)
            return True
        return self._run_out_deadline()

    def run_until_idle(self, limit: int = 10_000) -> int:
        """For tests and commands: everything that is due now. Returns how many pieces of work that was."""
        self.plan_regular_work()
        done = 0
        while done < limit and self.run_once():
            done += 1
        return done

    def plan_regular_work(self) -> None:
        """Queue each regular work that is not waiting already."""
        now = clock.now()
        begin_writing()
        for kind, interval in _regular.items():
            turn = int(now.timestamp() // interval.total_seconds())
            enqueue(kind, key=f"{kind}:{turn}"[-80:])
        commit()

    def _take(self) -> tuple[int, str, dict[str, Any]] | None:
        now = clock.now()
        free = (Job.lease_until.is_(None)) | (Job.lease_until < now)
        ready = select(Job.id).where(Job.state == JobState.READY, Job.run_at <= now, free)
        if db.session.scalar(ready.limit(1)) is None:
            rollback()
            return None
        begin_writing()
        first = ready.order_by(Job.run_at, Job.id).limit(1)
        if db.engine.dialect.name == "postgresql":
            first = first.with_for_update(skip_locked=True)
        row = db.session.execute(
            update(Job)
            .where(Job.id.in_(first.scalar_subquery()))
            .values(leased_by=self.name, lease_until=now + LEASE, tries=Job.tries + 1)
            .returning(Job.id, Job.kind, Job.arguments)
            .execution_options(synchronize_session=False)
        ).first()
        commit()
        return (row.id, row.kind, row.arguments) if row else None

    def _run(self, job_id: int, kind: str, arguments: dict[str, Any]) -> None:
        words.speak(words.DEFAULT)
        db.session.info["reader"] = EverythingReader()
        try:
            _kinds[kind](**arguments)
            begin_writing()
            self._finish(job_id, JobState.DONE)
            commit()
        except Exception as error:  # the runner must outlive every job
            rollback()
            log.exception("job %s (%s) failed", job_id, kind)
            self._put_back(job_id, error)
        finally:
            db.session.info.pop("reader", None)

    def _finish(self, job_id: int, state: JobState, **more: Any) -> None:
        mine = update(Job).where(Job.id == job_id, Job.leased_by == self.name)
        done = mine.values(state=state, lease_until=None, **more)
        db.session.execute(done.execution_options(synchronize_session=False))

    def _put_back(self, job_id: int, error: Exception) -> None:
        begin_writing()
        tries = db.session.scalar(select(Job.tries).where(Job.id == job_id)) or 1
        again = clock.now() + timedelta(seconds=min(2**tries, 600))
        state = JobState.FAILED if tries >= TRIES else JobState.READY
        self._finish(job_id, state, run_at=again, error=type(error).__name__)
        commit()

    def _run_out_deadline(self) -> bool:
        over = [deadline.id for deadline in deadlines.due(clock.now())]
        rollback()
        for deadline_id in over:
            self._lapse(deadline_id)
        return bool(over)

    def _lapse(self, deadline_id: int) -> None:
        db.session.info["reader"] = EverythingReader()
        begin_writing()
        try:
            deadline = db.session.get_one(deadlines.Deadline, deadline_id)
            if deadline.state == deadlines.DeadlineState.RUNNING:
                deadlines.run_out(deadline)
            commit()
        except Exception:  # one deadline that cannot be acted on must not stop the others
            rollback()
            log.exception("deadline %s could not be acted on", deadline_id)
            begin_writing()
            lost = update(deadlines.Deadline).where(deadlines.Deadline.id == deadline_id)
            db.session.execute(lost.values(state=deadlines.DeadlineState.LATE))
            commit()
        finally:
            db.session.info.pop("reader", None)
