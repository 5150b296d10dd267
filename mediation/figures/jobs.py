from __future__ import annotations

from mediation.core.jobs import follows
from mediation.core.record import Entry
from mediation.figures import queries, services
from mediation.figures.rules import ACTS


@follows(*ACTS)
def fold(entry: Entry) -> None:
    """Count an act, in one transaction with the end of this job: so each is counted once."""
    services.fold(queries.counted(entry))
