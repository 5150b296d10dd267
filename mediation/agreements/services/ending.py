"""The agreement takes effect, or mediation ends without it."""

from __future__ import annotations

from datetime import date

from documents import services as documents
from mediation.agreements.models import SettlementAgreement
from mediation.agreements.queries import readiness
from mediation.agreements.rules import TABLE, Form, problems
from mediation.agreements.services.versions import is_past, number_of, relabel, same
from mediation.core import clock
from mediation.core.advance import advance
from mediation.core.db import writing
from mediation.core.machine import NotNow, Standing, of_system
from mediation.core.wall import JOINT, SHARED
from mediation.core.words import N_
from mediation.disputes import services as disputes
from mediation.organisations import services as organisations


@writing
def register_oral(standing: Standing, agreement: SettlementAgreement, *, revision: int, reached_on: date) -> None:
    """The sides agreed by word of mouth; the mediator records it (人民调解法 28, 30). In effect from that day."""
    same(agreement, revision)
    against = problems(readiness(agreement, Form.ORAL))
    if against:
        raise NotNow(against[0])
    if not (agreement.dispute.accepted_on or reached_on) <= reached_on <= clock.today():
        raise NotNow(N_("The day it was agreed lies between the day the dispute was accepted and today."))
    number_of(agreement)
    agreement.form, agreement.effective_on = Form.ORAL, reached_on
    relabel(agreement, SHARED)
    advance(standing, TABLE, agreement, "register_oral", codes={"route": agreement.route}, from_day=reached_on)
    disputes.settle(of_system(agreement.matter_id), agreement.dispute)


@writing
def effect(standing: Standing, agreement: SettlementAgreement, *, on: date) -> None:
    """It binds from this day (人民调解法 31): the dispute is settled, and the time for asking the court begins."""
    agreement.effective_on, agreement.reopened = on, None
    advance(standing, TABLE, agreement, "effect", codes={"route": agreement.route, "form": agreement.form}, from_day=on)
    disputes.settle(of_system(agreement.matter_id), agreement.dispute)


@writing
def end(standing: Standing, agreement: SettlementAgreement) -> None:
    """Mediation ended without it."""
    if agreement.document is not None and not is_past(agreement):
        documents.void(standing, agreement.document, why="ended")
    if agreement.number is not None:
        organisations.void_number(agreement.dispute.matter.organisation, agreement.number)
    relabel(agreement, JOINT)
    advance(standing, TABLE, agreement, "end", label=JOINT)
