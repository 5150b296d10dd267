"""Before the counter: the parties apply together and follow it; the institution seals its proof."""

from __future__ import annotations

from typing import Any

from flask import flash, request

from documents import uploads
from mediation.agreements import queries as agreements
from mediation.agreements.models import SettlementAgreement
from mediation.agreements.rules import TABLE as AGREEMENT
from mediation.agreements.rules import AgreementState
from mediation.confirmations import forms, queries, services
from mediation.confirmations.models import JudicialConfirmation
from mediation.confirmations.queries import checking, packing
from mediation.confirmations.rules import COURT_SIDE, TABLE
from mediation.confirmations.rules.checks import obstacles
from mediation.confirmations.views.court import package
from mediation.confirmations.views.pages import (
    WORDS,
    WRONG_CODE,
    WRONG_TOTP,
    back_to,
    bp,
    checked_totp,
    shown,
    terms,
)
from mediation.core.door import Page, opens, page, see_other
from mediation.core.forms import offer, wrong
from mediation.core.machine import Role, Standing, may
from mediation.core.words import N_, gettext
from mediation.matters import services as matters
from mediation.matters.services import Brought
from mediation.organisations import queries as organisations
from mediation.rulebook.courts import PackagePaper


@bp.route("/agreements/<public_id>/confirmation", methods=["GET", "POST"])
@opens(agreements.opened, AGREEMENT)
def apply(standing: Standing, agreement: SettlementAgreement) -> Any:
    """What it means, until when, at which court; then the commitment (民事诉讼法 205)."""
    may(TABLE, standing, None, "apply").or_raise()
    before = queries.of_agreement(agreement)
    if before is not None and not queries.can_be_applied_for(agreement):
        return back_to(before)
    thing = organisations.place(request.args["property"]) if request.args.get("property") else None
    courts = queries.courts(agreement, thing)
    form = forms.ApplyForm(court=courts[0].key if courts else None)
    offer(form.court, [(one.key, one.name) for one in courts])
    if request.method == "POST" and form.validate():
        court = queries.court(agreement, form.court.data, thing)
        return back_to(services.apply(standing, agreement, court=court, property_place=thing))
    in_effect = agreement.state is AgreementState.EFFECTIVE
    against = obstacles(queries.settled(agreement)) if in_effect else []
    return page(
        "confirmations/apply.html", status=422 if form.errors else 200, form=form, agreement=agreement, courts=courts,
        matter=agreement.dispute.matter, against=against, open=queries.can_be_applied_for(agreement),
        last_day=queries.last_day(agreement) if agreement.effective_on else None, terms=terms(agreement, standing),
        thing=thing, places=organisations.communities(),
        snags=[one.words for one in agreements.before_a_court(agreement)], **WORDS,
    )  # fmt: skip


@bp.get("/confirmations/<public_id>")
@opens(queries.opened, TABLE)
def show(standing: Standing, confirmation: JudicialConfirmation) -> Page:
    """The confirmation as the reader has to do with it."""
    if not standing.roles.isdisjoint(COURT_SIDE):
        return package(standing, confirmation)
    if Role.PARTY not in standing.roles:
        checks = checking.package(confirmation) if confirmation.application else []
        return shown("window", standing, confirmation, checks=checks, annex_word=packing.annex_word(confirmation))
    seat = queries.own_seat(confirmation, standing, Role.APPLICANT, Role.RESPONDENT)
    service = queries.service_of(confirmation, standing.actor.seat_id)
    signed = any(at for party, at in queries.joined(confirmation) if seat and party.seat_id == seat.id)
    again = queries.can_be_applied_for(confirmation.agreement)
    last_day = queries.last_day(confirmation.agreement)
    return shown(
        "party", standing, confirmation, seat=seat, service=service, signed=signed, again=again, last_day=last_day
    )


@bp.post("/confirmations/<public_id>/code")
@opens(queries.opened, TABLE, to="sign")
def send_code(standing: Standing, confirmation: JudicialConfirmation) -> Any:
    services.send_code(standing, confirmation)
    flash(gettext(N_("We have sent you a code. It is good for this paper alone, for five minutes.")), "ok")
    return see_other("confirmations.sign", public_id=confirmation.public_id)


@bp.route("/confirmations/<public_id>/sign", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="sign")
def sign(standing: Standing, confirmation: JudicialConfirmation) -> Any:
    """A party signs the application on their own phone, and so applies together with the others."""
    form = forms.JoinForm()
    seat = queries.own_seat(confirmation, standing, Role.APPLICANT, Role.RESPONDENT)
    if request.method == "POST" and form.validate() and seat and form.is_name(seat.name):
        if services.code_is_right(standing, confirmation, form.code.data):
            drawing, is_typed = form.drawing.data, form.drawing.data is None
            shown_to_me = request.args.get("shown", "")
            services.sign(standing, confirmation, shown=shown_to_me, drawing=drawing, typed=is_typed)
            return back_to(confirmation)
        wrong(form.code, WRONG_CODE)
    return shown("sign", standing, confirmation, form=form, seat=seat)


