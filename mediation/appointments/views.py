from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from mediation.appointments import queries, services
from mediation.appointments.forms import (
    NOBODY,
    ChallengeAgainForm,
    ChallengeForm,
    ChooseForm,
    DeclineForm,
    DesignateForm,
    DiscloseForm,
)
from mediation.appointments.models import Appointment, ExplanationKind
from mediation.appointments.rules import (
    APPOINTMENT_STATE,
    DECLINE,
    RELATION,
    TABLE,
    Decline,
    Relation,
    in_words,
    parties_had_their_turn,
    refusal_is_deemed,
    ruled_out,
)
from mediation.core.door import Page, opens, page, see_other, signed_in
from mediation.core.forms import Choices, offer
from mediation.core.machine import Actor, Role, Standing
from mediation.core.words import N_, gettext
from mediation.rulebook.kinds import DISPUTE_TYPE

bp = Blueprint("appointments", __name__)

SHOWN = 3
"""How many suggestions a party sees before asking for more."""
WORDS: dict[str, Any] = {
    "state_word": APPOINTMENT_STATE, "relation_word": RELATION, "decline_word": DECLINE, "type_word": DISPUTE_TYPE,
    "in_words": in_words, "shown": SHOWN,
}  # fmt: skip


@bp.get("/appointments/waiting")
@signed_in("window")
def waiting(actor: Actor) -> Page:
    offices = [organisation_id for role, organisation_id in actor.offices if role == "window"]
    rounds = queries.waiting_at_window(offices)
    rows = [(one, parties_had_their_turn(one) is None, queries.last_day(one)) for one in rounds]
    return page("appointments/waiting.html", rows=rows, **WORDS)


@bp.get("/appointments/asked")
@signed_in("mediator")
def asked(actor: Actor) -> Page:
    rows = [(one, queries.last_day(one)) for one in queries.asked(actor.account_id)]
    return page("appointments/asked.html", rows=rows, **WORDS)


@bp.get("/appointments/<public_id>")
@opens(queries.opened, TABLE)
def show(standing: Standing, appointment: Appointment) -> Page:
    following = queries.live(appointment.dispute)
    return _page(
        _side_of_the_table(standing), standing, appointment,
        following=following if following != appointment else None,
        disclosures=queries.explanations(appointment, ExplanationKind.DISCLOSURE),
        declines=queries.explanations(appointment, ExplanationKind.DECLINE),
    )  # fmt: skip


@bp.route("/appointments/<public_id>/choose", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="choose")
def choose(standing: Standing, appointment: Appointment) -> Page | Response:
    form = ChooseForm()
    offer(form.mediator, _suggested(appointment))
    if request.method == "GET" or not form.validate():
        return _page("choose", standing, appointment, form=form)
    services.choose(standing, appointment, suggestion=queries.suggested(appointment, form.mediator.data))
    return _shown(appointment)


@bp.post("/appointments/<public_id>/leave")
@opens(queries.opened, TABLE, to="leave")
def leave(standing: Standing, appointment: Appointment) -> Response:
    services.leave(standing, appointment)
    return _shown(appointment)


@bp.route("/appointments/<public_id>/designate", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="propose")
def designate(standing: Standing, appointment: Appointment) -> Page | Response:
    form = DesignateForm()
    offer(form.mediator, _suggested(appointment))
    if request.method == "GET" or not form.validate():
        others = [(one, ruled_out(one)) for one in queries.candidates(appointment.dispute) if ruled_out(one)]
        return _page("designate", standing, appointment, form=form, others=others)
    services.designate(standing, appointment, suggestion=queries.suggested(appointment, form.mediator.data))
    return _shown(appointment)


@bp.route("/appointments/<public_id>/disclose", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="disclose")
def disclose(standing: Standing, appointment: Appointment) -> Page | Response:
    form = DiscloseForm()
    if request.method == "GET" or not form.validate():
        return _page("disclose", standing, appointment, form=form)
    services.disclose(standing, appointment, relation=Relation(form.relation.data), note=form.note.data)
    return _shown(appointment)


@bp.post("/appointments/<public_id>/agree")
@opens(queries.opened, TABLE, to="agree")
def agree(standing: Standing, appointment: Appointment) -> Response:
    services.agree(standing, appointment)
    return _shown(appointment)


@bp.post("/appointments/<public_id>/accept")
@opens(queries.opened, TABLE, to="accept")
def accept(standing: Standing, appointment: Appointment) -> Response:
    services.accept(standing, appointment)
    return _shown(appointment)


@bp.route("/appointments/<public_id>/decline", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="decline")
def decline(standing: Standing, appointment: Appointment) -> Page | Response:
    form = DeclineForm()
    if request.method == "GET" or not form.validate():
        return _page("decline", standing, appointment, form=form)
    services.decline(standing, appointment, reason=Decline(form.reason.data), note=form.note.data)
    return _shown(appointment)


@bp.route("/appointments/<public_id>/challenge", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="challenge")
def challenge(standing: Standing, appointment: Appointment) -> Page | Response:
    again = refusal_is_deemed(queries.refusals(appointment.dispute, standing.actor.seat_id))
    form = ChallengeAgainForm() if again else ChallengeForm()
    if again:
        others = _suggested(appointment, but=appointment.mediator_id)
        offer(form.instead, [*others, (NOBODY, gettext(N_("Nobody: then the mediation ends")))])
    if request.method == "GET" or not form.validate():
        return _page("challenge", standing, appointment, form=form, again=again)
    named = form.instead.data if again else NOBODY
    instead = queries.suggested(appointment, named) if named != NOBODY else None
    services.challenge(standing, appointment, note=form.note.data, instead=instead)
    return _shown(queries.live(appointment.dispute) or appointment)


def _page(name: str, standing: Standing, appointment: Appointment, **more: Any) -> Page:
    """A page about one round, with what every such page shows; 422 when its form has errors."""
    form = more.get("form")
    return page(
        f"appointments/{name}.html", status=422 if form and form.errors else 200, appointment=appointment,
        matter=appointment.matter, may_now=set(TABLE.offered(standing, appointment)),
        voice=queries.voice_of(appointment, standing.actor.seat_id), last_day=queries.last_day(appointment),
        **WORDS, **more,
    )  # fmt: skip


def _side_of_the_table(standing: Standing) -> str:
    if Role.CANDIDATE in standing.roles:
        return "candidate"
    return "party" if Role.PARTY in standing.roles else "window"


def _suggested(appointment: Appointment, *, but: int | None = None) -> Choices:
    return [(one.entry.public_id, one.entry.name) for one in appointment.suggestions if one.entry.account_id != but]


def _shown(appointment: Appointment) -> Response:
    return see_other("appointments.show", public_id=appointment.public_id)
