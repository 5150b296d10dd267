"""The media door: WHIP (RFC 9725) to publish, WHEP to watch. What a program outside needs is a ticket and nothing else.

A request is answered in two steps: the ticket is used up and committed, then the offer goes to the node. So a ticket is
never good twice, and the database is not locked while the node answers.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for

from mediation.core.db import afterwards, rollback
from mediation.core.door import ticketed
from mediation.core.machine import Refusal
from mediation.core.words import N_
from video import engine, queries, services, tickets, turn
from video.services import NoTicket
from video.tickets import PUBLISH, WATCH, Ticket

bp = Blueprint("video", __name__)
SDP = "application/sdp"
MOST_SDP = 256 * 1024
SERVED = "POST, DELETE, OPTIONS"
OWN_OPTIONS: Any = {"provide_automatic_options": False}
OPEN_TO_ALL = {
    "Access-Control-Allow-Origin": "*",  # a bearer token opens this door, no cookie: any page may knock
    "Access-Control-Allow-Methods": SERVED,
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Expose-Headers": "Location, Link",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


class BadOffer(Refusal):
    status = 400
    why = N_("This offer of sound and picture cannot be used here.")


class NotServed(Refusal):
    status = 405
    why = N_("This address takes an offer (POST), or ends a connection (DELETE).")


class TooLong(Refusal):
    status = 413
    why = N_("This offer of sound and picture is too long.")


class NoSdp(Refusal):
    status = 415
    why = N_("An offer of sound and picture is sent as application/sdp.")


class Gone(Refusal):
    status = 404
    why = N_("There is no such connection (any more).")


class Overtaken(Refusal):
    status = 409
    why = N_("A newer connection for the same place has come in between.")


@bp.post("/whip/<conference>/<seat>", **OWN_OPTIONS)
@ticketed
def publish(conference: str, seat: str) -> Response:
    return _connect(conference, seat, PUBLISH)


@bp.post("/whep/<conference>/<seat>", **OWN_OPTIONS)
@ticketed
def watch(conference: str, seat: str) -> Response:
    return _connect(conference, seat, WATCH, only=request.args.get("only"))


@bp.delete("/whip/<conference>/<seat>", **OWN_OPTIONS)
@ticketed
def end_publishing(conference: str, seat: str) -> Response:
    return _hang_up(conference, seat, PUBLISH)


@bp.delete("/whep/<conference>/<seat>", **OWN_OPTIONS)
@ticketed
def end_watching(conference: str, seat: str) -> Response:
    return _hang_up(conference, seat, WATCH)


@bp.route("/whip/<conference>/<seat>", endpoint="not_by_whip", methods=["GET", "PUT", "PATCH"], **OWN_OPTIONS)
@bp.route("/whep/<conference>/<seat>", endpoint="not_by_whep", methods=["GET", "PUT", "PATCH"], **OWN_OPTIONS)
@ticketed
def not_served(conference: str, seat: str) -> Response:
    """Trickle and restart are not offered (RFC 9725, 4.3): a changed network is a new POST for the same seat."""
    raise NotServed()


@bp.route("/whip/<conference>/<seat>", endpoint="options_of_whip", methods=["OPTIONS"])
@bp.route("/whep/<conference>/<seat>", endpoint="options_of_whep", methods=["OPTIONS"])
@ticketed
def options(conference: str, seat: str) -> Response:
    """What may be asked here; to the holder of a ticket also the ICE servers, before they make an offer (4.6)."""
    answer = Response(status=204)
    ticket = _presented()
    if ticket is not None and (ticket.conference, ticket.seat) == (conference, seat):
        _name_relays(answer, ticket)
    return answer


def _connect(conference: str, seat: str, leg: str, only: str | None = None) -> Response:
    offer = _offer()
    ticket = _ticket(conference, seat)
    place = services.use(ticket, leg)
    node, told = place.conference.node, queries.table(place.conference)
    answer = Response(status=201, content_type=SDP)

    def exchange() -> None:
        try:
            found = engine.reach(node, conference, told, seat, leg, offer, only=only)
        except engine.Refused as refused:
            raise {409: Overtaken, 404: Gone}.get(refused.status, BadOffer)() from refused
        own = url_for(request.endpoint or "", conference=conference, seat=seat)
        answer.set_data(found.sdp)
        answer.headers["Location"] = f"{own}?connection={found.connection}"
        _name_relays(answer, ticket)

    afterwards(exchange)
    return answer


def _hang_up(conference: str, seat: str, leg: str) -> Response:
    _ticket(conference, seat, however_old=True)
    found = queries.by_name(conference)
    node = found.node if found else None
    rollback()
    try:
        engine.at(node).leave(conference, seat, leg, request.args.get("connection", ""))
    except engine.Refused as refused:
        raise Gone() from refused
    return Response(status=200)


def _ticket(conference: str, seat: str, *, however_old: bool = False) -> Ticket:
    ticket = _presented(however_old=however_old)
    if ticket is None or (ticket.conference, ticket.seat) != (conference, seat):
        raise NoTicket()
    return ticket


def _presented(*, however_old: bool = False) -> Ticket | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return tickets.read(token.strip(), however_old=however_old) if scheme.lower() == "bearer" else None


def _name_relays(answer: Response, ticket: Ticket) -> None:
    for link in turn.links(ticket.id):
        answer.headers.add("Link", link)


def _offer() -> bytes:
    if request.mimetype != SDP:
        raise NoSdp()
    if (request.content_length or 0) > MOST_SDP:
        raise TooLong()
    return request.get_data()


@bp.before_request
def _speak_to_programs() -> None:
    """Who asks for nothing in particular gets problem details, not a page."""
    if "text/html" not in request.headers.get("Accept", ""):
        request.environ["HTTP_ACCEPT"] = "application/json"


@bp.after_request
def _headers(response: Response) -> Response:
    response.headers.update(OPEN_TO_ALL)
    if request.method == "OPTIONS" or response.status_code == 415:
        response.headers["Accept-Post"] = SDP
    if request.method == "OPTIONS" or response.status_code == 405:
        response.headers["Allow"] = SERVED
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="courtyard"'
    return response
