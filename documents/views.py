from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, request

from documents import ledger, queries, uploads, verifier
from documents.forms import CheckForm
from documents.models import Document
from documents.rules import TABLE, TITLE
from documents.sending import send
from documents.verifying import BROKEN, Answer
from mediation.core import throttle, words
from mediation.core.db import rollback
from mediation.core.door import opens, page, public
from mediation.core.forms import wrong
from mediation.core.machine import NotNow, Standing
from mediation.core.words import N_

bp = Blueprint("documents", __name__)

CHECKS_A_MINUTE = 20
"""Files that one device or network may have examined: each takes a processor for a while."""

ANSWER = {
    Answer.VALID: (
        "done", N_("This paper is genuine and unchanged"),
        N_("It is exactly what everybody signed. Compare the number with the one in your hand."),
    ),
    Answer.INVALID: (
        "late", N_("This paper is not as it was signed"),
        N_(
            "Do not rely on it: do not sign, pay or give anything because of it. Get a copy from the institution "
            "itself."
        ),
    ),
    Answer.INDETERMINATE: (
        "wait", N_("We cannot say for certain"),
        N_("Nothing speaks against this paper, but our register does not know it. Ask the institution named on it."),
    ),
}  # fmt: skip
"""The card of an answer: its kind, headline, and what to do."""
STRANGE = (
    N_("This is not a paper from here as it was signed"),
    N_("Our register does not know it. It comes from somewhere else, or was changed or made up. Do not rely on it."),
)
BEFORE = (
    N_("This is the paper before anybody signed it"),
    N_("A copy to read has no effect. There is a signed one: whoever takes part in the matter can download it."),
)


@bp.get("/documents/<public_id>")
@opens(queries.opened, TABLE, to="fetch")
def fetch(standing: Standing, document: Document) -> Response:
    """The complete paper, for everybody whose labels read it. Before that there is nothing to fetch, for nobody."""
    assert document.complete_kept is not None
    return _sent(document, document.complete_kept, document.media_type)


@bp.get("/documents/<public_id>/unsigned")
@opens(queries.opened, TABLE, to="read")
def read(standing: Standing, document: Document) -> Response:
    """The frozen paper without any signature: to read before signing, or to print and sign by hand."""
    assert document.frozen_kept is not None
    return _sent(document, document.frozen_kept, "application/pdf", inline=True)


def _sent(document: Document, kept: str, media_type: str, inline: bool = False) -> Response:
    content = queries.fetch(kept, document.key_name)
    name = f"{words.translate(TITLE[document.kind], 'zh-Hans')}{document.number}"
    return send(content, name=name, media_type=media_type, inline=inline)


@bp.get("/documents/<public_id>/receipt")
@opens(queries.opened, TABLE, to="fetch")
def receipt(standing: Standing, document: Document) -> Response:
    """The verification receipt of a complete paper, for whoever may fetch the paper itself."""
    text = ledger.receipt(document)
    if text is None:
        raise NotNow(N_("This paper was completed before there were verification receipts."))
    title = words.translate(TITLE[document.kind], ledger.GOVERNING)
    return send(text.encode(), name=f"{title}{document.number} 核验凭证", media_type="application/json")


@bp.get("/check/offline")
@public
def offline() -> Response:
    """The one file with which anybody checks a paper against its receipt, without network and without us."""
    text = verifier.page(ledger.receipt_key(), ledger.issuer())
    name = words.gettext(N_("Check a paper without a network"))
    return send(text.encode(), name=name, media_type="text/html")


@bp.get("/check/<code>")
@public
def check(code: str) -> Any:
    """What anybody may know of a paper by its code: number, date, valid or not, how many signed."""
    return _by_code(code)


@bp.route("/check", methods=["GET", "POST"])
@public
def examine() -> Any:
    """By code, or by the file itself: genuine or not, and the rule that decided."""
    form = CheckForm()
    code = request.args.get("code", "")
    if request.method == "GET" and code:
        return _by_code(code)
    if request.method == "GET" or not form.validate():
        return _asked(form, 422 if form.errors else 200)
    throttle.spend("check", a_minute=current_app.config.get("CHECKS_A_MINUTE", CHECKS_A_MINUTE))
    with form.paper.data.stream as sent:
        content = sent.read()
    recognised = queries.recognise(content)
    why = None if recognised else uploads.unfit(content)
    if why:
        wrong(form.paper, why)
        return _asked(form, 422)
    return _judged(content, recognised)


def _asked(form: CheckForm, status: int) -> Any:
    fingerprint = verifier.grouped(ledger.receipt_key().fingerprint)
    return page("documents/check.html", form=form, fingerprint=fingerprint), status


def _judged(content: bytes, recognised: queries.Recognised | None) -> Any:
    verdict = queries.examine(content)
    rollback()
    kind, headline, sentence = ANSWER[verdict.answer]
    if verdict.answer is Answer.INVALID and recognised is None:
        headline, sentence = STRANGE
    before = recognised is not None and recognised.before
    if before:
        headline, sentence = BEFORE
    return page(
        "documents/verdict.html", verdict=verdict, kind=kind, headline=headline, sentence=sentence,
        paper=recognised.paper if recognised else None, before=before, broken=BROKEN,
    )  # fmt: skip


def _by_code(code: str) -> Any:
    found = queries.check(code)
    return page("documents/code.html", found=found), 200 if found else 404
