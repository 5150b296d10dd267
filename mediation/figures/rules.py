"""What is counted, under which day, and what the rates are made of: numerators and denominators, always both."""

from __future__ import annotations

import enum
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt

from mediation.core.words import N_

FEW = 5
"""A rate or a median over fewer than this is not shown: it could say something about somebody."""


class Measure(enum.StrEnum):
    """Each is counted at most once for a dispute, an application to the court or a promise.

    It counts on the day of the act that made it so; a promise is due on the day that was agreed.
    """

    RECEIVED = "received"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    CONSENTED = "consented"
    BEGUN = "begun"
    CONCLUDED = "concluded"
    SETTLED = "settled"
    APPLIED = "applied"
    CONFIRMED = "confirmed"
    DUE = "due"
    KEPT = "kept"


MEASURE = {
    Measure.RECEIVED: (N_("Received"), N_("Applications handed in, in the month they came.")),
    Measure.ACCEPTED: (N_("Accepted"), N_("Applications the institution accepted, in the month it did so.")),
    Measure.NOT_ACCEPTED: (N_("Not accepted"), N_("Applications the institution declined, in the month it did so.")),
    Measure.CONSENTED: (N_("Both sides agree"), N_("Matters in which everybody invited said yes.")),
    Measure.BEGUN: (N_("Mediator chosen"), N_("Matters whose mediator has accepted.")),
    Measure.CONCLUDED: (
        N_("Concluded"),
        N_("Accepted matters that have ended, with an agreement or without, in the month they ended."),
    ),
    Measure.SETTLED: (
        N_("Settled"),
        N_("Matters that ended with an agreement, in the month it took effect."),
    ),
    Measure.APPLIED: (N_("Asked the court"), N_("Joint applications for confirmation that went to a court.")),
    Measure.CONFIRMED: (N_("Confirmed"), N_("Applications on which the court confirmed the agreement.")),
    Measure.DUE: (
        N_("Promises due"),
        N_("Terms of agreements in effect whose last day has come."),
    ),
    Measure.KEPT: (N_("Promises kept"), N_("Terms that the other side has confirmed as done.")),
}
"""Each measure's word and its definition."""

ACTS = {
    "dispute.apply": (Measure.RECEIVED,),
    "dispute.accept": (Measure.ACCEPTED,),
    "dispute.not_accept": (Measure.NOT_ACCEPTED,),
    "dispute.consent": (Measure.CONSENTED,),
    "dispute.begin": (Measure.BEGUN,),
    "dispute.settle": (Measure.CONCLUDED, Measure.SETTLED),
    "dispute.refuse": (Measure.CONCLUDED,),
    "dispute.lapse": (Measure.CONCLUDED,),
    "dispute.withdraw": (Measure.CONCLUDED,),
    "dispute.stop": (Measure.CONCLUDED,),
    "dispute.terminate": (Measure.CONCLUDED,),
    "dispute.run_over": (Measure.CONCLUDED,),
    "confirmation.submit": (Measure.APPLIED,),
    "confirmation.confirm": (Measure.CONFIRMED,),
    "promise.make": (Measure.DUE,),
    "promise.begin": (Measure.DUE,),
    "promise.confirm": (Measure.KEPT,),
}
"""What an act of the record makes its subject count as."""

NEEDS = {Measure.CONCLUDED: Measure.ACCEPTED}
"""What a matter must have been before: an application withdrawn before acceptance is not concluded, it is no more."""

OF = {
    Measure.ACCEPTED: (Measure.RECEIVED,),
    Measure.CONSENTED: (Measure.RECEIVED,),
    Measure.BEGUN: (Measure.RECEIVED,),
    Measure.SETTLED: (Measure.RECEIVED, Measure.ACCEPTED),
    Measure.CONFIRMED: (Measure.APPLIED,),
    Measure.KEPT: (Measure.DUE,),
}
"""A measure is counted under its own day and under these measures' days too: rates and the funnel ask what became
of the matters of a period, never what ended in it over what began in it."""

FUNNEL = (Measure.RECEIVED, Measure.ACCEPTED, Measure.CONSENTED, Measure.BEGUN, Measure.SETTLED)


@dataclass(frozen=True)
class Rate:
    """A share as two numbers."""

    numerator: int
    denominator: int

    @property
    def shown(self) -> str | None:
        """Per cent with one decimal, cut and not rounded, so that 99.96 never reads 100; None over too few."""
        if self.denominator < FEW:
            return None
        tenths = 1000 * self.numerator // self.denominator
        return f"{tenths // 10}.{tenths % 10}%"

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval, in per cent; None over too few."""
        n, z = self.denominator, 1.96
        if n < FEW:
            return None
        p = self.numerator / n
        middle, spread = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        low, high = ((middle + sign * spread) / (1 + z * z / n) for sign in (-1, 1))
        return round(100 * low, 1), round(100 * high, 1)


def median(days: Mapping[int, int]) -> float | None:
    """The median of a histogram (days → how many); None over too few."""
    total = sum(days.values())
    if total < FEW:
        return None
    low, high = (total - 1) // 2, total // 2
    return (_at(days, low) + _at(days, high)) / 2


def _at(days: Mapping[int, int], place: int) -> int:
    for value in sorted(days):
        place -= days[value]
        if place < 0:
            return value
    raise IndexError(place)


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def last_day_of(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def months(first: date, last: date) -> list[date]:
    """The months from one to another, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [date(first.year + (first.month - 1 + k) // 12, (first.month - 1 + k) % 12 + 1, 1) for k in range(count)]


def guarded(cell: object) -> str:
    """A cell of a CSV file that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    text = str(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text


def rates(rows: Iterable[tuple[Measure, Measure, int]]) -> dict[str, Rate]:
    """The rates of some folds `(of, measure, n)`."""
    total: dict[tuple[Measure, Measure], int] = {}
    for of, measure, n in rows:
        total[of, measure] = total.get((of, measure), 0) + n
    own = {measure: total.get((measure, measure), 0) for measure in Measure}
    return {
        "settled_of_accepted": Rate(total.get((Measure.ACCEPTED, Measure.SETTLED), 0), own[Measure.ACCEPTED]),
        "settled_of_concluded": Rate(own[Measure.SETTLED], own[Measure.CONCLUDED]),
        "confirmed_of_applied": Rate(total.get((Measure.APPLIED, Measure.CONFIRMED), 0), own[Measure.APPLIED]),
        "kept_of_due": Rate(total.get((Measure.DUE, Measure.KEPT), 0), own[Measure.DUE]),
    }


RATE = {
    "settled_of_accepted": (
        N_("Settled / accepted"),
        N_("Of the matters accepted in the period, how many have ended with an agreement by now."),
    ),
    "settled_of_concluded": (
        N_("Settled / concluded"),
        N_("Of the matters that ended in the period, how many ended with an agreement."),
    ),
    "confirmed_of_applied": (
        N_("Confirmed / asked"),
        N_("Of the applications that went to a court in the period, how many it has confirmed by now."),
    ),
    "kept_of_due": (
        N_("Kept / due"),
        N_("Of the promises that fell due in the period, how many are confirmed as kept by now."),
    ),
}
"""Each rate's word and its definition."""
