from __future__ import annotations

from datetime import date
from typing import TypeVar

from sqlalchemy import select

from mediation.agreements import queries as agreements
from mediation.agreements.papers import figures, prose
from mediation.agreements.rules import TermKind
from mediation.core import clock, deadlines, wall
from mediation.core.db import db
from mediation.core.door import Opened
from mediation.core.machine import Actor, NotVisible, Role, Standing
from mediation.disputes.models import Dispute
from mediation.disputes.queries import party_of
from mediation.matters import queries as matters
from mediation.performance.models import Payment, Promise, Replan, ReturnVisit
from mediation.performance.papers import WAYS_ZH, BreachPaper
from mediation.performance.rules import PromiseState, VisitState, in_force
from mediation.performance.rules.schedule import REMIND_BEFORE
from mediation.performance.rules.schedule import to_remind as to_remind_on
from mediation.performance.rules.ways import WAYS, Unkept, Ways, ways_on

Row = TypeVar("Row", Promise, Payment, Replan, ReturnVisit)


def opened(actor: Actor, public_id: str) -> Opened:
    """A promise, and whether the actor owes it or is owed it.

    Raises:
        NotVisible: there is none, or it is not for this reader.
    """
    standing, promise = _read(actor, Promise, public_id)
    return Opened(promise, towards(standing, promise))


def opened_payment(actor: Actor, public_id: str) -> Opened:
    """A payment, and whether the actor made it or should have received it."""
    standing, payment = _read(actor, Payment, public_id)
    return Opened(payment, towards(standing, payment.promise))


def opened_replan(actor: Actor, public_id: str) -> Opened:
    """A proposal of other days, and whether the actor owes what it is about or is owed it."""
    standing, replan = _read(actor, Replan, public_id)
    return Opened(replan, towards(standing, replan.promise))


def opened_visit(actor: Actor, public_id: str) -> Opened:
    standing, visit = _read(actor, ReturnVisit, public_id)
    return Opened(visit, standing)


def _read(actor: Actor, table: type[Row], public_id: str) -> tuple[Standing, Row]:
    matter_id = wall.whereabouts(table, public_id)
    if matter_id is None:
        raise NotVisible()
    standing = matters.standing_in(actor, matter_id)
    wall.name_reader(standing)
    found = db.session.scalar(select(table).where(table.public_id == public_id))
    if found is None:
        raise NotVisible()
    return standing, found


def towards(standing: Standing, promise: Promise) -> Standing:
    """The standing with what the actor is towards this promise."""
    own = party_of(promise.dispute, standing.actor.seat_id)
    roles = [
        *([Role.DEBTOR] if own is not None and own.id == promise.debtor_id else []),
        *([Role.CREDITOR] if own is not None and own.id == promise.creditor_id else []),
    ]
    return standing.also(*roles)


def of_dispute(dispute: Dispute) -> list[Promise]:
    """What was promised, the earliest day first, as far as the reader may see it."""
    wanted = select(Promise).where(Promise.dispute_id == dispute.id)
    return list(db.session.scalars(wanted.order_by(Promise.due_on, Promise.id)))


def of_term(term_id: int) -> Promise | None:
    return db.session.scalar(select(Promise).where(Promise.term_id == term_id))


def visit_of(dispute: Dispute) -> ReturnVisit | None:
    return db.session.scalar(select(ReturnVisit).where(ReturnVisit.dispute_id == dispute.id))


def all_kept(dispute: Dispute) -> bool:
    """Whether nothing of the agreement is open any more."""
    promises = of_dispute(dispute)
    return bool(promises) and all(promise.state is PromiseState.KEPT for promise in promises)


def visited(dispute: Dispute) -> bool:
    visit = visit_of(dispute)
    return visit is not None and visit.state is VisitState.DONE


def to_remind(today: date) -> list[Promise]:
    """Promises whose debtor is to be reminded today."""
    near = Promise.due_on.between(today, today + max(REMIND_BEFORE))
    wanted = select(Promise).where(Promise.state == PromiseState.OPEN, near).order_by(Promise.id)
    found = db.session.scalars(wanted)
    return [one for one in found if one.due_on and to_remind_on(one.due_on, one.reminded_on, today)]


def ways(promise: Promise) -> list[tuple[str, str]]:
    """What the one it was promised to can do now: each way with what to do first."""
    return [WAYS[way] for way in open_ways(promise)]


def open_ways(promise: Promise) -> list[Ways]:
    running = {one.limit_code for one in deadlines.running(promise.agreement)}
    ruling = promise.ruling
    unkept = Unkept(
        ruled=ruling is not None, in_force=ruling is not None and in_force(ruling),
        may_confirm="apply_for_confirmation" in running, money=promise.kind is TermKind.PAY,
        refrain=promise.kind is TermKind.REFRAIN, enforceable=promise.enforceable,
    )  # fmt: skip
    return ways_on(unkept)


def breach_paper(promise: Promise, said: str | None) -> BreachPaper:
    """What stands on the notice to whoever did not keep a promise."""
    effective_on = promise.agreement.effective_on
    return BreachPaper(
        institution=promise.dispute.matter.organisation.name, debtor=promise.debtor.name,
        creditor=promise.creditor.name, effective_on=effective_on.isoformat() if effective_on else "",
        term=prose(agreements.clause(promise.term)), due_on=promise.due_on.isoformat() if promise.due_on else "",
        balance=figures(promise.balance) if promise.kind is TermKind.PAY else "", said=said or "",
        routes=[WAYS_ZH[way] for way in open_ways(promise)], signed_on=clock.today().isoformat(),
    )  # fmt: skip
