from __future__ import annotations

from datetime import date

from mediation.core import clock, deadlines
from mediation.core.advance import advance
from mediation.core.db import writing
from mediation.core.machine import Standing
from mediation.performance.models import Promise
from mediation.performance.rules import TABLE


@writing
def claim(standing: Standing, promise: Promise, *, came_on: date, note: str | None) -> None:
    """The one who is owed says that the condition came true; whoever owes is asked, and silence is no yes."""
    advance(standing, TABLE, promise, "claim")
    promise.came_on = came_on
    promise.note = note or promise.note


@writing
def begin(standing: Standing, promise: Promise, *, came_on: date | None = None) -> None:
    """The one who owes says so too, or of their own accord: from now on the promise is to be kept (民法典 158).

    Its day is the one agreed, or the day the condition came true where that is later.
    """
    advance(standing, TABLE, promise, "begin")
    promise.came_on = came_on or promise.came_on or clock.today()
    promise.due_on = max(promise.came_on, promise.term.due_on or promise.came_on)
    deadlines.start("promise_due", promise, until=clock.end_of(promise.due_on))


@writing
def deny(standing: Standing, promise: Promise, *, note: str) -> None:
    """The one who owes says that it has not come true; the mediator speaks with both."""
    advance(standing, TABLE, promise, "deny")
    promise.came_on, promise.note = None, note
