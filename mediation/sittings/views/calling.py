"""The judge on duty: asked for from a sitting, coming into it, and leaving it."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from mediation.consultations import queries as consultations
from mediation.consultations.forms import QuestionForm
from mediation.consultations.models import Consultation
from mediation.consultations.rules import HALF
from mediation.consultations.rules import TABLE as CONSULTATION
from mediation.core.door import opens, page, see_other
from mediation.core.machine import Role, Standing
from mediation.sittings import queries, services
from mediation.sittings.models import Sitting
from mediation.sittings.queries import calling
from mediation.sittings.rules import TABLE
from mediation.sittings.views.door import back, bp


@bp.route("/sittings/<public_id>/judge/question", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="ask_judge")
def ask_judge(standing: Standing, sitting: Sitting) -> Any:
    form = QuestionForm()
    if request.method == "GET" or not form.validate():
        shown = page("sittings/question.html", form=form, sitting=sitting, duty=calling.duty(sitting), half_word=HALF)
        return shown, 200 if request.method == "GET" else 422
    services.ask_judge(standing, sitting, question=form.question.data)
    return back(sitting)


@bp.post("/sittings/<public_id>/judge/call")
@opens(queries.opened, TABLE, to="call_judge")
def call_judge(standing: Standing, sitting: Sitting) -> Response:
    services.call_judge(standing, sitting)
    return back(sitting)


@bp.post("/sittings/<public_id>/participants/<who>/wording")
@opens(queries.opened, TABLE, to="ask_judge")
def note_wording(standing: Standing, sitting: Sitting, who: str) -> Response:
    services.note_wording(
        standing, sitting, participant=queries.participant(sitting, who), yes=request.form.get("yes") == "yes",
        wording=request.form.get("wording", 0, type=int),
    )  # fmt: skip
    return back(sitting)


@bp.post("/sittings/calls/<public_id>/take")
@opens(consultations.opened, CONSULTATION, to="take")
def take_call(standing: Standing, consultation: Consultation) -> Response:
    sitting = calling.sitting_of(consultation)
    services.take_call(standing, consultation, sitting=sitting)
    return see_other("sittings.room", public_id=sitting.public_id)


@bp.post("/sittings/calls/<public_id>/end")
@opens(consultations.opened, CONSULTATION, to="end")
def end_call(standing: Standing, consultation: Consultation) -> Response:
    sitting = calling.sitting_of(consultation)
    services.end_call(standing, consultation, sitting=sitting)
    if Role.DUTY_JUDGE in standing.roles:
        return see_other("consultations.show", public_id=consultation.public_id)
    return back(sitting)
