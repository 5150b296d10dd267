"""What the page of a sitting shows of the judge on duty: the question, each yes, the calls, who came when."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from mediation.accounts.models import Account
from mediation.consultations import queries as consultations
from mediation.consultations.models import Consultation, Duty, JudgeCall
from mediation.consultations.rules import TABLE as CONSULTATION
from mediation.core.db import db
from mediation.core.machine import NotVisible, Role, Standing
from mediation.organisations.models import Organisation
from mediation.sittings import queries
from mediation.sittings.models import Participant, Sitting
from mediation.sittings.queries import Attended


@dataclass(frozen=True)
class OnDuty:
    """Whom a court has on duty now, and who is next when it is nobody."""

    court: Organisation | None
    judges: list[Account]
    upcoming: Duty | None


@dataclass(frozen=True)
class Judge:
    """`answers`: of each party what they said to the words as they stand; `log`: when the judge was in the room."""

    consultation: Consultation | None
    question: str
    answers: list[tuple[Participant, bool | None]]
    summary: str | None
    acts: frozenset[str]
    calls: list[JudgeCall]
    log: list[Attended]
    duty: OnDuty | None


def judge(standing: Standing, sitting: Sitting, acts: frozenset[str]) -> Judge | None:
    """None for who neither asks a judge nor is asked about one."""
    consultation = consultations.of_sitting(sitting.public_id)
    if consultation is None and "ask_judge" not in acts:
        return None
    if standing.roles.isdisjoint((Role.PARTY, Role.MEDIATOR, Role.GUEST_JUDGE)):
        return None
    mediator = Role.MEDIATOR in standing.roles
    inside = consultations.standing(standing.actor, consultation) if consultation else standing
    return Judge(
        consultation=consultation,
        question=consultations.question(consultation) if consultation else "",
        answers=[(one, _said(consultation, one)) for one in sitting.parties] if consultation else [],
        summary=consultations.answer(consultation) if consultation else None,
        acts=frozenset(CONSULTATION.offered(inside, consultation)) if consultation else frozenset(),
        calls=consultations.calls(consultation) if consultation and mediator else [],
        log=[one for one in queries.attendance(sitting) if one.role is Role.GUEST_JUDGE] if mediator else [],
        duty=duty(sitting) if mediator else None,
    )


def _said(consultation: Consultation, party: Participant) -> bool | None:
    said = consultation.said(party.seat)
    return said.yes if said else None


def duty(sitting: Sitting) -> OnDuty:
    court = consultations.responsible(sitting.matter)
    if court is None:
        return OnDuty(None, [], None)
    return OnDuty(court, consultations.on_duty(court), consultations.next_duty(court))


def sitting_of(consultation: Consultation) -> Sitting:
    """Raises NotVisible: the sitting is gone."""
    found = db.session.scalar(select(Sitting).where(Sitting.public_id == consultation.sitting))
    if found is None:
        raise NotVisible()
    return found
