from __future__ import annotations

from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import select

from documents.models import Document
from mediation.core import deadlines, wall
from mediation.core.db import db
from mediation.core.door import Opened
from mediation.core.machine import Actor, NotVisible, Role, Standing
from mediation.disputes.models import Dispute
from mediation.disputes.queries import party_of
from mediation.matters import queries as matters
from mediation.performance.models import Promise, ReturnVisit
from mediation.performance.rules import WAYS, PromiseState, VisitState, ways_on

Row = TypeVar("Row", Promise, ReturnVisit)
REMIND_BEFORE = (timedelta(days=3), timedelta(0))


def opened(actor: Actor, public_id: str) -> Opened:
    """A promise, and whether the actor owes it or is owed it.

    Raises:
        NotVisible: there is none, or it is not for this reader.
    """
    standing, promise = _read(actor, Promise, public_id)
    return Opened(promise, towards(standing, promise))


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
    """Promises that fall due today or in three days, and whose debtor was not reminded today."""
    days = [today + before for before in REMIND_BEFORE]
    wanted = select(Promise).where(
        Promise.state == PromiseState.OPEN,
        Promise.due_on.in_(days),
        (Promise.reminded_on.is_(None)) | (Promise.reminded_on < today),
    )
    return list(db.session.scalars(wanted.order_by(Promise.id)))


def ways(promise: Promise) -> list[str]:
    """What the one it was promised to can do now, in words."""
    agreement = promise.agreement
    running = {one.limit_code for one in deadlines.running(agreement)}
    ruled = db.session.scalar(
        select(Document.id).where(Document.matter_id == promise.matter_id, Document.kind == "ruling").limit(1)
    )
    money = promise.term.amount is not None
    open_ways = ways_on(ruled=bool(ruled), may_confirm="apply_for_confirmation" in running, money=money)
    return [WAYS[way] for way in open_ways]
