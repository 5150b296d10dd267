"""Objections to a ruling: a party writes one, the clerk enters an interested person's, the judge decides."""

from __future__ import annotations

from typing import Any

from flask import flash, request

from mediation.confirmations import forms, queries, services
from mediation.confirmations.models import JudicialConfirmation, Objection, RemarkKind
from mediation.confirmations.rules import OBJECTION, TABLE
from mediation.confirmations.views.pages import back_to, bp, shown
from mediation.core.door import opens
from mediation.core.forms import wrong
from mediation.core.machine import NotNow, Standing
from mediation.core.words import N_, gettext


@bp.route("/confirmations/<public_id>/object", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="object")
def object_to(standing: Standing, confirmation: JudicialConfirmation) -> Any:
    form: Any = forms.ObjectForm()
    if request.method == "GET" or not form.validate():
        return shown("object", standing, confirmation, form=form)
    services.object_to(standing, confirmation, words=form.words.data)
    flash(gettext(N_("Your objection is with the court. The judge decides on it.")), "ok")
    return back_to(confirmation)


@bp.route("/confirmations/<public_id>/enter-objection", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="enter_objection")
def enter_objection(standing: Standing, confirmation: JudicialConfirmation) -> Any:
    form: Any = forms.EnterObjectionForm()
    if request.method == "GET" or not form.validate():
        return shown("enter_objection", standing, confirmation, form=form)
    try:
        services.enter_objection(standing, confirmation, **form.facts)
    except NotNow as refused:
        wrong(form.known_on, refused.why)
        return shown("enter_objection", standing, confirmation, form=form)
    return back_to(confirmation)


@bp.route("/confirmations/objections/<public_id>", methods=["GET", "POST"])
@opens(queries.objection_opened, OBJECTION, to="reject")
def decide(standing: Standing, objection: Objection) -> Any:
    """Who may reject an objection may uphold it."""
    form: Any = forms.DecideForm()
    if request.method == "GET" or not form.validate():
        said = queries.said_of(objection, RemarkKind.OBJECTION)
        return shown("decide", standing, objection.confirmation, form=form, objection=objection, said=said)
    verb = services.uphold_objection if form.decision.data == "uphold" else services.reject_objection
    verb(standing, objection, words=form.words.data)
    return back_to(objection.confirmation)
