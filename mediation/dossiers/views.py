from __future__ import annotations

from typing import Any

from flask import Blueprint

from mediation.core.door import Page, opens, page, signed_in
from mediation.core.machine import Actor, NotVisible, Role, Standing
from mediation.disputes import queries as disputes
from mediation.dossiers import queries
from mediation.dossiers.rules import KEEPERS
from mediation.matters import queries as matters
from mediation.matters.models import Matter
from mediation.matters.rules import TABLE as MATTER
from mediation.organisations import queries as organisations
from mediation.organisations.rules import NUMBER_KIND

bp = Blueprint("dossiers", __name__)


@bp.get("/matters/<public_id>/dossier")
@opens(matters.opened, MATTER)
def dossier(standing: Standing, matter: Matter) -> Any:
    """Every paper of the matter in the official order, and what is missing."""
    if not standing.roles & KEEPERS:
        raise NotVisible()
    dispute = disputes.of_matter(matter)
    return page(
        "dossiers/dossier.html", matter=matter, lines=queries.lines(dispute, standing), bound=queries.bound(dispute),
        at_window=Role.WINDOW in standing.roles,
    )  # fmt: skip


@bp.get("/numbers")
@signed_in("window")
def numbers(actor: Actor) -> Page:
    """Every number the institution has given, also those that came to nothing: none is given twice."""
    given = organisations.given_numbers(office for role, office in actor.offices if role == "window")
    return page("dossiers/numbers.html", given=given, kind_word=NUMBER_KIND)
