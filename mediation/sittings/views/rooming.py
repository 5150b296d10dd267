"""A community room is asked to a sitting; what happens in it are buttons beside each person."""

from __future__ import annotations

from flask import Response, request

from mediation.core.door import opens
from mediation.core.machine import Standing
from mediation.sittings import queries, services
from mediation.sittings.models import Sitting
from mediation.sittings.queries import people
from mediation.sittings.rules import TABLE
from mediation.sittings.views.door import back, bp


@bp.post("/sittings/<public_id>/community-room")
@opens(queries.opened, TABLE, to="invite")
def invite_terminal(standing: Standing, sitting: Sitting) -> Response:
    account, name = people.community_room(sitting, request.form.get("room", ""))
    services.invite_terminal(standing, sitting, account=account, name=name)
    return back(sitting)
