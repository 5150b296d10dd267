"""Behind the counter: the work list, the package with its checks, acceptance, inquiry, ruling."""

from __future__ import annotations

from typing import Any

from flask import flash, request

from mediation.confirmations import forms, queries, services
from mediation.confirmations.models import JudicialConfirmation, RemarkKind
from mediation.confirmations.queries import checking, packing
from mediation.confirmations.rules import RULED, TABLE, Outcome, inquired
from mediation.confirmations.services.ruling import CHANGE_MISSING
from mediation.confirmations.views.pages import WORDS, WRONG_TOTP, back_to, bp, checked_totp, limit, shown
from mediation.core import clock, wall
from mediation.core.door import Page, opens, page, signed_in
from mediation.core.forms import offer, wrong
from mediation.core.machine import Actor, Standing
from mediation.core.words import N_, gettext
from mediation.matters import queries as matters
from mediation.rulebook.courts import QUESTION, Dismissal, NotTaken, PackagePaper
from mediation.rulebook.limits import limit as limit_of
from mediation.sittings import queries as sittings
from mediation.sittings.models import Sitting
from mediation.sittings.rules import IDENTITY, MODE, RESULT, Mode
from video.rooms import JOINT


@bp.get("/confirmations")
@signed_in("clerk", "judge")
def worklist(actor: Actor) -> Page:
    """What is open at the court, by the clock; and what it has finished with."""
    waiting, decided = queries.at_court(actor), queries.decided_at_court(actor)
    wall.name_reader(*(queries.standing(actor, one) for one in (*waiting, *decided)))
    return page(
        "confirmations/worklist.html", rows=[(one, limit(one)) for one in waiting], decided=decided,
        is_clerk=actor.holds("clerk"), **WORDS,
    )  # fmt: skip


def package(standing: Standing, confirmation: JudicialConfirmation) -> Page:
    """Agreement, application, proof, identities and the extract of the minutes beside the automatic checks."""
    seated = matters.own_seat(standing, confirmation.matter) is not None
    return shown(
        "package", standing, confirmation, checks=checking.package(confirmation), papers=queries.papers(confirmation),
        verdicts=queries.verdicts(confirmation), extract=[_extract(one) for one in queries.held(confirmation)],
        undisputed=queries.undisputed(confirmation), inquiry=queries.inquiry(confirmation), question_word=QUESTION,
        notes=queries.remarks(confirmation, RemarkKind.NOTE), seated=seated,
        exhibits=matters.exhibits(confirmation.matter), mode_word=MODE, identity_word=IDENTITY, result_word=RESULT,
        heard_word=forms.HEARD,
        ruled=confirmation.state in RULED, annex_word=packing.annex_word(confirmation),
    )  # fmt: skip


def _extract(sitting: Sitting) -> dict[str, Any]:
    """Of one sitting: when, who came and how, that they were told and known, and the result. No word of the talk."""
    came = {one.name for one in sittings.attendance(sitting) if one.room == JOINT}
    return {"sitting": sitting, "people": [(one, one.name in came) for one in sitting.participants]}


@bp.route("/confirmations/<public_id>/accept", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="accept")
def accept(standing: Standing, confirmation: JudicialConfirmation) -> Any:
    form = forms.AcceptForm()
    judges = queries.judges(confirmation)
    offer(form.judge, [(one.login, one.name) for one, against in judges if not against])
    if request.method == "POST" and form.validate():
        services.accept(standing, confirmation, judge=queries.judge(confirmation, form.judge.data))
        flash(gettext(N_("Accepted. The parties and the judge are told.")), "ok")
        return back_to(confirmation)
    barred = [(one, against) for one, against in judges if against]
    return shown("accept", standing, confirmation, form=form, checks=checking.package(confirmation), barred=barred)


@bp.route("/confirmations/<public_id>/not-accept", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="not_accept")
def not_accept(standing: Standing, confirmation: JudicialConfirmation) -> Any:
    form = forms.NotAcceptForm()
    if request.method == "GET" or not form.validate():
        return shown("not_accept", standing, confirmation, form=form)
    services.not_accept(standing, confirmation, reason=NotTaken(form.reason.data), words=form.words.data or "")
    return back_to(confirmation)


