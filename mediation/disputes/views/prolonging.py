"""More time for a mediation: the mediator asks, every party answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import flash, request

from mediation.core import clock, deadlines
from mediation.core.door import opens, page, see_other
from mediation.core.machine import NotNow, Standing
from mediation.core.words import N_, gettext
from mediation.disputes import forms, queries, services
from mediation.disputes.models import Dispute
from mediation.disputes.rules import TABLE
from mediation.disputes.views.applying import bp


@bp.route("/disputes/<public_id>/longer", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="ask_longer")
def longer(standing: Standing, dispute: Dispute) -> Any:
    form = forms.LongerForm()
    limit = next((one.due_at for one in deadlines.running(dispute, "mediation_period") if one.due_at), None)
    if limit is None:
        raise NotNow(N_("No time runs in this mediation now."))
    form.last_day = clock.local_day(limit - timedelta(microseconds=1))
    if request.method == "GET" or not form.validate():
        status = 422 if form.errors else 200
        return page("disputes/longer.html", form=form, dispute=dispute, last_day=form.last_day), status
    assert form.until.data is not None
    services.ask_longer(standing, dispute, until=form.until.data)
    flash(gettext(N_("Asked. When all parties have agreed, the time is longer.")), "ok")
    return see_other("desk.matter", public_id=dispute.matter.public_id)


@bp.route("/disputes/<public_id>/longer/answer", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="agree_longer")
def agree_longer(standing: Standing, dispute: Dispute) -> Any:
    form = forms.AgreeLongerForm()
    if request.method == "GET" or not form.validate():
        return page("disputes/agree_longer.html", form=form, dispute=dispute), 422 if form.errors else 200
    if form.answer.data == "yes":
        services.agree_longer(standing, dispute)
        flash(gettext(N_("Thank you: you agree to more time.")), "ok")
    else:
        services.keep_time(standing, dispute)
        flash(gettext(N_("Thank you: it ends as it was.")), "ok")
    return see_other("desk.matter", public_id=dispute.matter.public_id)
