from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from mediation.accounts import queries as accounts
from mediation.accounts.models import Account
from mediation.consultations.models import Consultation, ConsultationText, ConsultationTextKind, Duty, JudgeCall
from mediation.consultations.rules import CALLING, LIVE, TABLE, TAKEN, DutyState, Half, half_of
from mediation.core import clock, deadlines, live, wall
from mediation.core.db import db
from mediation.core.door import Opened
from mediation.core.machine import Actor, NotVisible, Role, Standing
from mediation.matters import queries as matters
from mediation.matters.models import Matter
from mediation.organisations import queries as organisations
from mediation.organisations.models import Organisation, OrganisationKind

DAYS_SHOWN = 14
LAST_ONES = 10


def opened(actor: Actor, public_id: str) -> Opened:
    consultation = db.session.scalar(select(Consultation).where(Consultation.public_id == public_id))
    if consultation is None:
        raise NotVisible()
    return Opened(consultation, standing(actor, consultation))


def standing(actor: Actor, consultation: Consultation) -> Standing:
    """What an actor is towards a consultation: at the matter, and as the judge who is called or came."""
    found = matters.standing(actor, consultation.matter)
    mine = actor.account_id is not None and actor.account_id == consultation.judge_id
    return found.also(Role.DUTY_JUDGE) if mine else found


def opened_duty(actor: Actor, public_id: str) -> Opened:
    duty = db.session.scalar(select(Duty).where(Duty.public_id == public_id))
    if duty is None:
        raise NotVisible()
    return Opened(duty, at_court(actor, duty.organisation_id))


def at_court(actor: Actor, court_id: int) -> Standing:
    """What an actor is at a court."""
    held = {role for role in (Role.CLERK, Role.JUDGE) if actor.holds(role.value, court_id)}
    return Standing(actor, frozenset(held or {Role.ANYONE}))


def court_of(actor: Actor) -> Organisation:
    """The court somebody works at. Raises NotVisible: at none."""
    found = next((court for role, court in sorted(actor.offices) if role in ("clerk", "judge")), None)
    if found is None:
        raise NotVisible()
    return db.session.get_one(Organisation, found)


def responsible(matter: Matter) -> Organisation | None:
    return organisations.responsible(OrganisationKind.COURT, matter.place)


def of_sitting(sitting: str) -> Consultation | None:
    """The newest one asked in a sitting, by the sitting's public id."""
    wanted = select(Consultation).where(Consultation.sitting == sitting)
    return db.session.scalars(wanted.order_by(Consultation.id.desc()).limit(1)).first()


def live_one(sitting: str) -> Consultation | None:
    found = of_sitting(sitting)
    return found if found and found.state in LIVE else None


def question(consultation: Consultation) -> str:
    """The question as it is worded now, for a reader who may read it."""
    return _text(consultation, ConsultationTextKind.QUESTION, consultation.wording) or ""


def answer(consultation: Consultation) -> str | None:
    """What the judge summed up, if anything, for a reader who may read it."""
    return _text(consultation, ConsultationTextKind.ANSWER, 1)


def _text(consultation: Consultation, kind: ConsultationTextKind, wording: int) -> str | None:
    found = db.session.scalar(
        select(ConsultationText).where(
            ConsultationText.consultation_id == consultation.id,
            ConsultationText.kind == kind,
            ConsultationText.wording == wording,
        )
    )
    return found.text if found else None


def answers_until(consultation: Consultation) -> datetime | None:
    """Until when the judge who is called now may answer."""
    running = deadlines.running(consultation, "judge_answers")
    return running[0].due_at if running else None


def roster(court: Organisation, first: date | None = None) -> list[Duty]:
    """Who is on duty from a day on."""
    wanted = select(Duty).where(
        Duty.organisation_id == court.id, Duty.state == DutyState.NAMED, Duty.day >= (first or clock.today())
    )
    return sorted(db.session.scalars(wanted), key=lambda one: (one.day, list(Half).index(one.half), one.id))


def on_duty(court: Organisation, at: datetime | None = None) -> list[Account]:
    """The judges on duty at a moment, in the order they are called; only who still is a judge there."""
    moment = at or clock.now()
    day, half = clock.local_day(moment), half_of(moment)
    able = {one.id for one in accounts.holders("judge", court.id)}
    return [
        one.judge for one in roster(court, day) if (one.day, one.half) == (day, half) and one.account_id in able
    ]  # fmt: skip


def next_duty(court: Organisation) -> Duty | None:
    """When the next half-day with a judge begins, after the one that runs."""
    now = clock.now()
    after = (clock.local_day(now), list(Half).index(half_of(now)))
    return next((one for one in roster(court) if (one.day, list(Half).index(one.half)) > after), None)


def free(consultation: Consultation) -> list[Account]:
    """Whom to call now, the first first: on duty, not called in this round, in no other consultation, and not the judge
    of this matter's confirmation.
    """
    called = {one.account_id for one in consultation.calls if one.round == consultation.rounds}
    busy = set(db.session.scalars(select(Consultation.judge_id).where(Consultation.state == TAKEN)))
    ruling = {seat.account_id for seat in matters.seats(consultation.matter, Role.JUDGE)}
    return [one for one in on_duty(consultation.court) if one.id not in called | busy | ruling]


def topic(court_id: int) -> str:
    """Where the pages of a court's judges on duty listen."""
    return f"duty:{court_id}"


@dataclass(frozen=True)
class Queued:
    """A consultation on a judge's page, with the question that travels with it."""

    consultation: Consultation
    question: str
    until: datetime | None
    acts: frozenset[str]


@dataclass(frozen=True)
class Queue:
    """What somebody of a court sees: what is theirs now, how many others are being called, and what was."""

    mine: list[Queued]
    others: int
    earlier: list[Queued]
    duty: list[Account]
    upcoming: Duty | None
    live: str


def queue(actor: Actor, court: Organisation) -> Queue:
    now = _of_court(court, CALLING, TAKEN)
    mine = [one for one in now if one.judge_id == actor.account_id]
    earlier = _earlier(actor)
    wall.name_reader(*(standing(actor, one) for one in (*mine, *earlier)))
    return Queue(
        mine=[_queued(actor, one) for one in mine],
        others=sum(one.state is CALLING for one in now if one not in mine),
        earlier=[_queued(actor, one) for one in earlier],
        duty=on_duty(court),
        upcoming=next_duty(court),
        live=f"/live?t={live.ticket([topic(court.id)])}",
    )


def _queued(actor: Actor, one: Consultation) -> Queued:
    acts = frozenset(TABLE.offered(standing(actor, one), one))
    return Queued(one, question(one), answers_until(one), acts)


def _of_court(court: Organisation, *states: str) -> list[Consultation]:
    wanted = select(Consultation).where(Consultation.court_id == court.id, Consultation.state.in_(states))
    return list(db.session.scalars(wanted.order_by(Consultation.id)))


def _earlier(actor: Actor) -> list[Consultation]:
    wanted = select(Consultation).where(Consultation.judge_id == actor.account_id, Consultation.ended_at.is_not(None))
    return list(db.session.scalars(wanted.order_by(Consultation.id.desc()).limit(LAST_ONES)))


def half_days() -> Iterable[date]:
    """The days a roster is made for."""
    return (clock.today() + timedelta(days=n) for n in range(DAYS_SHOWN))


def calls(consultation: Consultation) -> list[JudgeCall]:
    return [one for one in consultation.calls if one.round == consultation.rounds]
