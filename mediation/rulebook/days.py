"""Working days, and how a limit of time is counted (民事诉讼法 85).

The day it starts is not counted, and a last day that is a day of rest rolls on to the next working day. Make-up
workdays are working days.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from functools import cache

import holidays

DAY = timedelta(days=1)


def is_working_day(day: date) -> bool:
    return _china(day.year).is_working_day(day)


def next_working_day(day: date) -> date:
    """The day itself when it is a working day, else the first one after it."""
    while not is_working_day(day):
        day += DAY
    return day


def working_days_after(start: date, n: int) -> date:
    """The n-th working day after a day."""
    day = start
    for _ in range(n):
        day = next_working_day(day + DAY)
    return day


def calendar_days_after(start: date, n: int) -> date:
    """The last of n days after a day, rolled on when it is a day of rest."""
    return next_working_day(start + n * DAY)


def months_after(start: date, n: int) -> date:
    """The same day n months on (the month's last, when it has none such), rolled on when it is a day of rest."""
    year, month = divmod(start.year * 12 + start.month - 1 + n, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return next_working_day(date(year, month + 1, min(start.day, last)))


def announced(year: int) -> bool:
    """Whether the State Council's arrangement of this year's rest and make-up days is known here."""
    return any(day.year == year for day in _china(year).weekend_workdays)


@cache
def _china(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("CN", years=[year])