@bp.post("/confirmations/<public_id>/withdraw")
@opens(queries.opened, TABLE, to="withdraw")
def withdraw(standing: Standing, confirmation: JudicialConfirmation) -> Any:
    services.withdraw(standing, confirmation)
    return back_to(confirmation)


@bp.post("/confirmations/<public_id>/ask-withdrawal")
@opens(queries.opened, TABLE, to="ask_withdrawal")
def ask_withdrawal(standing: Standing, confirmation: JudicialConfirmation) -> Any:
    services.ask_withdrawal(standing, confirmation)
    flash(gettext(N_("The court has been asked. It decides whether the application may be withdrawn.")), "ok")
    return back_to(confirmation)


@bp.post("/confirmations/<public_id>/ruling")
@opens(queries.opened, TABLE, to="serve")
def serve(standing: Standing, confirmation: JudicialConfirmation) -> Any:
    """A party opens the ruling: from now on it is served on them."""
    services.serve(standing, confirmation)
    return back_to(confirmation)


@bp.route("/confirmations/<public_id>/seal", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="seal_proof")
def seal_proof(standing: Standing, confirmation: JudicialConfirmation) -> Any:
    form = forms.SealForm()
    if request.method == "POST" and form.validate():
        if checked_totp(standing, form.code.data):
            services.seal_proof(standing, confirmation)
            return back_to(confirmation)
        wrong(form.code, WRONG_TOTP)
    return shown("seal", standing, confirmation, form=form)


@bp.route("/confirmations/<public_id>/supply", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="supply")
def supply(standing: Standing, confirmation: JudicialConfirmation) -> Any:
    """What the court asked for is handed in, by a party or by the institution for them."""
    form = forms.SupplyForm()
    if request.method == "GET" or not form.validate():
        return shown("supply", standing, confirmation, form=form)
    files = _taken(form, confirmation.matter.key_name)
    if form.errors:
        return shown("supply", standing, confirmation, form=form)
    services.supply(standing, confirmation, files=files, words=form.words.data or "")
    flash(gettext(N_("It is with the court. Its three days begin anew.")), "ok")
    return back_to(confirmation)


ABOUT_SOMEBODY = (PackagePaper.IDENTITY, PackagePaper.AUTHORITY, PackagePaper.ADDRESS)


@bp.route("/confirmations/<public_id>/enclose", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="enclose")
def enclose(standing: Standing, confirmation: JudicialConfirmation) -> Any:
    """A party or the window hands in a paper the court will ask for, before it has to ask."""
    form: Any = forms.EncloseForm()
    own = queries.own_seat(confirmation, standing, Role.APPLICANT, Role.RESPONDENT)
    about = {
        one.public_id: one for one in confirmation.dispute.parties if own is None or one.seat_id == own.id
    }  # fmt: skip
    if own is None:
        offer(form.party, [("", "—"), *((key, one.name) for key, one in about.items())])
    else:
        del form.party  # a party hands in their own
    if request.method == "GET" or not form.validate():
        return shown("enclose", standing, confirmation, form=form)
    if own is None and form.kind.data in ABOUT_SOMEBODY and not form.party.data:
        wrong(form.party, N_("Say about whom it is."))
        return shown("enclose", standing, confirmation, form=form)
    files = _taken(form, confirmation.matter.key_name)
    if not files and not form.errors:
        wrong(form.files, N_("Please choose a file."))
    if form.errors:
        return shown("enclose", standing, confirmation, form=form)
    party = next(iter(about.values()), None) if own else about.get(form.party.data or "")
    services.enclose(standing, confirmation, kind=PackagePaper(form.kind.data), files=files, party=party)
    flash(gettext(N_("It goes to the court with the application.")), "ok")
    return back_to(confirmation)


def _taken(form: forms.SupplyForm | forms.EncloseForm, key_name: str) -> list[Brought]:
    """The files that are good, kept sealed; what is wrong with the others stands at the field."""
    brought = []
    for one in form.files.data or ():
        if not one.filename:
            continue
        try:
            brought.append(matters.bring(one.filename, one.read(), one.mimetype, key_name=key_name))
        except uploads.Refused as refused:
            wrong(form.files, f"{one.filename}: {gettext(refused.msgid)}")
    return brought
