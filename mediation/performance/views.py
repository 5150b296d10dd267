from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request

from documents.uploads import Refused
from mediation.agreements.papers import plain
from mediation.agreements.queries import clause
from mediation.core.door import opens, page, see_other
from mediation.core.forms import wrong
from mediation.core.machine import Standing
from mediation.core.words import N_, gettext
from mediation.disputes import queries as disputes
from mediation.matters import queries as matters
from mediation.matters import services as matter_services
from mediation.matters.models import Matter
from mediation.matters.rules import TABLE as MATTER
from mediation.performance import queries, services
from mediation.performance.forms import ComplainForm, DisputeForm, ReportForm, VisitForm
from mediation.performance.models import Promise, ReturnVisit
from mediation.performance.rules import PROMISE_STATE, TABLE, VISITS, Satisfaction

bp = Blueprint("performance", __name__)


@bp.get("/matters/<public_id>/promises")
@opens(matters.opened, MATTER)
def promises(standing: Standing, matter: Matter) -> Any:
    dispute = disputes.of_matter(matter)
    own = disputes.party_of(dispute, standing.actor.seat_id)
    cards = [(promise, queries.towards(standing, promise)) for promise in queries.of_dispute(dispute)]
    return page(
        "performance/promises.html", matter=matter, own=own, visit=_visit(standing, dispute), states=PROMISE_STATE,
        plain=lambda promise, own: plain(clause(promise.term), own.id if own else None),
        cards=[(promise, list(TABLE.offered(towards, promise))) for promise, towards in cards],
    )  # fmt: skip


def _visit(standing: Standing, dispute: Any) -> ReturnVisit | None:
    visit = queries.visit_of(dispute)
    return visit if visit is not None and "visit" in VISITS.offered(standing, visit) else None


@bp.route("/promises/<public_id>/report", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="report")
def report(standing: Standing, promise: Promise) -> Any:
    form = ReportForm()
    if request.method == "GET":
        return page("performance/report.html", form=form, promise=promise)
    if not form.validate():
        return page("performance/report.html", form=form, promise=promise), 422
    files = []
    for sent in [one for one in form.files.data or () if one.filename]:
        try:
            files.append(matter_services.bring(sent.filename, sent.read(), sent.mimetype, key_name=promise.key_name))
        except Refused as refused:
            wrong(form.files, f"{sent.filename}: {gettext(refused.msgid)}")
            return page("performance/report.html", form=form, promise=promise), 422
    services.report(standing, promise, note=form.note.data, files=files)
    flash(gettext(N_("Noted. The other side is asked whether it was done.")), "ok")
    return _back(promise)


@bp.post("/promises/<public_id>/confirm")
@opens(queries.opened, TABLE, to="confirm")
def confirm(standing: Standing, promise: Promise) -> Any:
    services.confirm(standing, promise)
    flash(gettext(N_("Thank you. This promise counts as kept.")), "ok")
    return _back(promise)


@bp.route("/promises/<public_id>/dispute", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="dispute")
def dispute(standing: Standing, promise: Promise) -> Any:
    form = DisputeForm()
    if request.method == "GET" or not form.validate():
        return page("performance/dispute.html", form=form, promise=promise), 200 if request.method == "GET" else 422
    services.dispute(standing, promise, note=form.note.data)
    return _back(promise)


@bp.route("/promises/<public_id>/complain", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="complain")
def complain(standing: Standing, promise: Promise) -> Any:
    form = ComplainForm()
    if request.method == "GET" or not form.validate():
        status = 200 if request.method == "GET" else 422
        return page("performance/complain.html", form=form, promise=promise, ways=queries.ways(promise)), status
    services.complain(standing, promise, note=form.note.data)
    return _back(promise)


@bp.route("/return-visits/<public_id>", methods=["GET", "POST"])
@opens(queries.opened_visit, VISITS, to="visit")
def visit(standing: Standing, visit: ReturnVisit) -> Any:
    form = VisitForm()
    if request.method == "GET" or not form.validate():
        status = 200 if request.method == "GET" else 422
        return page("performance/visit.html", form=form, visit=visit), status
    facts = {**form.facts, "satisfaction": Satisfaction(form.satisfaction.data)}
    services.visit(standing, visit, **facts)
    return see_other("desk.matter", public_id=visit.dispute.matter.public_id)


def _back(promise: Promise) -> Any:
    return see_other("performance.promises", public_id=promise.dispute.matter.public_id)
