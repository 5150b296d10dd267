from __future__ import annotations

import enum
from typing import Any

from documents.rules import DocumentState
from mediation.agreements.rules import TermKind
from mediation.confirmations.rules import ConfirmationState
from mediation.core import clock
from mediation.core.machine import ANY, NEW, Role, Row, Table
from mediation.core.words import N_


class PromiseState(enum.StrEnum):
    WAITING = "waiting"  # for the condition it was promised on
    CLAIMED = "claimed"  # the one who is owed says that the condition has come true
    OPEN = "open"
    REPORTED = "reported"
    KEPT = "kept"
    DISPUTED = "disputed"
    BROKEN = "broken"


PROMISE_STATE = {
    PromiseState.WAITING: N_("Waits for its condition"),
    PromiseState.CLAIMED: N_("Its condition is said to have come true"),
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


class PaymentState(enum.StrEnum):
    SAID = "said"
    RECEIVED = "received"
    CONTESTED = "contested"


PAYMENT_STATE = {
    PaymentState.SAID: N_("Said to be paid, not confirmed yet"),
    PaymentState.RECEIVED: N_("Received"),
    PaymentState.CONTESTED: N_("Said to be paid; the other side says no"),
}


class ReplanState(enum.StrEnum):
    """Other days for what was promised: asked for by the one who owes, or offered by the one who is owed."""

    ASKED = "asked"
    OFFERED = "offered"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


REPLAN_STATE = {
    ReplanState.ASKED: N_("Other days are asked for"),
    ReplanState.OFFERED: N_("Other days are offered"),
    ReplanState.AGREED: N_("Both agreed to other days"),
    ReplanState.DECLINED: N_("Other days were declined"),
    ReplanState.WITHDRAWN: N_("The proposal was taken back"),
}


# Guards.


def past_due(promise: Any) -> str | None:
    """Nobody can have broken a promise whose day has not passed; what was to stop is broken the day it happens."""
    if promise.kind is TermKind.REFRAIN:
        return None
    if promise.due_on is not None and clock.today() <= promise.due_on:
        return N_("The day that was agreed has not passed yet.")
    return None


def notice_ready(promise: Any) -> str | None:
    if promise.notice is not None and promise.notice.state is DocumentState.COMPLETE:
        return None
    return N_("The notice is being made. Please look again in a moment.")


def nothing_proposed(promise: Any) -> str | None:
    if any(one.state in (ReplanState.ASKED, ReplanState.OFFERED) for one in promise.replans):
        return N_("Other days are proposed already. Answer them first, or take them back.")
    return None


def still_adds_up(replan: Any) -> str | None:
    """Money that came after the proposal is not owed a second time."""
    if replan.total is not None and replan.total != replan.promise.balance:
        return N_("Money came in the meantime, so the amounts no longer fit. Please propose other days anew.")
    return None


def is_money(promise: Any) -> str | None:
    return None if promise.kind is TermKind.PAY else N_("This promise is not about money.")


def in_force(confirmation: Any) -> bool:
    """A ruling that confirms takes effect when it has been served. The time for objections does not hold it up
    (民事诉讼法 206, 民诉法解释 372).
    """
    served = [one.served_at for one in confirmation.services]
    return confirmation.state is ConfirmationState.CONFIRMED and bool(served) and all(served)


def can_be_enforced(promise: Any) -> str | None:
    """Enforcement needs a ruling in force, a promise a court can enforce, and its day to have passed
    (民事诉讼法 206, 247; 民诉法解释 460).
    """
    if not promise.enforceable:
        return N_("This was a promise of honour: no court enforces it.")
    if promise.ruling is None:
        return N_("No court has confirmed the agreement, so no court can enforce it yet. See what you can do instead.")
    if not in_force(promise.ruling):
        return N_("The ruling has not been served on everybody yet. Ask the court to serve it.")
    if promise.kind is TermKind.REFRAIN and promise.state is not PromiseState.BROKEN:
        return N_("Say first what happened.")
    return past_due(promise)


PARTY, DEBTOR, CREDITOR = Role.PARTY, Role.DEBTOR, Role.CREDITOR
MEDIATOR, WINDOW, SYSTEM = Role.MEDIATOR, Role.WINDOW, Role.SYSTEM
WAITING, CLAIMED = PromiseState.WAITING, PromiseState.CLAIMED
OPEN, REPORTED, KEPT = PromiseState.OPEN, PromiseState.REPORTED, PromiseState.KEPT
DISPUTED, BROKEN = PromiseState.DISPUTED, PromiseState.BROKEN

TABLE = Table(
    "promise",
    PromiseState,
    Row("see", ANY, by=(PARTY, MEDIATOR, WINDOW, Role.JUDGE, Role.CLERK)),
    Row("make", NEW, by=(SYSTEM,), to=OPEN, basis="人民调解法 31"),
    Row("wait", NEW, by=(SYSTEM,), to=WAITING, basis="民法典 158"),
    Row("claim", (WAITING,), by=(CREDITOR,), to=CLAIMED, basis="民法典 158"),
    Row("begin", (WAITING, CLAIMED), by=(DEBTOR,), to=OPEN, basis="民法典 158"),
    Row("deny", (CLAIMED,), by=(DEBTOR,), to=WAITING, basis="民法典 158"),
    Row("remind", (OPEN,), by=(SYSTEM,), basis="人民调解法 31"),
    Row("report", (OPEN, DISPUTED, BROKEN), by=(DEBTOR, MEDIATOR, WINDOW), to=REPORTED,
        starts=("other_side_confirms_performance",), basis="人民调解法 31"),
    Row("confirm", (OPEN, REPORTED, DISPUTED, BROKEN), by=(CREDITOR,), to=KEPT,
        stops=("promise_due", "other_side_confirms_performance"), basis="人民调解法 31"),
    Row("dispute", (REPORTED,), by=(CREDITOR,), to=DISPUTED, stops=("other_side_confirms_performance",),
        basis="人民调解法 32"),
    Row("receive", (OPEN, REPORTED, DISPUTED, BROKEN), by=(CREDITOR,), when=is_money, basis="人民调解法 31"),
    Row("complain", (OPEN, DISPUTED), by=(CREDITOR,), to=BROKEN, when=past_due, basis="人民调解法 31, 32"),
    Row("take_notice", (BROKEN,), by=(DEBTOR,), when=notice_ready, basis="人民调解法 31"),
    Row("propose", (OPEN, DISPUTED, BROKEN), by=(DEBTOR, CREDITOR), when=nothing_proposed, basis="民法典 543"),
    Row("replan", (OPEN, DISPUTED, BROKEN), by=(DEBTOR, CREDITOR), to=OPEN, basis="民法典 543"),
    Row("enforce", (OPEN, REPORTED, DISPUTED, BROKEN), by=(CREDITOR,), when=can_be_enforced,
        basis="民事诉讼法 206, 250; 民诉法解释 460"),
)  # fmt: skip

SAID, RECEIVED, CONTESTED = PaymentState.SAID, PaymentState.RECEIVED, PaymentState.CONTESTED

PAYMENTS = Table(
    "payment",
    PaymentState,
    Row("see", ANY, by=(PARTY, MEDIATOR, WINDOW, Role.JUDGE, Role.CLERK)),
    Row("say", NEW, by=(DEBTOR, MEDIATOR, WINDOW), to=SAID, starts=("other_side_confirms_performance",),
        basis="人民调解法 31"),
    Row("note", NEW, by=(CREDITOR,), to=RECEIVED, basis="人民调解法 31"),
    Row("receive", (SAID, CONTESTED), by=(CREDITOR,), to=RECEIVED, stops=("other_side_confirms_performance",),
        basis="人民调解法 31"),
    Row("contest", (SAID,), by=(CREDITOR,), to=CONTESTED, stops=("other_side_confirms_performance",),
        basis="人民调解法 32"),
)  # fmt: skip

ASKED, OFFERED = ReplanState.ASKED, ReplanState.OFFERED
AGREED, DECLINED = ReplanState.AGREED, ReplanState.DECLINED

REPLANS = Table(
    "replan",
    ReplanState,
    Row("see", ANY, by=(PARTY, MEDIATOR, WINDOW)),
    Row("ask", NEW, by=(DEBTOR,), to=ASKED, basis="民法典 543"),
    Row("offer", NEW, by=(CREDITOR,), to=OFFERED, basis="民法典 543"),
    Row("agree", (ASKED,), by=(CREDITOR,), to=AGREED, when=still_adds_up, basis="民法典 543"),
    Row("agree", (OFFERED,), by=(DEBTOR,), to=AGREED, when=still_adds_up, basis="民法典 543"),
    Row("decline", (ASKED,), by=(CREDITOR,), to=DECLINED),
    Row("decline", (OFFERED,), by=(DEBTOR,), to=DECLINED),
    Row("withdraw", (ASKED,), by=(DEBTOR,), to=ReplanState.WITHDRAWN),
    Row("withdraw", (OFFERED,), by=(CREDITOR,), to=ReplanState.WITHDRAWN),
)  # fmt: skip

VISITS = Table(
    "return_visit",
    VisitState,
    Row("see", ANY, by=(MEDIATOR, WINDOW)),
    Row("plan", NEW, by=(SYSTEM,), to=VisitState.PLANNED, starts=("return_visit",), basis="人民调解法 31"),
    Row("visit", (VisitState.PLANNED,), by=(MEDIATOR, WINDOW), to=VisitState.DONE, stops=("return_visit",),
        basis="人民调解法 31"),
)  # fmt: skip
