"""The mediator writes the agreement: one term at a time, each save a version, until it is offered for signature."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, jsonify, request

from documents import rendering
from mediation.agreements import forms, queries, services
from mediation.agreements.models import SettlementAgreement
from mediation.agreements.papers import prose
from mediation.agreements.rules import TABLE, Clause, Form, TermKind, added, changed, moved_up, problems, removed
from mediation.agreements.views.desk import bp, shown, snags
from mediation.core.door import opens, page, see_other
from mediation.core.forms import offer as give
from mediation.core.forms import wrong
from mediation.core.machine import NotVisible, Standing, may
from mediation.core.words import N_, say
from mediation.disputes import queries as disputes
from mediation.disputes.models import Dispute, StatementKind
from mediation.disputes.rules import TABLE as DISPUTE
from mediation.rulebook.paper import WHY_PAPER, by_type, spoken_of

KINDS = {"pay": TermKind.PAY, "do": TermKind.DO, "refrain": TermKind.REFRAIN}
UNPRINTABLE = N_("These characters cannot be printed on a paper: %(characters)s. Please leave them out.")


@bp.route("/disputes/<public_id>/agreement", methods=["GET", "POST"])
@opens(disputes.opened, DISPUTE)
def begin(standing: Standing, dispute: Dispute) -> Any:
    """Begin to write, or go on with what was begun."""
    there = queries.of_dispute(dispute)
    if there is None:
        may(TABLE, standing, None, "begin").or_raise()
    if there is None and request.method == "GET":
        return page("agreements/begin.html", dispute=dispute, matter=dispute.matter)
    if there is None:
        told = disputes.statements(dispute, StatementKind.STORY)
        there = services.begin(standing, dispute, facts=told[0].text if told else "")
    return see_other("agreements.show", public_id=there.public_id)


def _parties(agreement: SettlementAgreement) -> dict[str, forms.Party]:
    return {one.public_id: (one.id, one.name) for one in agreement.dispute.parties}


def _form(agreement: SettlementAgreement, kind: type[forms.TermForm], **known: Any) -> Any:
    form = kind(**known)
    names = [(public_id, name) for public_id, (_, name) in _parties(agreement).items()]
    give(form.debtor, names)
    give(form.creditor, names)
    return form


def _printable(form: Any) -> bool:
    """Says at each field which of its characters no font has."""
    good = True
    for field in form:
        if isinstance(field.data, str) and field.data and (missing := rendering.unprintable(field.data)):
            wrong(field, say(UNPRINTABLE, characters=missing))
            good = False
    return good


def _saved(standing: Standing, agreement: SettlementAgreement, clauses: Sequence[Clause]) -> Response:
    services.amend(standing, agreement, revision=_revision(), clauses=clauses)
    return see_other("agreements.show", public_id=agreement.public_id, _anchor="terms")


def _revision() -> int:
    """The version the page showed."""
    return request.args.get("revision", -1, int)


@bp.route("/agreements/<public_id>/terms/add/<any(pay, do, refrain):kind>", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="amend")
def add(standing: Standing, agreement: SettlementAgreement, kind: str) -> Any:
    form = _form(agreement, forms.TERM_FORM[KINDS[kind]])
    if request.method == "GET" or not (form.validate() and _printable(form)):
        status = 422 if form.errors else 200
        return shown("agreements/term.html", standing, agreement, form=form, kind=KINDS[kind], number=None), status
    return _saved(standing, agreement, added(queries.clauses(agreement), form.clause(_parties(agreement))))


@bp.route("/agreements/<public_id>/terms/<int:number>", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="amend")
def change(standing: Standing, agreement: SettlementAgreement, number: int) -> Any:
    clauses = queries.clauses(agreement)
    clause = _nth(clauses, number)
    form = _form(agreement, forms.TERM_FORM[clause.kind], **_known(agreement, clause))
    if request.method == "GET" or not (form.validate() and _printable(form)):
        status = 422 if form.errors else 200
        return shown("agreements/term.html", standing, agreement, form=form, kind=clause.kind, number=number), status
    return _saved(standing, agreement, changed(clauses, number, form.clause(_parties(agreement))))


def _nth(clauses: Sequence[Clause], number: int) -> Clause:
    if not 1 <= number <= len(clauses):
        raise NotVisible()
    return clauses[number - 1]


def _known(agreement: SettlementAgreement, clause: Clause) -> dict[str, Any]:
    """A term as its form shows it."""
    by_id = {number: public_id for public_id, (number, _) in _parties(agreement).items()}
    return {
        **{name: getattr(clause, name) for name in Clause.__dataclass_fields__ if name != "kind"},
        "debtor": by_id.get(clause.debtor_id or 0), "creditor": by_id.get(clause.creditor_id or 0),
        "when": forms.SPOT if clause.on_the_spot else forms.DAY, "moral": not clause.enforceable,
    }  # fmt: skip


@bp.route("/agreements/<public_id>/terms/instalments", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="amend")
def instalments(standing: Standing, agreement: SettlementAgreement) -> Any:
    form = _form(agreement, forms.InstalmentsForm)
    give(form.count, [(str(n), str(n)) for n in range(2, 25)])
    if request.method == "GET" or not (form.validate() and _printable(form)):
        status = 422 if form.errors else 200
        return shown("agreements/term.html", standing, agreement, form=form, kind="instalments", number=None), status
    clauses = queries.clauses(agreement)
    series = max((one.series or 0 for one in clauses), default=0) + 1
    return _saved(standing, agreement, added(clauses, *form.clauses(_parties(agreement), series)))


@bp.post("/agreements/<public_id>/terms/<int:number>/<any(remove, up):how>")
@opens(queries.opened, TABLE, to="amend")
def arrange(standing: Standing, agreement: SettlementAgreement, number: int, how: str) -> Any:
    clauses = queries.clauses(agreement)
    _nth(clauses, number)
    return _saved(standing, agreement, (removed if how == "remove" else moved_up)(clauses, number))


@bp.post("/agreements/<public_id>/preview/<any(pay, do, refrain):kind>")
@opens(queries.opened, TABLE, to="amend")
def preview(standing: Standing, agreement: SettlementAgreement, kind: str) -> Response:
    """The legal text of a term that is being typed; empty while something is missing. Saves nothing."""
    form = _form(agreement, forms.TERM_FORM[KINDS[kind]])
    return jsonify(text=prose(form.clause(_parties(agreement))) if form.validate() else "")


@bp.route("/agreements/<public_id>/words", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="amend")
def words(standing: Standing, agreement: SettlementAgreement) -> Any:
    """What stands before the terms."""
    form = forms.WordsForm(facts=agreement.facts, issues=agreement.issues, responsibility=agreement.responsibility)
    if request.method == "GET" or not (form.validate() and _printable(form)):
        return shown("agreements/words.html", standing, agreement, form=form), 422 if form.errors else 200
    facts, issues, responsibility = (form.data[name] or "" for name in ("facts", "issues", "responsibility"))
    services.amend(standing, agreement, revision=_revision(), facts=facts, issues=issues, responsibility=responsibility)
    return see_other("agreements.show", public_id=agreement.public_id)


@bp.route("/agreements/<public_id>/offer", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="offer")
def offer(standing: Standing, agreement: SettlementAgreement) -> Any:
    """All that stands against it, in plain words; when nothing does, how it is signed."""
    certain = by_type(agreement.dispute.type)
    usual = Form.PAPER if certain else Form.ELECTRONIC
    suggested = () if certain else spoken_of(queries.readiness(agreement, usual).texts)
    form = forms.OfferForm(form=agreement.form or usual, left_to_paper=None if suggested else "no")
    if certain:  # the law has answered
        del form.left_to_paper
    good = request.method == "POST" and form.validate()
    wanted = Form(form.form.data) if form.form.data in (Form.ELECTRONIC, Form.PAPER) else usual
    answer = {"yes": True, "no": False}.get(form.facts.get("left_to_paper") or "")
    against = problems(queries.readiness(agreement, wanted, answer))
    if not good or against:
        status = 422 if form.errors or (against and request.method == "POST") else 200
        why = [WHY_PAPER[one] for one in ((certain,) if certain else suggested)]
        more = {"against": against, "snags": snags(agreement), "why": why}
        return shown("agreements/offer.html", standing, agreement, form=form, **more), status
    services.offer(standing, agreement, revision=_revision(), form=wanted, left_to_paper=answer)
    return see_other("agreements.show", public_id=agreement.public_id)
