"""What whoever holds the room does in it, and what people do there for themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, current_app, request

from mediation.core.door import opens, page
from mediation.core.machine import Standing
from mediation.sittings import queries, services
from mediation.sittings.models import Participant, Sitting
from mediation.sittings.queries import room as rooms
from mediation.sittings.queries.moves import Changed
from mediation.sittings.rules import TABLE
from mediation.sittings.views.door import back, bp

Move = Callable[[Standing, Sitting, str], None]


def _moves(standing: Standing, sitting: Sitting, move: Move) -> Any:
    """Make a move if the sentence shown before it is still true; else show what is true now, and make none."""
    try:
        move(standing, sitting, request.form.get("shown", ""))
    except Changed as changed:
        now = changed.move
        if "text/html" in request.headers.get("Accept", "text/html"):
            given = [(name, value) for name, value in request.form.items(multi=True) if name not in GIVEN_ANEW]
            return page("sittings/moving.html", sitting=sitting, move=now, given=given), 409
        said = {"type": "about:blank", "status": 409, "detail": str(now.sentence), "shown": now.version}
        answer = current_app.json.response(said)
        answer.status_code, answer.content_type = 409, "application/problem+json"
        return answer
    return back(sitting)


GIVEN_ANEW = ("csrf_token", "_once", "shown")


@bp.post("/sittings/<public_id>/participants/<who>/admit")
@opens(queries.opened, TABLE, to="admit")
def admit(standing: Standing, sitting: Sitting, who: str) -> Any:
    one = queries.participant(sitting, who)
    return _moves(standing, sitting, lambda *them: services.admit(*them[:2], participant=one, shown=them[2]))


@bp.post("/sittings/<public_id>/participants/<who>/send_back")
@opens(queries.opened, TABLE, to="send_back")
def send_back(standing: Standing, sitting: Sitting, who: str) -> Any:
    one = queries.participant(sitting, who)
    return _moves(standing, sitting, lambda *them: services.send_back(*them[:2], participant=one, shown=them[2]))


@bp.post("/sittings/<public_id>/caucus")
@opens(queries.opened, TABLE, to="caucus")
def caucus(standing: Standing, sitting: Sitting) -> Any:
    people = _people(sitting)
    return _moves(standing, sitting, lambda *them: services.caucus(*them[:2], people=people, shown=them[2]))


@bp.post("/sittings/<public_id>/ask")
@opens(queries.opened, TABLE, to="ask")
def ask(standing: Standing, sitting: Sitting) -> Any:
    people = _people(sitting)
    return _moves(standing, sitting, lambda *them: services.ask(*them[:2], people=people, shown=them[2]))


@bp.post("/sittings/<public_id>/rejoin")
@opens(queries.opened, TABLE, to="rejoin")
def rejoin(standing: Standing, sitting: Sitting) -> Any:
    return _moves(standing, sitting, lambda *them: services.rejoin(*them[:2], shown=them[2]))


@bp.post("/sittings/<public_id>/unask")
@opens(queries.opened, TABLE, to="unask")
def unask(standing: Standing, sitting: Sitting) -> Response:
    services.unask(standing, sitting)
    return back(sitting)


@bp.post("/sittings/<public_id>/talk")
@opens(queries.opened, TABLE, to="answer_talk")
def answer_talk(standing: Standing, sitting: Sitting) -> Response:
    services.answer_talk(standing, sitting, yes=_yes())
    return back(sitting)


@bp.post("/sittings/<public_id>/lock")
@opens(queries.opened, TABLE, to="lock")
def lock(standing: Standing, sitting: Sitting) -> Response:
    services.lock(standing, sitting, locked=_yes())
    return back(sitting)


@bp.post("/sittings/<public_id>/silence")
@opens(queries.opened, TABLE, to="silence")
def silence(standing: Standing, sitting: Sitting) -> Response:
    """One person, or everybody but the hosts when nobody is named."""
    services.silence(standing, sitting, people=_people(sitting) or sitting.participants, silenced=_yes())
    return back(sitting)


@bp.post("/sittings/<public_id>/lower")
@opens(queries.opened, TABLE, to="lower")
def lower(standing: Standing, sitting: Sitting) -> Response:
    services.lower(standing, sitting, participant=_somebody(sitting))
    return back(sitting)


@bp.post("/sittings/<public_id>/spotlight")
@opens(queries.opened, TABLE, to="spotlight")
def spotlight(standing: Standing, sitting: Sitting) -> Response:
    services.spotlight(standing, sitting, participant=_somebody(sitting))
    return back(sitting)


@bp.post("/sittings/<public_id>/participants/<who>/screen")
@opens(queries.opened, TABLE, to="allow_screen")
def allow_screen(standing: Standing, sitting: Sitting, who: str) -> Response:
    services.allow_screen(standing, sitting, participant=queries.participant(sitting, who), allowed=_yes())
    return back(sitting)


@bp.post("/sittings/<public_id>/hand")
@opens(queries.opened, TABLE, to="hand")
def hand(standing: Standing, sitting: Sitting) -> dict[str, Any]:
    services.hand(standing, sitting, up=_yes())
    return {}


@bp.post("/sittings/<public_id>/share")
@opens(queries.opened, TABLE, to="share")
def share(standing: Standing, sitting: Sitting) -> dict[str, Any]:
    """Where a page publishes its screen, or that it no longer does."""
    screen = services.share(standing, sitting, on=_yes())
    return rooms.admission(screen) if screen else {}


@bp.post("/sittings/<public_id>/large")
@opens(queries.opened, TABLE, to="join")
def large(standing: Standing, sitting: Sitting) -> dict[str, Any]:
    services.enlarge(standing, sitting, seats=request.form.getlist("seat"))
    return {}


def _yes() -> bool:
    return request.form.get("yes") == "yes"


def _people(sitting: Sitting) -> list[Participant]:
    """Those who are named, and everybody of the sides that are."""
    named, sides = request.form.getlist("who"), request.form.getlist("side")
    return [one for one in sitting.participants if one.public_id in named or str(one.side) in sides]


def _somebody(sitting: Sitting) -> Participant | None:
    who = request.form.get("who")
    return queries.participant(sitting, who) if who else None
