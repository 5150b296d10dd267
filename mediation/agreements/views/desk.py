"""One agreement as each sees it, and the seal, the scan and the register at the window and the mediator's desk."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, request, session

from documents import services as papers
from documents import uploads
from documents.escrow import Scan
from documents.forms import scanned
from documents.queries import companions
from documents.queries import paper as drafted
from documents.rendering import fingerprint
from documents.rules import HINDRANCE, DocumentState, Mark, Way
from documents.scans import is_foreign
from mediation.accounts import services as accounts
from mediation.accounts.models import Account
from mediation.agreements import forms, queries, services
from mediation.agreements.models import SettlementAgreement
from mediation.agreements.papers import GOVERNING, plain, prose, when
from mediation.agreements.rules import (
    AGREEMENT_STATE,
    FORM,
    REFUSED,
    REOPENED,
    TABLE,
    AgreementState,
    Clause,
    Form,
    problems,
)  # fmt: skip
from mediation.agreements.services.signing import SIGNING
from mediation.core import clock, deadlines, words
from mediation.core.db import db
from mediation.core.door import Page, opens, page, see_other
from mediation.core.forms import offer, wrong
from mediation.core.machine import Role, Standing
from mediation.core.words import N_, Said
from mediation.disputes.queries import party_of

bp = Blueprint("agreements", __name__)

WRONG_TOTP = N_("This code is not right, or was used already. Wait for the next one and try again.")


@bp.get("/agreements/<public_id>")
@opens(queries.opened, TABLE)
def show(standing: Standing, agreement: SettlementAgreement) -> Page:
    """The agreement as the reader has to do with it."""
    if Role.MEDIATOR in standing.roles:
        return shown(
            "agreements/draft.html", standing, agreement, remarks=queries.remarks(agreement), snags=snags(agreement)
        )
    if {Role.PARTY, Role.REPRESENTATIVE} & standing.roles:
        return shown("agreements/party.html", standing, agreement, remarks=queries.remarks(agreement))
    return shown("agreements/window.html", standing, agreement)


def snags(agreement: SettlementAgreement) -> list[Said]:
    """What a court would stop at, while the terms can still be written better."""
    is_open = agreement.state is AgreementState.OPEN
    return [one.words for one in queries.before_a_court(agreement)] if is_open else []


def shown(template: str, standing: Standing, agreement: SettlementAgreement, **more: Any) -> Page:
    """A page about an agreement, with what every such page needs."""
    document, is_party = agreement.document, Role.PARTY in standing.roles
    return page(
        template, agreement=agreement, matter=agreement.dispute.matter, document=document,
        terms=texts(agreement, standing), may_now=set(TABLE.offered(standing, agreement)),
        last_day=_last_day(agreement),
        signers=document.signers if document else [], mine=_own_key(agreement, standing),
        understood=queries.understood(agreement), readings=queries.readings(agreement),
        at_desk="visit" in session,
        by_hand={one.signer_id for one in companions(document)} if document else set(),
        is_paper=document is not None and document.way is Way.PAPER,
        stage=document.state if document else None, stages=DocumentState,
        hindrance=HINDRANCE[document.hindrance] if document and document.hindrance and not is_party else "",
        reopened=REOPENED.get(agreement.reopened) if agreement.reopened else None,
        state_word=AGREEMENT_STATE, form_word=FORM, refused_word=REFUSED, revision=agreement.revision, **more,
    )  # fmt: skip


def _last_day(agreement: SettlementAgreement) -> date | None:
    """The last day for signing, while it is out for signature."""
    limit = next(iter(deadlines.running(agreement, "everybody_signs")), None)
    return clock.local_day(limit.due_at - timedelta(microseconds=1)) if limit and limit.due_at else None


def _own_key(agreement: SettlementAgreement, standing: Standing) -> str | None:
    seat = queries.own_seat(agreement, standing, *SIGNING, Role.MEDIATOR)
    return seat.public_id if seat else None


def texts(agreement: SettlementAgreement, standing: Standing) -> list[dict[str, Any]]:
    """Each term as the legal text, as reading text where the reader's language is another, and in plain words."""
    party = party_of(agreement.dispute, standing.actor.seat_id) if standing.actor.seat_id else None
    reader = party.id if party else None
    return [_text(number, one, reader) for number, one in enumerate(queries.clauses(agreement), start=1)]


