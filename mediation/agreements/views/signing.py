"""Before each who signs: term by term, a question, the code, the drawn name; or the no."""

from __future__ import annotations

from typing import Any

from flask import flash, request

from mediation.agreements import forms, queries, services
from mediation.agreements.models import SettlementAgreement
from mediation.agreements.rules import TABLE, Refused
from mediation.agreements.views.desk import WRONG_TOTP, bp, checked_totp, shown
from mediation.core.door import Page, opens, see_other
from mediation.core.forms import wrong
from mediation.core.machine import Role, Standing
from mediation.core.words import N_, gettext

WRONG_CODE = N_("This code is not right, or its time is over. Look again, or have a new one sent.")


@bp.get("/agreements/<public_id>/read")
@opens(queries.opened, TABLE)
def read(standing: Standing, agreement: SettlementAgreement) -> Page:
    """One term a page, in plain words beside the legal text."""
    count = len(queries.terms(agreement))
    number = max(1, min(request.args.get("term", 1, int), count))
    return shown("agreements/read.html", standing, agreement, number=number, count=count)


@bp.route("/agreements/<public_id>/ask", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="ask")
def ask(standing: Standing, agreement: SettlementAgreement) -> Any:
    form, term = forms.AskForm(), request.args.get("term", None, int)
    if request.method == "GET" or not form.validate():
        return shown("agreements/ask.html", standing, agreement, form=form, term=term), 422 if form.errors else 200
    services.ask(standing, agreement, text=form.text.data, term=term)
    flash(gettext(N_("Your question is with the mediator, who will call you. You need not sign before.")), "ok")
    return see_other("agreements.show", public_id=agreement.public_id)


@bp.post("/agreements/<public_id>/code")
@opens(queries.opened, TABLE, to="sign")
def send_code(standing: Standing, agreement: SettlementAgreement) -> Any:
    services.send_code(standing, agreement)
    flash(gettext(N_("We have sent you a code. It is good for this paper alone, for five minutes.")), "ok")
    return see_other("agreements.sign", public_id=agreement.public_id)


@bp.route("/agreements/<public_id>/sign", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="sign")
def sign(standing: Standing, agreement: SettlementAgreement) -> Any:
    """A party signs on their own phone: identity again by the code, then the name."""
    form = forms.DrawnForm()
    seat = queries.own_seat(agreement, standing, Role.APPLICANT, Role.RESPONDENT)
    if request.method == "POST" and form.validate() and seat and form.is_name(seat.name):
        if services.code_is_right(standing, agreement, form.code.data):
            services.sign(standing, agreement, **_drawn(form))
            return see_other("agreements.show", public_id=agreement.public_id)
        wrong(form.code, WRONG_CODE)
    return shown("agreements/sign.html", standing, agreement, form=form, seat=seat), 422 if form.errors else 200


def _drawn(form: forms.DrawnForm) -> dict[str, Any]:
    """What was given for a signature; `shown` is the hash of the paper that the page was about."""
    drawing = form.drawing.data
    return {"shown": request.args.get("shown", ""), "drawing": drawing, "typed": drawing is None}


@bp.route("/agreements/<public_id>/countersign", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="countersign")
def countersign(standing: Standing, agreement: SettlementAgreement) -> Any:
    """The mediator signs after the parties."""
    form = forms.CountersignForm()
    if request.method == "POST" and form.validate() and form.is_name(standing.actor.name):
        if checked_totp(standing, form.code.data):
            services.countersign(standing, agreement, **_drawn(form))
            return see_other("agreements.show", public_id=agreement.public_id)
        wrong(form.code, WRONG_TOTP)
    return shown("agreements/countersign.html", standing, agreement, form=form), 422 if form.errors else 200


@bp.route("/agreements/<public_id>/refuse", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="refuse")
def refuse(standing: Standing, agreement: SettlementAgreement) -> Any:
    """Nobody has to sign (人民调解法 23)."""
    form = forms.RefuseForm()
    if request.method == "GET" or not form.validate():
        return shown("agreements/refuse.html", standing, agreement, form=form), 422 if form.errors else 200
    services.refuse(standing, agreement, reason=Refused(form.reason.data), words=form.words.data or "")
    flash(gettext(N_("You have not signed. The mediator has been told and will speak with both sides.")), "ok")
    return see_other("agreements.show", public_id=agreement.public_id)


@bp.post("/agreements/<public_id>/withdraw")
@opens(queries.opened, TABLE, to="withdraw")
def withdraw(standing: Standing, agreement: SettlementAgreement) -> Any:
    """Somebody takes their own signature back; they may sign again."""
    services.withdraw(standing, agreement)
    flash(gettext(N_("Your signature is taken back and does not count. Until the last day you can sign again.")), "ok")
    return see_other("agreements.show", public_id=agreement.public_id)
