from __future__ import annotations

from mediation.core.db import begin_writing, db
from mediation.core.deadlines import lapses
from mediation.core.jobs import follows
from mediation.core.machine import of_clock, of_system
from mediation.core.record import Entry
from mediation.disputes import queries as disputes
from mediation.disputes.models import Dispute
from mediation.matters.models import Matter
from mediation.sittings import queries, services
from mediation.sittings.models import Sitting
from mediation.sittings.rules import BEFORE, DURING


@lapses("sitting_reminder")
def remind(sitting_id: int) -> None:
    sitting = db.session.get_one(Sitting, sitting_id)
    services.remind(of_clock(sitting.matter_id), sitting)


@follows("matter.protect", "matter.unprotect")
def keep_apart(entry: Entry) -> None:
    """Somebody is protected from somebody now, or no longer: a sitting that is going on is told at once."""
    dispute = disputes.of_matter(db.session.get_one(Matter, entry.subject_id))
    for sitting in queries.of_dispute(dispute):
        if sitting.state in DURING:
            services.keep_apart(sitting)
            services.part(sitting)


@follows("dispute.terminate", "dispute.stop", "dispute.withdraw", "dispute.refuse", "dispute.run_over")
def call_off(entry: Entry) -> None:
    """Mediation has ended: what was planned does not take place."""
    for sitting in queries.of_dispute(db.session.get_one(Dispute, entry.subject_id)):
        if sitting.state in BEFORE:
            services.cancel(of_system(sitting.matter_id), sitting)


@follows(
    "dispute.settle", "dispute.terminate", "dispute.stop", "dispute.withdraw", "dispute.refuse", "dispute.run_over"
)
def write_down(entry: Entry) -> None:
    """Mediation has ended, with an agreement or without: what its sittings left in writing is printed."""
    begin_writing()
    dispute = db.session.get_one(Dispute, entry.subject_id)
    standing = of_system(dispute.matter_id)
    services.write_preparations(standing, dispute)
    for sitting in queries.held(dispute):
        services.write_minutes(standing, sitting)
    services.write_undisputed_facts(standing, dispute)
