"""What is due, paid and owed: laws that hold for every schedule, and days worked by hand."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from mediation.performance.rules.schedule import Line, Part, enforce_by, lines, next_part, overdue, to_remind

FIRST = date(2026, 9, 1)
TIMES = 200


def any_schedule(chance: random.Random) -> tuple[list[Part], int]:
    parts = [
        Part(chance.randint(1, 10**9), chance.choice([None, FIRST + timedelta(days=chance.randint(0, 900))]))
        for _ in range(chance.randint(1, 24))
    ]
    return parts, chance.randint(0, sum(part.amount for part in parts))


@pytest.mark.parametrize("seed", range(3))
def test_every_fen_is_due_once_and_paid_once(seed):
    chance = random.Random(seed)
    for _ in range(TIMES):
        parts, paid = any_schedule(chance)
        found = lines(parts, paid)
        assert sum(line.due for line in found) == sum(part.amount for part in parts)
        assert sum(line.paid for line in found) == paid
        assert all(0 <= line.paid <= line.due for line in found)
        days = [line.due_on or date.max for line in found]
        assert days == sorted(days)
        untouched = [line for line in found if not line.paid]
        assert not untouched or found.index(untouched[0]) + len(untouched) == len(found), "earliest first, none skipped"


@pytest.mark.parametrize("seed", range(3))
def test_paying_more_never_makes_anything_later_or_more_overdue(seed):
    chance = random.Random(seed)
    for _ in range(TIMES):
        parts, paid = any_schedule(chance)
        more = chance.randint(paid, sum(part.amount for part in parts))
        today = FIRST + timedelta(days=chance.randint(0, 900))
        before, after = lines(parts, paid), lines(parts, more)
        assert overdue(after, today) <= overdue(before, today)
        assert overdue(before, today) <= overdue(before, today + timedelta(days=1)), "a day brings nothing back"
        due, then = next_part(before), next_part(after)
        assert then is None or due is None or (due.due_on or date.max) <= (then.due_on or date.max)
        assert (then is None) == (more == sum(part.amount for part in parts))


@pytest.mark.parametrize("paid", [-1, 300_01])
def test_less_than_nothing_and_more_than_all_is_refused(paid):
    with pytest.raises(ValueError, match="paid of 30000"):
        lines([Part(100_00, FIRST), Part(200_00, None)], paid)


def test_a_payment_counts_for_what_fell_due_first():
    parts = [Part(500_00, date(2026, 11, 27)), Part(500_00, date(2026, 10, 27)), Part(200_00, None)]
    assert lines(parts, 700_00) == [
        Line(date(2026, 10, 27), 500_00, 500_00), Line(date(2026, 11, 27), 500_00, 200_00), Line(None, 200_00, 0),
    ]  # fmt: skip
    assert next_part(lines(parts, 700_00)) == Line(date(2026, 11, 27), 500_00, 200_00)
    assert overdue(lines(parts, 700_00), date(2026, 11, 27)) == 0, "its own day is in time"
    assert overdue(lines(parts, 700_00), date(2026, 11, 28)) == 300_00


def test_however_often_the_clock_is_asked_or_set_back_each_reminder_goes_out_once():
    due = date(2026, 10, 8)
    for seed in range(TIMES):
        chance = random.Random(seed)
        asked = [due + timedelta(days=chance.randint(-6, 3)) for _ in range(12)]
        reminded, sent = None, []
        for today in asked:
            if to_remind(due, reminded, today):
                sent.append(today)
                reminded = max(today, reminded or today)
        assert len(sent) <= 2 and all(due - timedelta(days=3) <= day <= due for day in sent)
        assert (due in asked) == (due in sent), "on the day itself"
        assert bool(sent) == any(due - timedelta(days=3) <= day <= due for day in asked), "a missed one is made up for"


@pytest.mark.parametrize(
    ("days", "until"),
    [
        ([date(2026, 11, 27)], date(2028, 11, 27)),
        ([date(2024, 2, 29)], date(2026, 2, 28)),  # a make-up workday: Saturday 28 February 2026
        ([date(2024, 10, 1)], date(2026, 10, 8)),  # the holiday week is not counted out of the two years
        ([date(2026, 1, 31), date(2026, 3, 31), date(2026, 2, 28)], date(2028, 3, 31)),  # instalments: the last one
    ],
)
def test_the_two_years_run_from_the_last_day(days, until):
    assert enforce_by(days) == until
