"""What is agreed, term by term, and how a draft of it changes."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mediation.core.words import N_
from mediation.rulebook.days import months_after


class TermKind(enum.StrEnum):
    PAY = "pay"
    DO = "do"
    REFRAIN = "refrain"


TERM_KIND = {
    TermKind.PAY: N_("Somebody pays"),
    TermKind.DO: N_("Somebody does something"),
    TermKind.REFRAIN: N_("Somebody no longer does something"),
}


class Manner(enum.StrEnum):
    """How money changes hands."""

    TRANSFER = "transfer"
    CASH = "cash"
    PHONE = "phone"
    OTHER = "other"


MANNER = {
    Manner.TRANSFER: N_("Bank transfer"),
    Manner.CASH: N_("Cash"),
    Manner.PHONE: N_("Payment by phone (WeChat, Alipay)"),
    Manner.OTHER: N_("Another way"),
}


@dataclass(frozen=True)
class Clause:
    """One term as it is agreed: who owes whom what, when, how and where. Amounts in fen.

    `due_on` is the last day; for what somebody no longer does, the last day of that promise. `on_the_spot` is at the
    signing (for the latter: from then on, without an end). Terms of one `series` are the instalments of `series_total`.
    """

    kind: TermKind
    debtor_id: int | None = None
    creditor_id: int | None = None
    debtor: str = ""
    creditor: str = ""
    amount: int | None = None
    thing: str = ""
    due_on: date | None = None
    on_the_spot: bool = False
    manner: Manner | None = None
    account: str = ""
    place: str = ""
    condition: str = ""
    enforceable: bool = True
    series: int | None = None
    series_total: int | None = None


def instalments(total: int, count: int, first_on: date) -> list[tuple[int, date]]:
    """A sum in monthly parts: amounts in fen, whole yuan but for the last, and days, rest days rolled on."""
    part = total // count // 100 * 100 or total // count
    amounts = [part] * (count - 1) + [total - part * (count - 1)]
    return [(amount, months_after(first_on, n) if n else first_on) for n, amount in enumerate(amounts)]


# The clauses of a draft, changed one at a time: each gives the list of the next version.


def added(clauses: Sequence[Clause], *more: Clause) -> list[Clause]:
    return [*clauses, *more]


def changed(clauses: Sequence[Clause], number: int, clause: Clause) -> list[Clause]:
    """`number` counts from 1."""
    return [clause if n == number else one for n, one in enumerate(clauses, start=1)]


def removed(clauses: Sequence[Clause], number: int) -> list[Clause]:
    return [one for n, one in enumerate(clauses, start=1) if n != number]


def moved_up(clauses: Sequence[Clause], number: int) -> list[Clause]:
    """The term changes places with the one before it."""
    moved = list(clauses)
    if 1 < number <= len(moved):
        moved[number - 2], moved[number - 1] = moved[number - 1], moved[number - 2]
    return moved
