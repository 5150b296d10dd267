from __future__ import annotations

import enum
from typing import Any

from mediation.core import clock
from mediation.core.machine import ANY, NEW, Role, Row, Table
from mediation.core.words import N_


class PromiseState(enum.StrEnum):
    OPEN = "open"
    REPORTED = "reported"
    KEPT = "kept"
    DISPUTED = "disputed"
    BROKEN = "broken"


PROMISE_STATE = {
    PromiseState.OPEN: N_("To be done"),
    PromiseState.REPORTED: N_("Said to be done"),
    PromiseState.KEPT: N_("Done"),
    PromiseState.DISPUTED: N_("Disputed"),
    PromiseState.BROKEN: N_("Not kept"),
}


class VisitState(enum.StrEnum):
    PLANNED = "planned"
    DONE = "done"


VISIT_STATE = {VisitState.PLANNED: N_("Planned"), VisitState.DONE: N_("Done")}


class Satisfaction(enum.StrEnum):
    SATISFIED = "satisfied"
    MOSTLY = "mostly"
    NOT = "not"


SATISFACTION = {
    Satisfaction.SATISFIED: N_("Satisfied"),
    Satisfaction.MOSTLY: N_("Mostly satisfied"),
    Satisfaction.NOT: N_("Not satisfied"),
}


def past_due(promise: Any) -> str | None:
    """Nobody can have broken a promise whose day has not passed."""
    if promise.due_on is not None and clock.today() <= promise.due_on:
        return N_("The day that was agreed has not passed yet.")
    return None


PARTY, DEBTOR, CREDITOR = Role.PARTY, Role.DEBTOR, Role.CREDITOR
MEDIATOR, WINDOW, SYSTEM = Role.MEDIATOR, Role.WINDOW, Role.SYSTEM
OPEN, REPORTED, KEPT = PromiseState.OPEN, PromiseState.REPORTED, PromiseState.KEPT
DISPUTED, BROKEN = PromiseState.DISPUTED, PromiseState.BROKEN

TABLE = Table(
    "promise",
    PromiseState,
    Row("see", ANY, by=(PARTY, MEDIATOR, WINDOW, Role.JUDGE, Role.CLERK)),
    Row("make", NEW, by=(SYSTEM,), to=OPEN, basis="人民调解法 31"),
    Row("remind", (OPEN,), by=(SYSTEM,), basis="人民调解法 31"),
    Row("report", (OPEN, DISPUTED, BROKEN), by=(DEBTOR, MEDIATOR, WINDOW), to=REPORTED,
        starts=("other_side_confirms_performance",), basis="人民调解法 31"),
    Row("confirm", (OPEN, REPORTED, DISPUTED, BROKEN), by=(CREDITOR,), to=KEPT,
        stops=("promise_due", "other_side_confirms_performance"), basis="人民调解法 31"),
    Row("dispute", (REPORTED,), by=(CREDITOR,), to=DISPUTED, stops=("other_side_confirms_performance",),
        basis="人民调解法 32"),
    Row("complain", (OPEN, DISPUTED), by=(CREDITOR,), to=BROKEN, when=past_due, basis="人民调解法 31, 32"),
)  # fmt: skip

VISITS = Table(
    "return_visit",
    VisitState,
    Row("see", ANY, by=(MEDIATOR, WINDOW)),
    Row("plan", NEW, by=(SYSTEM,), to=VisitState.PLANNED, starts=("return_visit",), basis="人民调解法 31"),
    Row("visit", (VisitState.PLANNED,), by=(MEDIATOR, WINDOW), to=VisitState.DONE, stops=("return_visit",),
        basis="人民调解法 31"),
)  # fmt: skip


class Ways(enum.StrEnum):
    """What somebody can do whose promise was not kept."""

    ENFORCE = "enforce"
    CONFIRM = "confirm"
    PAYMENT_ORDER = "payment_order"
    SUE = "sue"


WAYS = {
    Ways.ENFORCE: N_("Ask the court that ruled to enforce it, within two years of the last day that was agreed."),
    Ways.CONFIRM: N_("Ask the court together to confirm the agreement, while the 30 days run."),
    Ways.PAYMENT_ORDER: N_("For money: ask the court for a payment order."),
    Ways.SUE: N_("Bring a suit on the agreement at the people's court."),
}


def ways_on(*, ruled: bool, may_confirm: bool, money: bool) -> list[Ways]:
    """The ways open when a promise was not kept (民事诉讼法 205, 206, 225, 250; 人民调解法 32, 33)."""
    if ruled:
        return [Ways.ENFORCE]
    return [
        *([Ways.CONFIRM] if may_confirm else []),
        *([Ways.PAYMENT_ORDER] if money else []),
        Ways.SUE,
    ]
