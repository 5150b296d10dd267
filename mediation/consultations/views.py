"""The judge on duty: the queue, one consultation, and the court's roster of half-days."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request

from mediation.accounts import queries as accounts
from mediation.consultations import queries, services
from mediation.consultations.forms import AnswerForm, DutyForm, QuestionForm
from mediation.consultations.models import Consultation, Duty
from mediation.consultations.rules import CONSULTATION_STATE, DUTY, HALF, OUTCOME, TABLE, Half
from mediation.core import clock
from mediation.core.door import Page, opens, page, see_other, signed_in
from mediation.core.forms import offer
from mediation.core.machine import Actor, Standing, may
from mediation.core.words import N_, gettext

bp = Blueprint("consultations", __name__)


@bp.get("/consultations")
@signed_in("judge", "clerk")
def queue(actor: Actor) -> Page:
    """Who is called, by whom, with which question: drawn again by itself."""
    court = queries.court_of(actor)
    return page(
        "consultations/queue.html", queue=queries.queue(actor, court), court=court, state_word=CONSULTATION_STATE,
        half_word=HALF, keeps=actor.holds("clerk", court.id),
    )  # fmt: skip


@bp.route("/consultations/duty", methods=["GET", "POST"])
@signed_in("clerk", "judge")
def duty(actor: Actor) -> Any:
    court = queries.court_of(actor)
    standing = queries.at_court(actor, court.id)
    keeps = may(DUTY, standing, None, "name")
    form = DutyForm(on=clock.today())
    judges = {one.login: one for one in accounts.holders("judge", court.id)}
    offer(form.judge, [(login, one.name) for login, one in judges.items()])
    if request.method == "GET" or not form.validate():
        roster = queries.roster(court)
        shown = page("consultations/duty.html", form=form, court=court, roster=roster, half_word=HALF, keeps=keeps)
        return shown, 200 if request.method == "GET" else 422
    keeps.or_raise()
    facts = form.facts
    services.name(standing, court, judge=judges[facts["judge"]], day=facts["on"], half=Half(facts["half"]))
    return see_other("consultations.duty")


@bp.post("/consultations/duty/<public_id>/off")
@opens(queries.opened_duty, DUTY, to="take_off")
def take_off(standing: Standing, duty: Duty) -> Response:
    services.take_off(standing, duty)
    return see_other("consultations.duty")


@bp.get("/consultations/<public_id>")
@opens(queries.opened, TABLE)
def show(standing: Standing, consultation: Consultation) -> Page:
    return _shown(standing, consultation, AnswerForm())


def _shown(standing: Standing, consultation: Consultation, form: AnswerForm) -> Page:
    return page(
        "consultations/show.html", consultation=consultation, form=form, question=queries.question(consultation),
        answer=queries.answer(consultation), acts=frozenset(TABLE.offered(standing, consultation)),
        state_word=CONSULTATION_STATE, outcome_word=OUTCOME, until=queries.answers_until(consultation),
        nav_matter=consultation.matter,
    )  # fmt: skip


@bp.post("/consultations/<public_id>/decline")
@opens(queries.opened, TABLE, to="decline")
def decline(standing: Standing, consultation: Consultation) -> Response:
    services.decline(standing, consultation)
    return see_other("consultations.queue")


@bp.post("/consultations/<public_id>/answer")
@opens(queries.opened, TABLE, to="answer")
def answer(standing: Standing, consultation: Consultation) -> Any:
    form = AnswerForm()
    if not form.validate():
        return _shown(standing, consultation, form), 422
    services.answer(standing, consultation, text=form.summary.data)
    flash(gettext(N_("Kept. The sides and the mediator can read it.")), "ok")
    return see_other("consultations.queue")


@bp.route("/consultations/<public_id>/reword", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="reword")
def reword(standing: Standing, consultation: Consultation) -> Any:
    form = QuestionForm(question=queries.question(consultation))
    if request.method == "GET" or not form.validate():
        shown = page("consultations/reword.html", form=form, consultation=consultation)
        return shown, 200 if request.method == "GET" else 422
    services.reword(standing, consultation, question=form.question.data)
    return _back(consultation)


@bp.post("/consultations/<public_id>/agree")
@opens(queries.opened, TABLE, to="agree")
def agree(standing: Standing, consultation: Consultation) -> Response:
    services.answer_wording(standing, consultation, yes=True, wording=_wording())
    return _back(consultation)


@bp.post("/consultations/<public_id>/refuse")
@opens(queries.opened, TABLE, to="refuse")
def refuse(standing: Standing, consultation: Consultation) -> Response:
    services.answer_wording(standing, consultation, yes=False, wording=_wording())
    return _back(consultation)


@bp.post("/consultations/<public_id>/withdraw")
@opens(queries.opened, TABLE, to="withdraw")
def withdraw(standing: Standing, consultation: Consultation) -> Response:
    services.withdraw(standing, consultation)
    return _back(consultation)


def _wording() -> int:
    """Which wording stood on the page that was answered."""
    return request.form.get("wording", 0, type=int)


def _back(consultation: Consultation) -> Response:
    return see_other("sittings.show", public_id=consultation.sitting)
