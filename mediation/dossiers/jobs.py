from __future__ import annotations

from documents.models import Document
from mediation.core.db import begin_writing, db, rollback
from mediation.core.jobs import follows
from mediation.core.machine import NotVisible, of_system
from mediation.core.record import Entry
from mediation.disputes import queries as disputes
from mediation.disputes.models import Dispute
from mediation.dossiers import queries, services
from mediation.dossiers.rules import BINDING, WINDING_UP
from mediation.matters.models import Matter
from mediation.matters.rules import MatterState


@follows("matter.close")
def wind_up(entry: Entry) -> None:
    _go_on(db.session.get_one(Matter, entry.subject_id))


@follows("document.complete", "document.certify", "document.void")
def go_on(entry: Entry) -> None:
    """A paper was finished: perhaps the last one that a closed matter's dossier waited for."""
    document = db.session.get_one(Document, entry.subject_id)
    _go_on(db.session.get_one(Matter, document.matter_id))


def _go_on(matter: Matter) -> None:
    """First the papers of the closing, then, when every page there is can be counted, those that bind the dossier."""
    dispute = _waiting(matter)
    if dispute is None:
        return
    standing = of_system(matter.id)
    if not _has(dispute, WINDING_UP):
        begin_writing()
        if not _has(dispute, WINDING_UP):
            services.wind_up(standing, dispute)
    elif not _has(dispute, BINDING):
        counted = queries.lines(dispute, counted=True)
        rollback()
        begin_writing()
        if not _has(dispute, BINDING):
            services.bind(standing, dispute, counted=counted)


def _waiting(matter: Matter) -> Dispute | None:
    """The closed dispute whose dossier is to go on; None while one of its papers is still being made."""
    if matter.state is not MatterState.CLOSED:
        return None
    try:
        dispute = disputes.of_matter(matter)
    except NotVisible:
        return None
    if dispute.dossier_number is None or any(queries.is_unfinished(one) for one in queries.of_dispute(dispute)):
        return None
    return dispute


def _has(dispute: Dispute, kinds: tuple[str, ...]) -> bool:
    return any(one.kind in kinds for one in queries.of_dispute(dispute))
