from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request

from documents.rules import DocumentState
from documents.sending import send
from documents.uploads import Refused
from mediation.agreements.papers import plain
from mediation.agreements.queries import clause
from mediation.agreements.rules import TermKind
from mediation.agreements.rules.terms import instalments
from mediation.core import clock, words
from mediation.core.door import opens, page, see_other
from mediation.core.forms import offer, wrong
from mediation.core.machine import NotNow, Standing
from mediation.core.words import N_, gettext, say
from mediation.disputes import queries as disputes
from mediation.matters import queries as matters
from mediation.matters import services as matter_services
from mediation.matters.models import Matter
from mediation.matters.rules import TABLE as MATTER
from mediation.performance import queries, services
from mediation.performance.forms import (
    ClaimForm,
    ComplainForm,
    DenyForm,
    DisputeForm,
    EnforceForm,
    PayForm,
    ReceiveForm,
    ReplanForm,
    ReplanMoneyForm,
    ReportForm,
    VisitForm,
)
from mediation.performance.models import Payment, Promise, Replan, ReturnVisit
from mediation.performance.queries import enforcing
from mediation.performance.rules import (
    PAYMENT_STATE,
    PAYMENTS,
    PROMISE_STATE,
    REPLAN_STATE,
    REPLANS,
    TABLE,
    VISITS,
    Satisfaction,
)
from mediation.performance.rules.schedule import Part

bp = Blueprint("performance", __name__)


@bp.get("/matters/<public_id>/promises")
@opens(matters.opened, MATTER)
def promises(standing: Standing, matter: Matter) -> Any:
    dispute = disputes.of_matter(matter)
    own = disputes.party_of(dispute, standing.actor.seat_id)
    return page(
        "performance/promises.html", matter=matter, own=own, visit=_visit(standing, dispute), states=PROMISE_STATE,
        payment_states=PAYMENT_STATE, replan_states=REPLAN_STATE, today=clock.today(),
        cards=[_card(standing, promise) for promise in queries.of_dispute(dispute)],
    )  # fmt: skip


def _card(standing: Standing, promise: Promise) -> dict[str, Any]:
    """A promise as the page shows it: in plain words, with what the reader may do about it and about each payment."""
    towards = queries.towards(standing, promise)
    return {
        "promise": promise,
        "plain": _plain(promise, standing),
        "money": promise.kind is TermKind.PAY,
        "offered": list(TABLE.offered(towards, promise)),
        "replan": promise.replans[-1] if promise.replans else None,
        "answers": list(REPLANS.offered(towards, promise.replans[-1])) if promise.replans else [],
        "payments": [(one, list(PAYMENTS.offered(towards, one))) for one in promise.payments],
    }


def _visit(standing: Standing, dispute: Any) -> ReturnVisit | None:
    visit = queries.visit_of(dispute)
    return visit if visit is not None and "visit" in VISITS.offered(standing, visit) else None


@bp.route("/promises/<public_id>/report", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="report")
def report(standing: Standing, promise: Promise) -> Any:
    """Done; or for money, paid, in whole or in part."""
    left = promise.balance - promise.unanswered
    money = promise.kind is TermKind.PAY
    form: Any = PayForm(amount=left, paid_on=clock.today()) if money else ReportForm()
    if request.method == "GET":
        return page("performance/report.html", form=form, promise=promise, left=left)
    if not _fits(form, left if money else None) or (files := _brought(form, promise)) is None:
        return page("performance/report.html", form=form, promise=promise, left=left), 422
    services.report(standing, promise, **{**form.facts, "files": files})
    flash(gettext(N_("Noted. The other side is asked whether it was done.")), "ok")
    return _back(promise)


def _fits(form: Any, most: int | None) -> bool:
    """Whether the form is right, and asks for no more than is still owed."""
    if not form.validate():
        return False
    if most is not None and not 0 < form.amount.data <= most:
        wrong(form.amount, say(N_("Write an amount up to %(amount)s: more is not owed."), amount=words.money(most)))
        return False
    return True


def _brought(form: Any, promise: Promise) -> list[matter_services.Brought] | None:
    files = []
    for sent in [one for one in form.files.data or () if one.filename]:
        try:
            files.append(matter_services.bring(sent.filename, sent.read(), sent.mimetype, key_name=promise.key_name))
        except Refused as refused:
            wrong(form.files, f"{sent.filename}: {gettext(refused.msgid)}")
            return None
    return files


@bp.route("/promises/<public_id>/receive", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="receive")
def note_payment(standing: Standing, promise: Promise) -> Any:
    """Whoever is owed writes down money that came without a word."""
    form = ReceiveForm(amount=promise.balance, paid_on=clock.today())
    if request.method == "GET" or not _fits(form, promise.balance):
        return page("performance/receive.html", form=form, promise=promise), 200 if request.method == "GET" else 422
    services.note_payment(standing, promise, **form.facts)
    flash(gettext(N_("Noted. It counts as received.")), "ok")
    return _back(promise)


@bp.post("/payments/<public_id>/receive")
@opens(queries.opened_payment, PAYMENTS, to="receive")
def receive(standing: Standing, payment: Payment) -> Any:
    services.receive(standing, payment)
    flash(gettext(N_("Noted. It counts as received.")), "ok")
    return _back(payment.promise)


