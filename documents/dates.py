"""Dates and numbers as Chinese papers write them. An empty date is a field to be filled by hand."""

from __future__ import annotations

from datetime import date, datetime

_DIGITS = "〇一二三四五六七八九"


def plain(day: str) -> str:
    """"2026-11-22" → "2026年11月22日"."""
    if not day:
        return "　　　　年　　月　　日"
    read = date.fromisoformat(day)
    return f"{read.year}年{read.month}月{read.day}日"


def moment(time: str) -> str:
    """"2026-11-22T14:05" → "2026年11月22日14时05分"."""
    if not time:
        return "　　　　年　　月　　日　　时　　分"
    read = datetime.fromisoformat(time)
    return f"{plain(read.date().isoformat())}{read.hour}时{read.minute:02d}分"


def formal(day: str) -> str:
    """"2026-11-22" → "二〇二六年十一月二十二日", as at the foot of official papers."""
    if not day:
        return plain(day)
    read = date.fromisoformat(day)
    year = "".join(_DIGITS[int(digit)] for digit in f"{read.year:04d}")
    return f"{year}年{numeral(read.month)}月{numeral(read.day)}日"


def numeral(number: int) -> str:
    """1 to 99 in Chinese numerals: 10 → "十", 42 → "四十二"; larger numbers stay in figures."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")
