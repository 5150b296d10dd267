"""For a court on a closed network: its acceptance, its ruling and its service, entered from its papers."""

from __future__ import annotations

from typing import Any

from flask import flash, request

from documents import services as documents
from documents.forms import scanned
from mediation.confirmations import forms, queries, services
from mediation.confirmations.models import JudicialConfirmation
from mediation.confirmations.rules import TABLE, Outcome, ServedBy
from mediation.confirmations.rules.carrying import day_wrong, number_wrong
from mediation.confirmations.views.pages import back_to, bp, shown
from mediation.core import clock
from mediation.core.door import opens
from mediation.core.forms import offer, wrong
from mediation.core.machine import NotNow, Standing
from mediation.core.words import N_, gettext
from mediation.rulebook.courts import Dismissal


@bp.route("/confirmations/<public_id>/enter-acceptance", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="enter_acceptance")
def enter_acceptance(standing: Standing, confirmation: JudicialConfirmation) -> Any:
    """The number and the day on the court's notice."""
    form: Any = forms.EnterAcceptanceForm()
    good = request.method == "POST" and form.validate()
    if good:
        assert confirmation.submitted_at is not None
        submitted_on, typed = clock.local_day(confirmation.submitted_at), form.accepted_on.data
        _point_at(form.accepted_on, day_wrong(typed, earliest=submitted_on, today=clock.today()))
        _point_at(form.number, number_wrong(form.number.data, confirmation.court.number_sign, typed))
    if not good or form.errors:
        return shown("enter_acceptance", standing, confirmation, form=form)
    try:
        services.enter_acceptance(
            standing, confirmation, number=form.number.data, accepted_on=form.accepted_on.data,
            judge=form.judge.data or "",
        )  # fmt: skip
    except NotNow as taken:
        wrong(form.number, taken.why)
        return shown("enter_acceptance", standing, confirmation, form=form)
    return back_to(confirmation)


@bp.route("/confirmations/<public_id>/enter-ruling", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="enter_ruling")
def enter_ruling(standing: Standing, confirmation: JudicialConfirmation) -> Any:
    """The court's own sealed ruling comes back: scanned, compared, and from then on served like any other."""
    form: Any = forms.EnterRulingForm()
    offer(form.reason, [("", "—"), *((one, gettext(word)) for one, word in forms.DISMISSAL_CHOICES)])
    good = request.method == "POST" and form.validate()
    if good:
        assert confirmation.accepted_on is not None
        _point_at(form.ruled_on, day_wrong(form.ruled_on.data, earliest=confirmation.accepted_on, today=clock.today()))
    scan = scanned(form.scan) if good and not form.errors else None
    if scan is None:
        return shown("enter_ruling", standing, confirmation, form=form)
    services.enter_ruling(
        standing, confirmation, scan=documents.keep(scan.content, key_name=confirmation.matter.key_name),
        media_type=scan.mime, outcome=Outcome(form.outcome.data), ruled_on=form.ruled_on.data,
        dismissal=Dismissal(form.reason.data) if form.reason.data else None,
    )  # fmt: skip
    flash(gettext(N_("The ruling is entered. In a moment the parties can open it.")), "ok")
    return back_to(confirmation)


@bp.route("/confirmations/<public_id>/enter-service", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="enter_service")
def enter_service(standing: Standing, confirmation: JudicialConfirmation) -> Any:
    """Somebody received the ruling on paper; the day on the receipt counts."""
    form: Any = forms.EnterServiceForm()
    unserved = {one.seat.public_id: one for one in confirmation.services if one.served_at is None}
    offer(form.who, [(key, one.seat.name) for key, one in unserved.items()])
    good = request.method == "POST" and form.validate()
    if good:
        assert confirmation.ruled_on is not None
        _point_at(
            form.received_on, day_wrong(form.received_on.data, earliest=confirmation.ruled_on, today=clock.today())
        )
    if not good or form.errors:
        return shown("enter_service", standing, confirmation, form=form)
    services.enter_service(
        standing, confirmation, service=unserved[form.who.data], way=ServedBy(form.way.data),
        received_on=form.received_on.data,
    )  # fmt: skip
    return back_to(confirmation)


def _point_at(field: Any, why: Any) -> None:
    if why:
        wrong(field, why)
