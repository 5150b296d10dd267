from __future__ import annotations

from mediation.core.db import begin_writing, db
from mediation.core.deadlines import lapses
from mediation.core.jobs import follows
from mediation.core.machine import of_clock, of_system
from mediation.core.record import Entry
from mediation.sittings.models import Sitting
from mediation.sittings.rules import SittingState
from mediation.sittings.rules.kinds import Kind
from mediation.talks import queries, services
from mediation.talks.queries.audience import readers


@follows("sitting.start")
def open_window(entry: Entry) -> None:
    begin_writing()
    sitting = _sitting(entry.subject_id)
    if sitting.kind is Kind.TEXT and sitting.state is SittingState.SITTING:
        services.open_window(of_system(sitting.matter_id), sitting)


@lapses("writing_closes")
def close(sitting_id: int) -> None:
    sitting = _sitting(sitting_id)
    services.close(of_clock(sitting.matter_id), sitting)


@follows("talk.say")
def tell(entry: Entry) -> None:
    """Who writes over some days does not sit before the page: they are told of the first line they have not read, and
    not again until they have read it.
    """
    begin_writing()
    sitting = _sitting(entry.subject_id)
    if sitting.kind is not Kind.TEXT or sitting.state is not SittingState.SITTING:
        return
    for one in readers(sitting, entry.label):
        if [line.label for line in queries.unread(sitting, one)] == [entry.label]:
            services.tell(of_system(sitting.matter_id), sitting, participant=one, label=entry.label)


@follows("sitting.end", "sitting.cancel")
def keep(entry: Entry) -> None:
    """What was written beside a sitting is kept for a while; what was written in one stays with the file."""
    begin_writing()
    sitting = _sitting(entry.subject_id)
    if sitting.kind is Kind.TEXT:
        services.close(of_system(sitting.matter_id), sitting)
    elif queries.lines(sitting, None):
        services.keep(of_system(sitting.matter_id), sitting)


@lapses("talk_kept")
def erase(sitting_id: int) -> None:
    sitting = _sitting(sitting_id)
    services.erase(of_clock(sitting.matter_id), sitting)


def _sitting(sitting_id: int) -> Sitting:
    return db.session.get_one(Sitting, sitting_id)
