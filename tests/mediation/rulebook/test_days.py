"""Worked by hand from the State Council's arrangement of 2026: National Day 1–7 October, Saturday 10 October worked."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mediation.core import clock
from mediation.rulebook import days, limits

DAYS = some.dates(date(2024, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("start", "n", "last"),
    [
        ("2026-09-30", 3, "2026-10-10"),  # 8, 9 and the worked Saturday
        ("2026-10-09", 1, "2026-10-10"),
        ("2026-10-10", 1, "2026-10-12"),
        ("2026-11-20", 3, "2026-11-25"),  # from a Friday
        ("2026-02-13", 2, "2026-02-24"),  # the worked Saturday 14, then Spring Festival until 23 February
    ],
)
def test_working_days(start, n, last):
    assert days.working_days_after(date.fromisoformat(start), n) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("start", "n", "last"),
    [
        ("2026-11-01", 30, "2026-12-01"),  # first day not counted, last day a Tuesday
        ("2026-09-05", 30, "2026-10-08"),  # the 30th day is 5 October, a holiday: rolls to the 8th
        ("2026-11-05", 30, "2026-12-07"),  # the 30th day is Saturday 5 December: rolls to Monday
        ("2026-09-10", 30, "2026-10-10"),  # the 30th day is the worked Saturday: it counts
    ],
)
def test_calendar_days_roll_off_days_of_rest(start, n, last):
    assert days.calendar_days_after(date.fromisoformat(start), n) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("start", "last"), [("2026-01-31", "2026-02-28"), ("2026-12-15", "2027-01-15"), ("2026-08-30", "2026-09-30")]
)
def test_a_month(start, last):
    assert days.months_after(date.fromisoformat(start), 1) == date.fromisoformat(last)


@given(DAYS, some.integers(1, 40))
def test_a_limit_always_ends_on_a_working_day_after_its_start(start, n):
    for last in (days.working_days_after(start, n), days.calendar_days_after(start, n)):
        assert last > start
        assert days.is_working_day(last)


@given(DAYS, some.integers(1, 40))
def test_n_working_days_hold_n_working_days(start, n):
    last = days.working_days_after(start, n)
    between = [start + days.DAY * k for k in range(1, (last - start).days + 1)]
    assert sum(map(days.is_working_day, between)) == n


@given(DAYS)
def test_more_time_never_ends_earlier(start):
    ends = [days.calendar_days_after(start, n) for n in range(1, 40)]
    assert ends == sorted(ends)


def test_a_limit_is_over_at_local_midnight():
    assert limits.reckon("other_side_answers", date(2026, 9, 30)) == clock.at("2026-10-11 00:00")


def test_every_limit_has_its_basis():
    assert all(limit.basis and limit.n >= 0 for limit in limits.LIMITS)


def test_the_arrangement_of_this_year_is_known_and_of_a_far_year_is_not():
    assert days.announced(2026)
    assert not days.announced(2040)
