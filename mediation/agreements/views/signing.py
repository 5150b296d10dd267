"""Before each who signs: term by term, a question, the code, the drawn name; or the no."""

from __future__ import annotations

from typing import Any

from flask import flash, request

from mediation.agreements import forms, queries, services
from mediation.agreements.models import DeskVisit, SettlementAgreement
from mediation.agreements.rules import TABLE, Refused
from mediation.agreements.services.signing import SIGNING
from mediation.agreements.views.atdesk import WRONG_CODE, got_up, visit_of
from mediation.agreements.views.desk import WRONG_TOTP, bp, checked_totp, shown
from mediation.core.door import Page, opens, see_other
from mediation.core.forms import offer, wrong
from mediation.core.machine import Standing
from mediation.core.words import N_, gettext
from mediation.roster.rules import LANGUAGE


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


@bp.route("/agreements/<public_id>/understood", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="answer")
def understood(standing: Standing, agreement: SettlementAgreement) -> Any:
    """Three questions before signing, which keep nobody from it."""
    form = forms.UnderstoodForm()
    if request.method == "GET" or not form.validate():
        return shown("agreements/understood.html", standing, agreement, form=form), 422 if form.errors else 200
    said = {name: words or "" for name, words in form.facts.items()}
    if any(said.values()):
        services.answer(standing, agreement, **said)
    return see_other("agreements.sign", public_id=agreement.public_id)


@bp.route("/agreements/<public_id>/read-out", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="read_out")
def read_out(standing: Standing, agreement: SettlementAgreement) -> Any:
    """Somebody of the institution reads the terms out, and notes to whom."""
    form: Any = forms.ReadOutForm()
    seats = {one.seat.public_id: one.seat for one in agreement.dispute.parties}
    offer(form.who, [(public_id, seat.name) for public_id, seat in seats.items()])
    offer(form.language, [(code, gettext(word)) for code, word in LANGUAGE.items()])
    if request.method == "GET" or not form.validate():
        return shown("agreements/read_out.html", standing, agreement, form=form), 422 if form.errors else 200
    services.read_out(standing, agreement, seat=seats[form.who.data], language=form.language.data)
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
    """A party signs: identity again by the code, then the name. At a signing desk they were made sure of when they sat
    down, for these bytes; when they have signed they get up, and nothing of them stays.
    """
    form = forms.DrawnForm()
    seat = queries.own_seat(agreement, standing, *SIGNING)
    visit = visit_of(standing)
    frozen = agreement.document.frozen_sha256 if agreement.document else None
    known = visit is not None and visit.shown_sha256 == frozen
    if known:
        del form.code
    if request.method == "POST" and form.validate() and seat and form.is_name(seat.name):
        if known or services.code_is_right(standing, agreement, form.code.data):
            services.sign(standing, agreement, visit=visit if known else None, **_drawn(form))
            return _signed(agreement, visit)
        wrong(form.code, WRONG_CODE)
    more = {"form": form, "seat": seat, "known": known}
    return shown("agreements/sign.html", standing, agreement, **more), 422 if form.errors else 200


def _signed(agreement: SettlementAgreement, visit: DeskVisit | None) -> Any:
    if visit is None:
        return see_other("agreements.show", public_id=agreement.public_id)
    answer = got_up(visit)
    flash(gettext(N_("Thank you, you have signed. Nothing of yours is left on this device.")), "ok")
    return answer


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