def _text(number: int, clause: Clause, reader: int | None) -> dict[str, Any]:
    language = words.language()
    return {
        "number": number, "legal": prose(clause), "plain": plain(clause, reader), "when": _when(clause),
        "reading": prose(clause, language) if language != GOVERNING else None, "clause": clause,
    }  # fmt: skip


def _when(clause: Clause) -> str:
    msgid, day = when(clause)
    return words.gettext(msgid, day=words.day(day)) if day else words.gettext(msgid)


def checked_totp(standing: Standing, typed: str) -> bool:
    """The second factor of the member of staff who acts; each try counts."""
    return accounts.check_totp(db.session.get_one(Account, standing.actor.account_id), typed)


@bp.route("/agreements/<public_id>/seal", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="seal")
def seal(standing: Standing, agreement: SettlementAgreement) -> Any:
    form = forms.SealForm()
    if request.method == "POST" and form.validate():
        if checked_totp(standing, form.code.data):
            services.seal(standing, agreement, shown=request.args.get("shown", ""))
            return see_other("agreements.show", public_id=agreement.public_id)
        wrong(form.code, WRONG_TOTP)
    return shown("agreements/seal.html", standing, agreement, form=form), 422 if form.errors else 200


@bp.route("/agreements/<public_id>/certify", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="certify")
def certify(standing: Standing, agreement: SettlementAgreement) -> Any:
    """The paper signed by hand comes back: scanned, compared, certified by name."""
    form: Any = forms.CertifyForm()
    scan = _scan(form, agreement.document) if request.method == "POST" and form.validate() else None
    if scan is None:
        return shown("agreements/certify.html", standing, agreement, form=form), 422 if form.errors else 200
    kept = papers.keep(scan.content, key_name=agreement.key_name)
    services.certify(standing, agreement, kept=kept, media_type=scan.mime, signed_on=form.signed_on.data)
    return see_other("agreements.show", public_id=agreement.public_id)


@bp.route("/agreements/<public_id>/compare", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="compare")
def compare(standing: Standing, agreement: SettlementAgreement) -> Any:
    """Some have signed by hand, or the seal is stamped: their paper is scanned, compared, and counts."""
    form: Any = forms.CompareForm()
    missing = [one for one in agreement.document.signers if one.signed_at is None] if agreement.document else []
    offer(form.who, [(one.key, f"{one.title} {one.name}") for one in missing])
    scan = _scan(form, agreement.document) if request.method == "POST" and form.validate() else None
    if scan is None:
        return shown("agreements/compare.html", standing, agreement, form=form), 422 if form.errors else 200
    kept = papers.keep(scan.content, key_name=agreement.key_name)
    services.compare(
        standing, agreement, keys=form.who.data, scan=Scan(kept.sha256, kept.at, scan.mime),
        mark=Mark(form.mark.data), marked_on=form.marked_on.data,
    )  # fmt: skip
    return see_other("agreements.show", public_id=agreement.public_id)


def _scan(form: Any, document: Any) -> uploads.Upload | None:
    """The scan, if it is one of this paper, as far as the codes on its pages tell."""
    scan = scanned(form.scan)
    if scan is None:
        return None
    try:
        foreign = is_foreign(scan, check_code=document.check_code, fingerprint=fingerprint(drafted(document)))
    except uploads.Refused as refused:
        wrong(form.scan, refused.msgid)
        return None
    if foreign:
        wrong(form.scan, N_("A page of another paper, or of another version of it, is in this scan."))
        return None
    return scan


@bp.route("/agreements/<public_id>/oral", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="register_oral")
def oral(standing: Standing, agreement: SettlementAgreement) -> Any:
    """What the sides agreed by word of mouth goes on record."""
    form: Any = forms.OralForm()
    against = problems(queries.readiness(agreement, Form.ORAL))
    if request.method == "GET" or against or not form.validate():
        status = 422 if form.errors or (against and request.method == "POST") else 200
        return shown("agreements/oral.html", standing, agreement, form=form, against=against), status
    services.register_oral(
        standing, agreement, revision=request.args.get("revision", -1, int), reached_on=form.reached_on.data
    )
    return see_other("agreements.show", public_id=agreement.public_id)
