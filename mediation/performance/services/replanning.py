from __future__ import annotations

from collections.abc import Sequence

from mediation.core import clock, deadlines
from mediation.core.advance import advance
from mediation.core.db import db, writing
from mediation.core.machine import NotNow, Role, Standing
from mediation.core.wall import SHARED
from mediation.core.words import N_
from mediation.performance.models import Promise, Replan
from mediation.performance.rules import REPLANS, TABLE
from mediation.performance.rules.schedule import Part


@writing
def propose(standing: Standing, promise: Promise, *, parts: Sequence[Part], money: bool, reason: str | None) -> Replan:
    """One of the two proposes other days; nothing changes before the other agrees (民法典 543).

    Raises:
        NotNow: the parts are not exactly what is still owed.
    """
    advance(standing, TABLE, promise, "propose")
    if money and sum(part.amount for part in parts) != promise.balance:
        raise NotNow(N_("The parts have to be exactly what is still owed."))
    replan = Replan(
        promise_id=promise.id, amounts=[part.amount if money else None for part in parts],
        days=[part.due_on.isoformat() for part in parts if part.due_on], matter_id=promise.matter_id,
        organisation_id=promise.organisation_id, key_name=promise.key_name, label=SHARED,
    )  # fmt: skip
    advance(standing, REPLANS, replan, "ask" if Role.DEBTOR in standing.roles else "offer")
    replan.reason = reason
    db.session.flush()
    db.session.expire(promise, ["replans"])
    return replan


@writing
def agree(standing: Standing, replan: Replan) -> None:
    """Both want these days now: they are what is reminded of. A ruling stays as it is."""
    promise = replan.promise
    advance(standing, REPLANS, replan, "agree")
    advance(standing, TABLE, promise, "replan")
    follow(promise)


@writing
def decline(standing: Standing, replan: Replan) -> None:
    advance(standing, REPLANS, replan, "decline")


@writing
def withdraw(standing: Standing, replan: Replan) -> None:
    advance(standing, REPLANS, replan, "withdraw")


def follow(promise: Promise) -> None:
    """The next day of a plan is the one that counts."""
    plan = promise.plan
    if plan is None:
        return
    due = promise.next.due_on if plan.total is not None and promise.next else plan.parts[0].due_on
    if due is not None and due != promise.due_on:
        promise.due_on, promise.reminded_on = due, None
        deadlines.start("promise_due", promise, until=clock.end_of(due))
