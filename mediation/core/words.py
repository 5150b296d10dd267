"""Words in three languages: one catalogue, read once, asked by pages, mails and scripts alike.

A msgid is plain English and stands where it is said: `N_()` in pure modules (an enum member carries its word), `_()` in
templates and forms. It is translated where it is shown, in the reader's language.
"""

from __future__ import annotations

import gettext as _gettext
import io
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal

from mediation.core.clock import CHINA

CATALOGUES = Path(__file__).resolve().parents[1] / "translations"
LANGUAGES = {"zh-Hans": "中文", "en": "English", "ko": "한국어"}
DEFAULT = "zh-Hans"

_language: ContextVar[str] = ContextVar("language", default=DEFAULT)


@dataclass(frozen=True)
class Said:
    """A sentence with its values, still in no language: what rules and errors pass on to be shown later.

    A value that is a day, a moment or another `Said` is written in the language of the sentence.
    """

    msgid: str
    values: tuple[tuple[str, object], ...] = ()

    def in_(self, language: str) -> str:
        return translate(self.msgid, language, **{name: _written(value, language) for name, value in self.values})

    def __str__(self) -> str:
        return self.in_(language())


def _written(value: object, language: str) -> object:
    match value:
        case Said():
            return value.in_(language)
        case datetime():
            return moment(value, language)
        case date():
            return day(value, language)
    return value


def say(msgid: str, /, **values: object) -> Said:
    return Said(msgid, tuple(sorted(values.items())))


def N_(msgid: str) -> str:
    """Marks a msgid for the catalogue and returns it as it is."""
    return msgid


def language() -> str:
    """The reader's language: a key of `LANGUAGES`."""
    return _language.get()


def speak(code: str) -> None:
    """From here on, in this request or job, the reader's language is `code`."""
    _language.set(code if code in LANGUAGES else DEFAULT)


def translate(msgid: str, code: str, /, **values: object) -> str:
    """A msgid in a language, its `%(name)s` filled in."""
    text = _catalogue(code).gettext(msgid) if msgid else ""
    return text % values if values else text


def gettext(msgid: str | Said, /, **values: object) -> str:
    """`_` of templates and forms: in the reader's language."""
    return str(msgid) if isinstance(msgid, Said) else translate(msgid, language(), **values)


def ngettext(singular: str, plural: str, n: int, /, **values: object) -> str:
    return _catalogue(language()).ngettext(singular, plural, n) % {"n": n, **values}


def preferred(accept_language: str | None) -> str:
    """The best of our languages for a browser's `Accept-Language` (RFC 9110, 12.5.4)."""
    ranked: list[tuple[float, str]] = []
    for part in (accept_language or "").split(","):
        tag, _, q = part.strip().partition(";q=")
        try:
            weight = float(q or 1)
        except ValueError:
            continue
        code = {"zh": "zh-Hans", "en": "en", "ko": "ko"}.get(tag[:2].lower())
        if code and weight > 0:
            ranked.append((-weight, code))
    return min(ranked, key=lambda pair: pair[0])[1] if ranked else DEFAULT


_DAY = {"zh-Hans": "y年M月d日 EEE", "en": "EEE d MMMM y", "ko": "y년 M월 d일 (EEE)"}

# How dates, moments and money are written; every filter of the templates is one of these.


def day(value: date, code: str | None = None) -> str:
    """`2026年11月26日 周四`: a day always comes with its weekday."""
    return format_date(value, _DAY[code or language()], _locale(code))


def moment(value: datetime, code: str | None = None, zone: ZoneInfo = CHINA) -> str:
    """A UTC moment as local day, weekday and time."""
    local = value.astimezone(zone)
    return f"{day(local.date(), code)} {clock_time(value, zone)}"


def clock_time(value: datetime, zone: ZoneInfo = CHINA) -> str:
    return format_time(value, "HH:mm", tzinfo=zone, locale="en")


def stamp(value: datetime, zone: ZoneInfo = CHINA) -> str:
    """`2026-11-26 14:30`: compact, for tables."""
    return format_datetime(value, "yyyy-MM-dd HH:mm", tzinfo=zone, locale="en")


def money(minor_units: int, code: str | None = None, currency: str = "CNY") -> str:
    """Integer fen as `¥3,600.00`."""
    return format_currency(Decimal(minor_units) / 100, currency, locale=_locale(code))


def number(value: int, code: str | None = None) -> str:
    return format_decimal(value, locale=_locale(code))


FILTERS = {
    "date": day, "moment": moment, "clock": clock_time, "stamp": stamp, "money": money, "number": number,
}  # fmt: skip
"""How templates call them."""


def _locale(code: str | None) -> Locale:
    return _parsed(code or language())


@cache
def _parsed(code: str) -> Locale:
    return Locale.parse(code, sep="-")


@cache
def _catalogue(code: str) -> _gettext.NullTranslations:
    path = CATALOGUES / code.replace("-", "_") / "LC_MESSAGES" / "messages.po"
    if code == "en" or not path.exists():
        return _gettext.NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=code.replace("-", "_")))
    compiled.seek(0)
    return _gettext.GNUTranslations(compiled)
