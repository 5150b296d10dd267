"""What every verb asks of a version: whether it is the one on the table, and who reads it."""

from __future__ import annotations

from documents.rules import DocumentState
from mediation.agreements.models import SettlementAgreement
from mediation.agreements.queries import terms
from mediation.agreements.rules import Reopened
from mediation.core.machine import NotNow
from mediation.core.wall import JOINT
from mediation.core.words import N_
from mediation.organisations import services as organisations
from mediation.organisations.models import NumberKind


def same(agreement: SettlementAgreement, revision: int) -> None:
    if agreement.revision != revision:
        raise NotNow(N_("Somebody changed the terms meanwhile. The page now shows the newest version."))


def is_past(agreement: SettlementAgreement) -> bool:
    assert agreement.document is not None
    return agreement.document.state in (DocumentState.VOID, DocumentState.SUPERSEDED)


def reopen(agreement: SettlementAgreement, why: Reopened) -> None:
    """Back to the table: what was offered is talk again, and does not go to the court."""
    agreement.document = None
    agreement.reopened = why
    relabel(agreement, JOINT)


def relabel(agreement: SettlementAgreement, label: str) -> None:
    for term in terms(agreement):
        term.label = label
    agreement.label = label


def number_of(agreement: SettlementAgreement) -> str:
    """An agreement keeps the number it was first offered under."""
    if agreement.number is None:
        agreement.number = organisations.next_number(agreement.dispute.matter.organisation, NumberKind.AGREEMENT)
    return agreement.number
