"""Mediation takes longer than its period, when every party agrees (OM 24)."""

from __future__ import annotations

from datetime import date

from mediation.core import clock, deadlines
from mediation.core.advance import advance
from mediation.core.db import writing
from mediation.core.machine import Standing
from mediation.disputes.models import Dispute
from mediation.disputes.queries import party_of
from mediation.disputes.rules import TABLE, all_agree_to_more_time


@writing
def ask_longer(standing: Standing, dispute: Dispute, *, until: date) -> None:
    """The mediator asks all parties for time until a day; what was agreed to another day counts no more."""
    advance(standing, TABLE, dispute, "ask_longer", codes={"until": until.isoformat()})
    dispute.longer_until = until
    for party in dispute.parties:
        party.longer_at = None


@writing
def agree_longer(standing: Standing, dispute: Dispute) -> None:
    """A party agrees; with the last of them the period ends on that day."""
    advance(standing, TABLE, dispute, "agree_longer")
    party = party_of(dispute, standing.actor.seat_id)
    assert party is not None and dispute.longer_until is not None
    party.longer_at = clock.now()
    if all_agree_to_more_time(dispute) is None:
        before = deadlines.running(dispute, "mediation_period")[0].due_at
        assert before is not None
        codes = {"before": clock.local_day(before).isoformat(), "until": dispute.longer_until.isoformat()}
        advance(standing, TABLE, dispute, "extend", codes={**codes})
        deadlines.extend("mediation_period", dispute, until=clock.end_of(dispute.longer_until))
        dispute.longer_until = None


@writing
def keep_time(standing: Standing, dispute: Dispute) -> None:
    """A party does not agree: the period ends as it would have."""
    advance(standing, TABLE, dispute, "keep_time")
    dispute.longer_until = None
