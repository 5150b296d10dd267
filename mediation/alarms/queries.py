from __future__ import annotations

from sqlalchemy import or_, select

from mediation.alarms.models import Alarm
from mediation.alarms.rules import TASKS, Danger
from mediation.core.db import db
from mediation.core.door import Opened
from mediation.core.machine import Actor, NotVisible, Role, Standing
from mediation.disputes import queries as disputes
from mediation.disputes.models import Dispute
from mediation.matters import queries as matters
from mediation.matters.models import Matter
from mediation.organisations import queries as organisations
from mediation.organisations.models import NamedOffice, Organisation
from mediation.organisations.rules import Task
from mediation.sittings import queries as sittings
from mediation.sittings.models import Sitting
from mediation.sittings.rules import SittingState

INSIDE = (Role.MEDIATOR, Role.CO_MEDIATOR, Role.WINDOW, Role.GUEST_JUDGE, Role.JUDGE, Role.CLERK)
"""Who may name a matter when they report something: people at work in it."""


def opened(actor: Actor, public_id: str) -> Opened:
    alarm = db.session.scalar(select(Alarm).where(Alarm.public_id == public_id))
    if alarm is None:
        raise NotVisible()
    return Opened(alarm, standing(actor, alarm))


def standing(actor: Actor, alarm: Alarm) -> Standing:
    """What an actor is towards an alarm: who raised it, or the window of the institution it comes from."""
    roles = set()
    if actor.account_id is not None and actor.account_id == alarm.raised_by:
        roles.add(Role.REPORTER)
    if actor.holds("window", alarm.organisation_id):
        roles.add(Role.WINDOW)
    return Standing(actor, frozenset(roles or {Role.ANYONE}), alarm.matter_id)


def matter_of(actor: Actor, public_id: str | None) -> Matter | None:
    """The matter somebody at work reports about, if they named one of theirs. Another is left out, and the report is
    taken all the same: whoever sees a danger is never turned away.
    """
    matter = db.session.scalar(select(Matter).where(Matter.public_id == public_id)) if public_id else None
    if matter is None or matters.standing(actor, matter).roles.isdisjoint(INSIDE):
        return None
    return matter


def place_of_work(actor: Actor, matter: Matter | None) -> Organisation:
    """Whose named offices are told: the institution's that keeps the matter, else of where somebody works.

    Raises:
        NotVisible: they work nowhere.
    """
    if matter is not None:
        return matter.organisation
    works = sorted(organisation for _, organisation in actor.offices)
    if not works:
        raise NotVisible()
    return db.session.get_one(Organisation, works[0])


def office(organisation: Organisation, danger: Danger) -> NamedOffice | None:
    return organisations.named_office(organisation.id, TASKS[danger])


def offices(organisation: Organisation) -> dict[Task, NamedOffice | None]:
    return {task: organisations.named_office(organisation.id, task) for task in Task}


def dispute_of(matter: Matter | None) -> Dispute | None:
    return disputes.of_matter(matter) if matter is not None else None


def sitting_now(dispute: Dispute) -> Sitting | None:
    """The sitting that is going on at this moment and does not stand still."""
    now = (one for one in sittings.of_dispute(dispute) if one.state is SittingState.SITTING and not one.halt)
    return next(now, None)


def of_actor(actor: Actor) -> list[Alarm]:
    """What somebody has reported, and what was reported where they keep the window; the newest first."""
    kept = [organisation for role, organisation in actor.offices if role == "window"]
    mine = or_(Alarm.raised_by == actor.account_id, Alarm.organisation_id.in_(kept))
    return list(db.session.scalars(select(Alarm).where(mine).order_by(Alarm.id.desc()).limit(100)))


def of_matter(actor: Actor, matter: Matter) -> list[Alarm]:
    """What somebody has reported about a matter."""
    wanted = select(Alarm).where(Alarm.matter_id == matter.id, Alarm.raised_by == actor.account_id)
    return list(db.session.scalars(wanted.order_by(Alarm.id.desc()))) if actor.account_id else []


def kept_by(actor: Actor) -> Organisation:
    """The institution whose window somebody keeps. Raises NotVisible: none."""
    found = next((organisation for role, organisation in sorted(actor.offices) if role == "window"), None)
    if found is None:
        raise NotVisible()
    return db.session.get_one(Organisation, found)


def is_free(number: str) -> bool:
    return db.session.scalar(select(Alarm.id).where(Alarm.number == number)) is None
