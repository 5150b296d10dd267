from __future__ import annotations

from typing import Any

from flask import Blueprint

from mediation.core.door import page, public
from mediation.roster import queries
from mediation.roster.rules import EMPLOYMENT, LANGUAGE
from mediation.rulebook.kinds import DISPUTE_TYPE

bp = Blueprint("roster", __name__)

WORDS: dict[str, Any] = {"employment": EMPLOYMENT, "languages_known": LANGUAGE, "dispute_type": DISPUTE_TYPE}


@bp.get("/roster")
@public
def institutions() -> Any:
    return page("roster/institutions.html", roster=queries.by_institution(), **WORDS)


@bp.get("/roster/<public_id>")
@public
def entry(public_id: str) -> Any:
    return page("roster/entry.html", entry=queries.entry(public_id), **WORDS)
