"""What is due, what is paid, what is still owed, and until when a court enforces it: arithmetic in whole fen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mediation.rulebook.limits import limit


@dataclass(frozen=True)
class Part:
    """So much, in fen, by the end of this day; None where no day is agreed."""

    amount: int
    due_on: date | None


@dataclass(frozen=True)
class Line:
    """A part with what of it is paid."""

    due_on: date | None
    due: int
    paid: int

    @property
    def balance(self) -> int:
        return self.due - self.paid


def lines(parts: Iterable[Part], paid: int) -> list[Line]:
    """What was paid counts for the part that falls due first (民法典 560); parts without a day come last.

    Raises:
        ValueError: more was paid than is owed, or less than nothing.
    """
    found, left = [], paid
    for part in sorted(parts, key=lambda one: one.due_on or date.max):
        counted = min(left, part.amount)
        found.append(Line(part.due_on, part.amount, counted))
        left -= counted
    if left or paid < 0:
        raise ValueError(f"{paid} fen paid of {sum(one.due for one in found)}")
    return found


def next_part(schedule: Sequence[Line]) -> Line | None:
    """The part that something is still owed of and that falls due first."""
    return next((line for line in schedule if line.balance), None)


def overdue(schedule: Iterable[Line], today: date) -> int:
    """What should have been paid by yesterday and was not."""
    return sum(line.balance for line in schedule if line.due_on is not None and line.due_on < today)


REMIND_BEFORE = (timedelta(days=3), timedelta(0))


def to_remind(due_on: date, reminded_on: date | None, today: date) -> bool:
    """Whether a reminder is owed today: three days before and on the day, once each.

    One that was missed is made up for before the day is over; a clock set back sends none twice.
    """
    passed = [due_on - before for before in REMIND_BEFORE if due_on - before <= today]
    return bool(passed) and today <= due_on and (reminded_on is None or reminded_on < max(passed))


def enforce_by(days: Iterable[date]) -> date:
    """The last day to ask for enforcement: two years after the last day on which parts of one debt fall due.

    For instalments the law counts from the last one (民事诉讼法 250 as amended 2021), not from each.
    """
    last = max(days)
    return limit("enforcement", last).last_day(last)
