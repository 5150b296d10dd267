from __future__ import annotations

from mediation.core.jobs import follows
from mediation.core.record import Entry
from mediation.notices import queries, services
from mediation.notices.rules import ACTS


@follows(*ACTS)
def tell(entry: Entry) -> None:
    """Everybody an act concerns is told once: their messages and the end of this job are one transaction."""
    services.tell(queries.letters(entry))
