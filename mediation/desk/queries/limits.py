"""Limits of time as a page shows them: what is waited for, how long still, in which colour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from mediation.core import clock
from mediation.core.db import db
from mediation.core.deadlines import Deadline, DeadlineState
from mediation.core.words import gettext, ngettext
from mediation.desk.rules import LIMIT
from mediation.rulebook import days
from mediation.rulebook.limits import Unit, limit

OPEN = (DeadlineState.RUNNING, DeadlineState.LATE)
SOON = {Unit.WORKING: 1, Unit.CALENDAR: 3, Unit.MONTHS: 3}
"""At most so many days left: the limit is shown as a warning."""


@dataclass(frozen=True)
class Due:
    """A limit of one matter. `kind` is its colour: ok, warn or late."""

    matter_id: int | None
    code: str
    what: str
    words: str
    kind: str
    due_at: datetime
    last_day: date


def of_matter(matter_id: int) -> list[Due]:
    return of_matters([matter_id]).get(matter_id, [])


def of_matters(matter_ids: Iterable[int]) -> dict[int, list[Due]]:
    """The open limits of some matters, each matter's next one first."""
    wanted = select(Deadline).where(
        Deadline.matter_id.in_(list(matter_ids)), Deadline.state.in_(OPEN), Deadline.limit_code.in_(LIMIT)
    )
    found: dict[int, list[Due]] = {}
    for deadline in db.session.scalars(wanted.order_by(Deadline.due_at)):
        if deadline.matter_id is not None and deadline.due_at is not None:
            found.setdefault(deadline.matter_id, []).append(shown(deadline))
    return found


def shown(deadline: Deadline) -> Due:
    """A limit in the reader's words."""
    assert deadline.due_at is not None
    last = last_day(deadline.due_at)
    kind, words = _left(last, limit(deadline.limit_code, deadline.starts_on).unit)
    what = gettext(LIMIT[deadline.limit_code])
    return Due(deadline.matter_id, deadline.limit_code, what, words, kind, deadline.due_at, last)


def last_day(due_at: datetime) -> date:
    """The last day still in time: a limit is over at the midnight after it."""
    return clock.local_day(due_at - timedelta(microseconds=1))


def _left(last: date, unit: Unit) -> tuple[str, str]:
    today = clock.today()
    if today > last:
        return "late", ngettext("%(n)s day late", "%(n)s days late", (today - last).days)
    if today == last:
        return "warn", gettext("Today is the last day")
    if unit is Unit.WORKING:
        n = sum(days.is_working_day(today + k * days.DAY) for k in range(1, (last - today).days + 1))
        words = ngettext("%(n)s working day left", "%(n)s working days left", n)
    else:
        n = (last - today).days
        words = ngettext("%(n)s day left", "%(n)s days left", n)
    return ("warn" if n <= SOON[unit] else "ok"), words
