from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from documents import queries
from documents.forms import CheckForm
from documents.models import Document
from documents.rules import TABLE, TITLE
from documents.sending import send
from documents.verifying import Answer
from mediation.core import words
from mediation.core.db import rollback
from mediation.core.door import opens, page, public
from mediation.core.machine import Standing
from mediation.core.words import N_

bp = Blueprint("documents", __name__)

ANSWER = {
    Answer.VALID: ("ok", N_("This paper is genuine and unchanged.")),
    Answer.INVALID: ("stop", N_("This paper is not as it was signed. Do not rely on it.")),
    Answer.INDETERMINATE: ("warn", N_("Nothing speaks against this paper, but our register does not know it.")),
}


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
        return page("documents/check.html", form=form), 422 if form.errors else 200
    with form.paper.data.stream as sent:
        content = sent.read()
    rollback()
    verdict = queries.examine(content)
    kind, sentence = ANSWER[verdict.answer]
    return page("documents/verdict.html", verdict=verdict, kind=kind, sentence=sentence)


def _by_code(code: str) -> Any:
    found = queries.check(code)
    return page("documents/code.html", found=found), 200 if found else 404
