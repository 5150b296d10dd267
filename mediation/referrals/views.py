"""The window enters the letter with which a dispute was handed over, and sends the answer that is owed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, flash, request

from documents.rules import TITLE
from mediation.core import clock, deadlines
from mediation.core.door import Page, opens, page, see_other
from mediation.core.forms import offer, wrong
from mediation.core.machine import Standing, may
from mediation.core.words import N_, gettext
from mediation.disputes import queries as disputes
from mediation.disputes.models import Dispute
from mediation.disputes.rules import TABLE as DISPUTE
from mediation.matters.views import take_files
from mediation.organisations import queries as organisations
from mediation.referrals import forms, queries, services
from mediation.referrals.models import Referral
from mediation.referrals.rules import (
    COURT_DID,
    KIND,
    OWED,
    PROCEDURE,
    REFERRAL_STATE,
    ROUTE,
    TABLE,
    CourtDid,
    Kind,
    Procedure,
)
from mediation.rulebook.routes import ROUTE as ROUTE_WORD

bp = Blueprint("referrals", __name__)


@bp.route("/disputes/<public_id>/referral", methods=["GET", "POST"])
@opens(disputes.opened, DISPUTE)
def record(standing: Standing, dispute: Dispute) -> Any:
    """The letter is entered; where it was already, it is shown."""
    may(TABLE, standing, None, "record").or_raise()
    there = queries.of_dispute(dispute)
    if there is not None:
        return see_other("referrals.show", public_id=there.public_id)
    form: Any = forms.RecordForm()
    courts = {one.public_id: one for one in organisations.courts()}
    parties = {party.public_id: party.seat for party in dispute.parties}
    offer(form.court, [("", "—"), *((key, one.name) for key, one in courts.items())])
    offer(form.agreed, [(key, seat.name) for key, seat in parties.items()])
    if request.method == "GET" or not form.validate():
        return page("referrals/record.html", status=422 if form.errors else 200, form=form, dispute=dispute)
    taken = take_files(form.files.data, dispute.matter.key_name)
    if taken.refused:
        wrong(form.files, " ".join(taken.refused))
        return page("referrals/record.html", status=422, form=form, dispute=dispute)
    court = courts.get(form.court.data or "")
    made = services.record(
        standing, dispute, kind=Kind(form.kind.data), court=court, sender=court.name if court else form.sender.data,
        letter_number=form.letter_number.data, letter_on=form.letter_on.data, received_on=form.received_on.data,
        case_number=form.case_number.data or "",
        procedure=Procedure(form.procedure.data) if form.procedure.data else None,
        agreed=[parties[key] for key in form.agreed.data], files=taken.brought,
    )  # fmt: skip
    flash(gettext(N_("Entered. Now decide whether the institution accepts it.")), "ok")
    return see_other("referrals.show", public_id=made.public_id)


@bp.get("/referrals/<public_id>")
@opens(queries.opened, TABLE)
def show(standing: Standing, referral: Referral) -> Page:
    """Who handed it over, what follows from that, who has agreed, and which answer is owed until when."""
    return _shown("show", standing, referral)


def _shown(name: str, standing: Standing, referral: Referral, **more: Any) -> Page:
    form = more.get("form")
    running = next(iter(deadlines.running(referral)), None)
    return page(
        f"referrals/{name}.html", status=422 if form and form.errors else 200, referral=referral,
        dispute=referral.dispute, may_now=set(TABLE.offered(standing, referral)), consents=queries.consents(referral),
        papers=queries.papers(referral), route=ROUTE_WORD[ROUTE[referral.kind]], kind_word=KIND, title_word=TITLE,
        owed_word=OWED, procedure_word=PROCEDURE, state_word=REFERRAL_STATE, did_word=COURT_DID,
        due=_last_day(running.due_at) if running and running.due_at else None, **more,
    )  # fmt: skip


def _last_day(due_at: datetime) -> date:
    return clock.local_day(due_at - timedelta(seconds=1))


@bp.route("/referrals/<public_id>/answer", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="answer")
def answer(standing: Standing, referral: Referral) -> Any:
    form: Any = forms.AnswerForm(on=clock.today())
    good = request.method == "POST" and form.validate()
    if good and not referral.received_on <= form.on.data <= clock.today():
        wrong(form.on, N_("The day lies between the day the letter came and today."))
    if not good or form.errors:
        return _shown("answer", standing, referral, form=form)
    services.answer(standing, referral, on=form.on.data)
    return see_other("referrals.show", public_id=referral.public_id)


@bp.route("/referrals/<public_id>/outcome", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="note_outcome")
def outcome(standing: Standing, referral: Referral) -> Any:
    """What the judge made of the case."""
    form: Any = forms.OutcomeForm()
    if request.method == "GET" or not form.validate():
        return _shown("outcome", standing, referral, form=form)
    did = CourtDid(form.did.data)
    services.note_outcome(standing, referral, did=did, number=form.number.data or "", on=form.on.data)
    return see_other("referrals.show", public_id=referral.public_id)
