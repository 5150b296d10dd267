"""Beside the pictures: the agreement as it is being written, the same words before everybody."""

from __future__ import annotations

from mediation.agreements import queries
from mediation.agreements.rules import TABLE
from mediation.agreements.views.desk import bp, texts
from mediation.core.door import Page, opens, page
from mediation.core.machine import Standing, may
from mediation.sittings import queries as sittings
from mediation.sittings.models import Sitting
from mediation.sittings.rules import TABLE as SITTING


@bp.get("/sittings/<public_id>/terms")
@opens(sittings.opened, SITTING)
def together(standing: Standing, sitting: Sitting) -> Page:
    """The part of the room that is about the agreement; empty for whom it is not meant, or while there is none."""
    there = queries.of_dispute(sitting.dispute)
    if there is not None and not may(TABLE, standing, there, "see"):
        there = None
    may_now = set(TABLE.offered(standing, there)) if there is not None else set()
    may_begin = there is None and bool(may(TABLE, standing, None, "begin"))
    return page(
        "agreements/together.html", sitting=sitting, agreement=there, may_now=may_now, may_begin=may_begin,
        terms=texts(there, standing) if there is not None else (),
    )  # fmt: skip