@bp.route("/confirmations/<public_id>/ask-papers", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="ask_papers")
def ask_papers(standing: Standing, confirmation: JudicialConfirmation) -> Any:
    today = clock.today()
    form: Any = forms.AskPapersForm(until=limit_of("papers_supplied", today).last_day(today))
    offer(form.missing, [(one, gettext(word)) for one, word in forms.PACKAGE_CHOICES])
    good = request.method == "POST" and form.validate()
    if good and form.until.data <= today:
        wrong(form.until, N_("Give the parties at least until tomorrow."))
    if not good or form.errors:
        return shown("ask_papers", standing, confirmation, form=form)
    missing = [PackagePaper(one) for one in form.missing.data]
    services.ask_papers(standing, confirmation, missing=missing, until=form.until.data, words=form.words.data or "")
    return back_to(confirmation)


@bp.route("/confirmations/<public_id>/note", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="note")
def note(standing: Standing, confirmation: JudicialConfirmation) -> Any:
    form = forms.NoteForm()
    if request.method == "GET" or not form.validate():
        return shown("note", standing, confirmation, form=form)
    services.note(standing, confirmation, words=form.words.data)
    return back_to(confirmation)


@bp.post("/confirmations/<public_id>/permit-withdrawal")
@opens(queries.opened, TABLE, to="permit_withdrawal")
def permit_withdrawal(standing: Standing, confirmation: JudicialConfirmation) -> Any:
    services.permit_withdrawal(standing, confirmation)
    return back_to(confirmation)


@bp.route("/confirmations/<public_id>/inquire", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="inquire")
def inquire(standing: Standing, confirmation: JudicialConfirmation) -> Any:
    """Both parties are heard together; every standing question is asked."""
    form = forms.InquiryForm()
    parties = confirmation.dispute.parties
    offer(form.present, [(one.public_id, one.name) for one in parties])
    if request.method == "GET" or not form.validate():
        return shown("inquire", standing, confirmation, form=form)
    if len(set(form.present.data)) < len(parties):
        wrong(form.present, N_("Both parties have to be there together. Ask those who are missing to come."))
        return shown("inquire", standing, confirmation, form=form)
    services.inquire(
        standing, confirmation, present=len(parties), answers=form.answers, way=Mode(form.way.data),
        words=form.words.data,
    )  # fmt: skip
    return back_to(confirmation)


@bp.route("/confirmations/<public_id>/extend", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="extend")
def extend(standing: Standing, confirmation: JudicialConfirmation) -> Any:
    form = forms.ExtendForm()
    if request.method == "GET" or not form.validate():
        return shown("extend", standing, confirmation, form=form)
    services.extend(standing, confirmation, president=form.president.data)
    return back_to(confirmation)


@bp.route("/confirmations/<public_id>/rule", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="reject")
def rule(standing: Standing, confirmation: JudicialConfirmation) -> Any:
    """The judge decides; the ruling is made from the rows, read, and then signed."""
    form = forms.RuleForm()
    offer(form.reason, [("", "—"), *((one, gettext(word)) for one, word in forms.DISMISSAL_CHOICES)])
    good = request.method == "POST" and form.validate()
    why_not = inquired(confirmation) if form.outcome.data == Outcome.CONFIRMED else None
    if good and why_not:
        wrong(form.outcome, why_not)
    elif good and form.outcome.data == Outcome.CONFIRMED and queries.upheld(confirmation) and not form.words.data:
        wrong(form.words, CHANGE_MISSING)
    if not good or form.errors:
        return shown("rule", standing, confirmation, form=form)
    if form.outcome.data == Outcome.CONFIRMED:
        services.grant(standing, confirmation, words=form.words.data or "")
    else:
        services.reject(standing, confirmation, reason=Dismissal(form.reason.data), words=form.words.data or "")
    flash(gettext(N_("The ruling is being made. In a moment it can be read and signed.")), "ok")
    return back_to(confirmation)


@bp.route("/confirmations/<public_id>/sign-ruling", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="sign_ruling")
def sign_ruling(standing: Standing, confirmation: JudicialConfirmation) -> Any:
    """The judge signs with the second factor; with it the court's seal is put."""
    form = forms.SealForm()
    if request.method == "POST" and form.validate():
        if checked_totp(standing, form.code.data):
            services.sign_ruling(standing, confirmation, shown=request.args.get("shown", ""))
            flash(gettext(N_("Signed and sealed. In a moment the parties can open the ruling.")), "ok")
            return back_to(confirmation)
        wrong(form.code, WRONG_TOTP)
    return shown("sign_ruling", standing, confirmation, form=form)
