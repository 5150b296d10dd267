"""The only source of time. UTC inside; a local day belongs to a place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")

_set_to: datetime | None = None


def now() -> datetime:
    """The present moment in UTC, whole microseconds."""
    return _set_to or datetime.now(UTC)


def today(zone: ZoneInfo = CHINA) -> date:
    """The local calendar day at a place."""
    return local_day(now(), zone)


def local_day(moment: datetime, zone: ZoneInfo = CHINA) -> date:
    return moment.astimezone(zone).date()


def start_of(day: date, zone: ZoneInfo = CHINA) -> datetime:
    """The moment a local day begins, in UTC."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def end_of(day: date, zone: ZoneInfo = CHINA) -> datetime:
    """The moment a local day is over (24:00), in UTC."""
    return start_of(day + timedelta(days=1), zone)


def at(local: str, zone: ZoneInfo = CHINA) -> datetime:
    """`"2026-10-10 23:59"` at a place, as UTC."""
    return datetime.fromisoformat(local).replace(tzinfo=zone).astimezone(UTC)


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Let the whole process live at another moment: for the demonstration city and for tests."""
    global _set_to
    before, _set_to = _set_to, moment.astimezone(UTC)
    try:
        yield
    finally:
        _set_to = before
