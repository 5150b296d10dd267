"""What people decide: to take part or not, to withdraw, to stop; and what they are told when it ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import current_app, flash, request
from markupsafe import Markup

from documents.qr import qr_svg
from mediation.accounts.views import leave_seat
from mediation.core import clock, deadlines
from mediation.core.door import Page, opens, page, see_other
from mediation.core.forms import offer
from mediation.core.machine import Standing, may
from mediation.core.words import N_, gettext
from mediation.disputes import forms, queries, services
from mediation.disputes.models import Dispute, StatementKind
from mediation.disputes.rules import DOES, TABLE, THEN, Answer, DisputeState
from mediation.disputes.views.applying import bp
from mediation.rulebook.kinds import GROUND, NOT_ACCEPTED, ROUTES, Ground

FINAL = {
    Answer.NO: N_("If you say no, the mediation ends for both sides, and each may go another way."),
    Answer.NOT_ME: N_("If this is not about you, it closes for this telephone and we look for the right person."),
}
"""Answers that cannot be taken back: asked for twice, in place."""


@bp.get("/disputes/<public_id>/receipt")
@opens(queries.opened, TABLE)
def receipt(standing: Standing, dispute: Dispute) -> Page:
    """The number to come back with, what happens next and by when, and whom to call."""
    matter = dispute.matter
    limit = next(iter(deadlines.running(dispute, "window_answers")), None)
    by_day = clock.local_day(limit.due_at - timedelta(microseconds=1)) if limit and limit.due_at else None
    back = f"{current_app.extensions['settings'].public_url}/return?number={matter.receipt_number}"
    layout = "layouts/staff.html" if standing.actor.staff else "layouts/party.html"
    return page("disputes/receipt.html", dispute=dispute, by_day=by_day, qr=Markup(qr_svg(back)), layout=layout)


@bp.route("/disputes/<public_id>/answer", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="agree")
def answer(standing: Standing, dispute: Dispute) -> Any:
    """The invitation and its five answers; a final one is asked for twice, in place."""
    form = forms.AnswerForm()
    open_now = [one for one in Answer if may(TABLE, standing, dispute, DOES[one])]
    offer(form.answer, [(one, gettext(THEN[one])) for one in open_now])
    good = request.method == "POST" and form.validate()
    given = Answer(form.answer.data) if good else None
    if given is None or (given in FINAL and request.form.get("sure") != given):
        return page(
            "disputes/answer.html", form=form, dispute=dispute, given=given,
            final=FINAL.get(given) if given else None, routes=ROUTES,
            story=queries.statements(dispute, StatementKind.STORY),
            request_=queries.statements(dispute, StatementKind.REQUEST),
        ), 422 if form.errors else 200  # fmt: skip
    services.answer(standing, dispute, answer=given)
    return _answered(dispute, given)


def _answered(dispute: Dispute, given: Answer) -> Any:
    if given is Answer.NOT_ME:
        leave_seat()
        flash(gettext(N_("Thank you. We look for the right person; there is nothing more for you to do.")), "ok")
        return see_other("desk.front")
    if given is Answer.NO:
        return see_other("disputes.ended", public_id=dispute.public_id)
    flash(gettext(N_("Thank you. The institution has your answer.")), "ok")
    return see_other("desk.matter", public_id=dispute.matter.public_id)


@bp.route("/disputes/<public_id>/withdraw", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="withdraw")
def withdraw(standing: Standing, dispute: Dispute) -> Any:
    form = forms.WithdrawForm()
    if request.method == "GET" or not form.validate():
        return page("disputes/withdraw.html", form=form, dispute=dispute), 422 if form.errors else 200
    services.end(standing, dispute, "withdraw", Ground(form.ground.data))
    return see_other("disputes.ended", public_id=dispute.public_id)


@bp.route("/disputes/<public_id>/stop", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="stop")
def stop(standing: Standing, dispute: Dispute) -> Any:
    """Any party may end it at any time and owes nobody a reason (人民调解法 23)."""
    if request.method == "GET":
        return page("disputes/stop.html", dispute=dispute, routes=ROUTES)
    services.end(standing, dispute, "stop", Ground.ONE_SIDE_UNWILLING)
    return see_other("disputes.ended", public_id=dispute.public_id)


@bp.route("/disputes/<public_id>/terminate", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="terminate")
def terminate(standing: Standing, dispute: Dispute) -> Any:
    form = forms.TerminateForm()
    if request.method == "GET" or not form.validate():
        status = 422 if form.errors else 200
        return page("disputes/terminate.html", form=form, dispute=dispute, routes=ROUTES), status
    services.end(standing, dispute, "terminate", Ground(form.ground.data), note=form.note.data)
    return see_other("disputes.ended", public_id=dispute.public_id)


@bp.get("/disputes/<public_id>/ended")
@opens(queries.opened, TABLE)
def ended(standing: Standing, dispute: Dispute) -> Any:
    """Why it ended, and which ways stay open (人民调解法 26)."""
    if dispute.state not in (DisputeState.NOT_ACCEPTED, DisputeState.TERMINATED):
        return see_other("desk.matter", public_id=dispute.matter.public_id)
    if dispute.ground is not None:
        why = GROUND[dispute.ground][0]
    else:
        assert dispute.reason is not None
        why = NOT_ACCEPTED[dispute.reason]
    kind = StatementKind.ENDING_NOTE if dispute.ground else StatementKind.WINDOW_NOTE
    notes = queries.statements(dispute, kind)
    layout = "layouts/staff.html" if standing.actor.staff else "layouts/party.html"
    return page("disputes/ended.html", dispute=dispute, why=why, notes=notes, routes=ROUTES, layout=layout)