@bp.post("/payments/<public_id>/contest")
@opens(queries.opened_payment, PAYMENTS, to="contest")
def contest(standing: Standing, payment: Payment) -> Any:
    services.contest(standing, payment)
    flash(gettext(N_("Noted. The other side is told that it did not come.")), "ok")
    return _back(payment.promise)


@bp.route("/promises/<public_id>/claim", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="claim")
def claim(standing: Standing, promise: Promise) -> Any:
    """What it was promised on has come true, says the one who is owed."""
    form = ClaimForm(came_on=clock.today())
    if request.method == "GET" or not form.validate():
        status = 200 if request.method == "GET" else 422
        return page("performance/claim.html", form=form, promise=promise), status
    services.claim(standing, promise, **form.facts)
    flash(gettext(N_("Noted. The other side is asked whether it came true.")), "ok")
    return _back(promise)


@bp.post("/promises/<public_id>/begin")
@opens(queries.opened, TABLE, to="begin")
def begin(standing: Standing, promise: Promise) -> Any:
    services.begin(standing, promise)
    return _back(promise)


@bp.route("/promises/<public_id>/deny", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="deny")
def deny(standing: Standing, promise: Promise) -> Any:
    form = DenyForm()
    if request.method == "GET" or not form.validate():
        status = 200 if request.method == "GET" else 422
        return page("performance/deny.html", form=form, promise=promise), status
    services.deny(standing, promise, note=form.note.data)
    return _back(promise)


@bp.post("/promises/<public_id>/notice")
@opens(queries.opened, TABLE, to="take_notice")
def take_notice(standing: Standing, promise: Promise) -> Any:
    """The notice that it was not kept, with a record that it was opened."""
    assert promise.notice is not None
    services.take_notice(standing, promise)
    return see_other("documents.fetch", public_id=promise.notice.public_id)


@bp.route("/promises/<public_id>/propose", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="propose")
def propose(standing: Standing, promise: Promise) -> Any:
    """Other days, for the other side to agree to."""
    money = promise.kind is TermKind.PAY
    form: Any = ReplanMoneyForm(count="1") if money else ReplanForm()
    if money:
        offer(form.count, [(str(n), str(n)) for n in range(1, 25)])
    if request.method == "GET" or not form.validate():
        status = 200 if request.method == "GET" else 422
        return page("performance/propose.html", form=form, promise=promise, money=money), status
    first_on = form.first_on.data
    pairs = instalments(promise.balance, int(form.count.data), first_on) if money else [(0, first_on)]
    parts = [Part(*pair) for pair in pairs]
    services.propose(standing, promise, parts=parts, money=money, reason=form.reason.data)
    flash(gettext(N_("The other side is asked. Until they agree, nothing changes.")), "ok")
    return _back(promise)


@bp.post("/replans/<public_id>/agree")
@opens(queries.opened_replan, REPLANS, to="agree")
def agree(standing: Standing, replan: Replan) -> Any:
    services.agree(standing, replan)
    flash(gettext(N_("Agreed. From now on these days count between you.")), "ok")
    return _back(replan.promise)


@bp.post("/replans/<public_id>/decline")
@opens(queries.opened_replan, REPLANS, to="decline")
def decline(standing: Standing, replan: Replan) -> Any:
    services.decline(standing, replan)
    return _back(replan.promise)


@bp.post("/replans/<public_id>/withdraw")
@opens(queries.opened_replan, REPLANS, to="withdraw")
def withdraw(standing: Standing, replan: Replan) -> Any:
    services.withdraw(standing, replan)
    return _back(replan.promise)


@bp.get("/promises/<public_id>/ways")
@opens(queries.opened, TABLE)
def ways(standing: Standing, promise: Promise) -> Any:
    """What can be done about a promise that is not kept, each way with its first step."""
    return page("performance/ways.html", promise=promise, ways=queries.ways(promise))


@bp.route("/promises/<public_id>/enforce", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="enforce")
def enforce(standing: Standing, promise: Promise) -> Any:
    """The application for enforcement and all that goes with it."""
    form = EnforceForm()
    offer(form.court, [(one.public_id, one.name) for one in enforcing.courts(promise)])
    if request.method == "POST" and form.validate():
        court = next(one for one in enforcing.courts(promise) if one.public_id == form.court.data)
        services.prepare(standing, promise, court=court, property_words=form.property_words.data or "")
        return see_other("performance.enforce", public_id=promise.public_id)
    overdue = enforcing.overdue(promise)
    return page(
        "performance/enforce.html", form=form, promise=promise, application=enforcing.application(promise),
        lines=[(one, enforcing.enforce_until(one), _plain(one, standing)) for one in overdue], today=clock.today(),
        total=sum(one.balance for one in overdue),
    ), 422 if form.errors else 200  # fmt: skip


@bp.get("/promises/<public_id>/enforce.zip")
@opens(queries.opened, TABLE, to="enforce")
def pack(standing: Standing, promise: Promise) -> Response:
    application = enforcing.application(promise)
    if application is None or application.state is not DocumentState.COMPLETE:
        raise NotNow(N_("The application is being made. Please look again in a moment."))
    return send(enforcing.pack(promise), name=f"强制执行申请材料 {application.number}", media_type="application/zip")


def _plain(promise: Promise, standing: Standing) -> Any:
    own = disputes.party_of(promise.dispute, standing.actor.seat_id)
    return plain(clause(promise.term), own.id if own else None)


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
