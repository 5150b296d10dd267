from __future__ import annotations

from mediation.core.db import begin_writing, db
from mediation.core.jobs import follows
from mediation.core.machine import of_system
from mediation.core.record import Entry
from mediation.disputes.models import Dispute
from mediation.referrals import queries, services
from mediation.referrals.models import Referral
from mediation.referrals.rules import LIVE, Owed, ReferralState


@follows("dispute.accept")
def take(entry: Entry) -> None:
    referral = _live(entry)
    if referral and referral.state is ReferralState.RECEIVED:
        services.take(of_system(referral.matter_id), referral)


@follows("dispute.not_accept", "dispute.refuse", "dispute.lapse")
def give_back(entry: Entry) -> None:
    """Not accepted, refused or nobody reached: the papers go back at once (OM 15)."""
    _owe(entry, Owed.RETURN)


@follows("dispute.terminate", "dispute.withdraw", "dispute.stop", "dispute.run_over")
def report(entry: Entry) -> None:
    """It failed: the sender is told why (OM 21, SI 26)."""
    _owe(entry, Owed.FAILURE)


@follows("dispute.settle")
def file(entry: Entry) -> None:
    """It was settled: the agreement is filed with the sender (SI 19)."""
    _owe(entry, Owed.AGREEMENT)


def _owe(entry: Entry, owed: Owed) -> None:
    referral = _live(entry)
    if referral:
        services.owe(of_system(referral.matter_id), referral, owed=owed)


def _live(entry: Entry) -> Referral | None:
    begin_writing()
    referral = queries.of_dispute(db.session.get_one(Dispute, entry.subject_id))
    return referral if referral and referral.state in LIVE else None
