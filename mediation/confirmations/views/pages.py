"""What every page of a confirmation shows, and its papers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response

from documents import ledger, verifier
from documents import queries as documents
from documents.models import Document
from documents.rules import TITLE, DocumentState
from documents.sending import send
from mediation.accounts import services as accounts
from mediation.accounts.models import Account
from mediation.agreements import queries as agreements
from mediation.agreements.models import SettlementAgreement
from mediation.agreements.papers import GOVERNING, plain, prose, when
from mediation.agreements.rules import Clause
from mediation.confirmations import queries
from mediation.confirmations.models import JudicialConfirmation, RemarkKind
from mediation.confirmations.queries import packing
from mediation.confirmations.rules import COMMITMENT, CONFIRMATION_STATE, OBJECTION, OBJECTION_STATE, SERVED_BY, TABLE
from mediation.confirmations.rules.courts import WHERE
from mediation.core import clock, words
from mediation.core.db import db
from mediation.core.door import Page, opens, page, see_other
from mediation.core.machine import NotNow, NotVisible, Role, Standing, may
from mediation.core.words import N_, Said, gettext, ngettext, say
from mediation.disputes.queries import party_of
from mediation.rulebook.courts import DISMISSAL, NOT_TAKEN, PACKAGE_PAPER
from mediation.rulebook.kinds import DISPUTE_TYPE, ROUTES

bp = Blueprint("confirmations", __name__)

WRONG_CODE = N_("This code is not right, or its time is over. Look again, or have a new one sent.")
WRONG_TOTP = N_("This code is not right, or was used already. Wait for the next one and try again.")

WORDS: dict[str, Any] = {
    "state_word": CONFIRMATION_STATE, "where_word": WHERE, "commitment": COMMITMENT, "not_taken_word": NOT_TAKEN,
    "dismissal_word": DISMISSAL, "paper_word": PACKAGE_PAPER, "type_word": DISPUTE_TYPE, "title_word": TITLE,
    "routes": ROUTES, "served_word": SERVED_BY, "objection_word": OBJECTION_STATE,
    "said_of": queries.said_of, "clock_day": clock.local_day,
}  # fmt: skip


def shown(name: str, standing: Standing, confirmation: JudicialConfirmation, **more: Any) -> Page:
    """A page about a confirmation; 422 when its form has errors."""
    form = more.get("form")
    return page(
        f"confirmations/{name}.html", status=422 if form and form.errors else 200, confirmation=confirmation,
        matter=confirmation.matter, court=confirmation.court, agreement=confirmation.agreement,
        joined=queries.joined(confirmation), may_now=set(TABLE.offered(standing, confirmation)),
        is_party=Role.PARTY in standing.roles, due=limit(confirmation), states=DocumentState, routes_open=ROUTES,
        terms=terms(confirmation.agreement, standing), rules_anew=queries.upheld(confirmation) is not None,
        may_decide=lambda one: may(OBJECTION, standing, one, "reject").row is not None,
        asked=queries.remarks(confirmation, RemarkKind.MISSING, RemarkKind.NOT_TAKEN, RemarkKind.SUPPLY),
        **WORDS, **more,
    )  # fmt: skip


def back_to(confirmation: JudicialConfirmation) -> Response:
    return see_other("confirmations.show", public_id=confirmation.public_id)


def limit(confirmation: JudicialConfirmation) -> dict[str, Any] | None:
    """The limit that runs, as `ui.deadline` draws it."""
    due_at = queries.due_at(confirmation)
    if due_at is None:
        return None
    left = (clock.local_day(due_at - timedelta(seconds=1)) - clock.today()).days
    if left < 0:
        return {"kind": "late", "words": ngettext("%(n)s day late", "%(n)s days late", -left), "due_at": due_at}
    said = ngettext("%(n)s day left", "%(n)s days left", left) if left else gettext(N_("Today is the last day"))
    return {"kind": "warn" if left <= 1 else "ok", "words": said, "due_at": due_at}


def terms(agreement: SettlementAgreement, standing: Standing) -> list[dict[str, Any]]:
    """Each term as `agreements/clauses.html` draws it: the text that counts, one to read, and in plain words."""
    party = party_of(agreement.dispute, standing.actor.seat_id) if standing.actor.seat_id else None
    language = words.language()
    return [
        {
            "number": number, "legal": prose(one), "plain": plain(one, party.id if party else None), "when": _when(one),
            "reading": prose(one, language) if language != GOVERNING else None, "clause": one,
        }
        for number, one in enumerate(agreements.clauses(agreement), start=1)
    ]  # fmt: skip


def _when(clause: Clause) -> Said:
    msgid, day = when(clause)
    return say(msgid, day=day) if day else say(msgid)


def checked_totp(standing: Standing, typed: str) -> bool:
    """The second factor of the member of staff who acts; each try counts."""
    return accounts.check_totp(db.session.get_one(Account, standing.actor.account_id), typed)


@bp.get("/confirmations/<public_id>/papers/<paper_id>")
@opens(queries.opened, TABLE)
def paper(standing: Standing, confirmation: JudicialConfirmation, paper_id: str) -> Response:
    """A paper of the package: as it was released; before that without any signature. A party is served the ruling
    before reading it."""
    found = next((one for one in queries.papers(confirmation) if one.public_id == paper_id), None)
    if found is None:
        raise NotVisible()
    waits = queries.unserved(standing, found) if found.id == confirmation.ruling_id else None
    if waits:
        raise NotNow(waits)
    return _sent(found)


@bp.get("/confirmations/<public_id>/package.zip")
@opens(queries.opened, TABLE, to="carry")
def package_file(standing: Standing, confirmation: JudicialConfirmation) -> Response:
    """Everything that is with the court, for carrying into its own network."""
    page = verifier.page(ledger.receipt_key(), ledger.issuer())
    content = packing.package(standing, confirmation, verifier=page.encode())
    name = f"司法确认材料{confirmation.agreement.number or ''}"
    return send(content, name=name, media_type="application/zip")


def _sent(document: Document) -> Response:
    whole = document.state is DocumentState.COMPLETE
    kept = document.complete_kept if whole else document.frozen_kept
    if kept is None:
        raise NotNow(N_("The paper is being made. Please look again in a moment."))
    name = f"{words.translate(TITLE[document.kind], GOVERNING)}{document.number}"
    media_type = document.media_type if whole else "application/pdf"
    return send(documents.fetch(kept, document.key_name), name=name, media_type=media_type, inline=True)
