from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from documents import services as documents
from documents.models import Document
from documents.services import Wording
from mediation.core.advance import advance
from mediation.core.db import writing
from mediation.core.machine import Standing
from mediation.core.wall import side
from mediation.organisations.models import Organisation
from mediation.performance.models import Promise
from mediation.performance.queries import enforcing
from mediation.performance.rules import TABLE


@writing
def prepare(standing: Standing, promise: Promise, *, court: Organisation, property_words: str) -> Document:
    """The application for enforcement of all that this debtor owes and did not keep, to print and sign by hand.

    Only the side that asks, and the mediator, see it: the other side is told by the court (民事诉讼法 251).
    """
    advance(standing, TABLE, promise, "enforce", codes={"court": court.id}, label=_own(promise))
    paper = enforcing.enforcement_paper(promise, court, property_words)
    ruling = promise.ruling
    assert ruling is not None
    return documents.draft(
        standing, Wording("enforcement_application", ruling.court_number or "", _lists(asdict(paper))),
        matter_id=promise.matter_id, key_name=promise.key_name, label=_own(promise),
    )  # fmt: skip


def _own(promise: Promise) -> str:
    assert promise.creditor.seat.side is not None
    return side(promise.creditor.seat.side)


def _lists(facts: dict[str, object]) -> dict[str, object]:
    return {name: list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
            for name, value in facts.items()}  # fmt: skip
