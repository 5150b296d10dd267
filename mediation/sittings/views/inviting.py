from __future__ import annotations

from typing import Any

from flask import Response, request

from mediation.core.door import opens, page, signed_in
from mediation.core.forms import offer
from mediation.core.machine import Actor, NotVisible, Role, Standing
from mediation.core.words import N_, gettext
from mediation.sittings import queries, services
from mediation.sittings.forms import InviteForm
from mediation.sittings.models import Sitting
from mediation.sittings.queries import people
from mediation.sittings.rules import TABLE, Mode
from mediation.sittings.rules.kinds import Question
from mediation.sittings.rules.people import PART, PART_HINT
from mediation.sittings.views.door import back, bp


@bp.get("/sitting")
@signed_in()
def mine(actor: Actor) -> Response:
    """Where somebody comes in who was invited to a sitting and to nothing else."""
    found = queries.of_seat(actor.seat_id)
    if found is None:
        raise NotVisible()
    return back(found)


@bp.route("/sittings/<public_id>/invite", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="invite")
def invite(standing: Standing, sitting: Sitting) -> Any:
    form = InviteForm(mode=Mode.VIDEO.value, language="zh-Hans")
    parties = [(one.public_id, one.name) for one in sitting.parties]
    offer(form.beside, [("", gettext(N_("For nobody in particular"))), *parties])
    offer(form.role, [(role.value, f"{gettext(PART[role])}: {gettext(hint)}") for role, hint in PART_HINT.items()])
    if request.method == "GET" or not form.validate():
        status = 200 if request.method == "GET" else 422
        mediators = people.second_mediators(sitting)
        nearby = people.community_rooms(sitting)
        return page("sittings/invite.html", form=form, sitting=sitting, mediators=mediators, nearby=nearby), status
    beside = form.beside.data
    services.invite(
        standing, sitting, role=Role(form.role.data), name=form.name.data, phone=form.phone.data or None,
        mail=form.mail.data or None, language=form.language.data, mode=Mode(form.mode.data),
        beside=queries.participant(sitting, beside) if beside else None,
    )  # fmt: skip
    return back(sitting)


@bp.post("/sittings/<public_id>/second-mediator")
@opens(queries.opened, TABLE, to="invite")
def invite_mediator(standing: Standing, sitting: Sitting) -> Response:
    account = people.second_mediator(sitting, request.form.get("mediator", ""))
    services.invite_mediator(standing, sitting, account=account)
    return back(sitting)


@bp.post("/sittings/<public_id>/answer")
@opens(queries.opened, TABLE, to="answer")
def answer(standing: Standing, sitting: Sitting) -> Response:
    services.answer(standing, sitting, question=_question(sitting), yes=request.form.get("yes") == "yes")
    return back(sitting)


@bp.post("/sittings/<public_id>/participants/<who>/answer")
@opens(queries.opened, TABLE, to="note_answer")
def note_answer(standing: Standing, sitting: Sitting, who: str) -> Response:
    services.note_answer(
        standing, sitting, participant=queries.participant(sitting, who), question=_question(sitting),
        yes=request.form.get("yes") == "yes",
    )  # fmt: skip
    return back(sitting)


def _question(sitting: Sitting) -> Question:
    return people.question(sitting, request.form.get("about", ""), request.form.get("invitee", ""))
