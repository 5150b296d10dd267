from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.datastructures import FileStorage

from documents import queries as papers
from documents.models import Document
from documents.rules import TABLE as PAPER
from documents.rules import TITLE, Mark, Way
from documents.sending import send
from documents.services import Kept
from documents.uploads import REFUSALS, Refused
from mediation.core.door import opens, page, see_other
from mediation.core.forms import offer, wrong
from mediation.core.machine import NotVisible, Standing
from mediation.core.words import N_, gettext, ngettext
from mediation.matters import queries as matters
from mediation.matters.models import Matter
from mediation.matters.rules import TABLE as MATTER
from mediation.scans import queries, services
from mediation.scans.forms import CertifyForm, CompareForm, HandInForm, PlaceForm
from mediation.scans.models import Leaf
from mediation.scans.rules import KEEPERS, LEAF, TROUBLE

bp = Blueprint("scans", __name__)


@bp.route("/matters/<public_id>/scans", methods=["GET", "POST"])
@opens(matters.opened, MATTER)
def heaps(standing: Standing, matter: Matter) -> Any:
    """What came back of the papers signed by hand, and what is missing; more can be handed in here."""
    if not standing.roles & set(KEEPERS):
        raise NotVisible()
    form: Any = HandInForm()
    if request.method == "GET":
        return _shown(standing, matter, form)
    files = _brought(form, matter.key_name) if form.validate() else []
    if form.errors:
        return _shown(standing, matter, form), 422
    services.hand_in(standing, matter, files=files)
    n = len(files)
    flash(ngettext("%(n)s file was handed in.", "%(n)s files were handed in.", n), "ok")
    return see_other("scans.heaps", public_id=matter.public_id)


def _brought(form: Any, key_name: str) -> list[Kept]:
    """The files, kept; a single one that is not taken says so at the field, and nothing is handed in."""
    files: list[Kept] = []
    for sent in form.files.data or ():
        if not isinstance(sent, FileStorage) or not sent.filename:
            continue
        try:
            with sent.stream as stream:
                files.append(
                    services.bring(stream.read(), name=sent.filename, claimed=sent.mimetype or "", key_name=key_name)
                )
        except Refused as refused:
            wrong(form.files, f"{sent.filename}: {gettext(refused.msgid)}")
    if not files and not form.errors:
        wrong(form.files, N_("Please choose a file."))
    return files


def _shown(standing: Standing, matter: Matter, form: Any) -> Any:
    returned = queries.out(matter)
    return page(
        "scans/heaps.html", matter=matter, form=form, progress=queries.progress(matter), returned=returned,
        lost=queries.lost(matter), refused=queries.refused(matter), certified=queries.certified(matter),
        may_certify={one.document.id: _certifying(standing, one.document) for one in returned},
        title=TITLE, trouble=TROUBLE, refusals=REFUSALS,
    )  # fmt: skip


def _certifying(standing: Standing, document: Document) -> str | None:
    """Where this reader may certify a paper, if they may."""
    action = "certify" if document.way is Way.PAPER else "compare"
    if action not in PAPER.offered(standing, document):
        return None
    return url_for(f"scans.{action}", public_id=document.public_id)


@bp.get("/scans/<public_id>")
@opens(queries.opened, LEAF)
def picture(standing: Standing, leaf: Leaf) -> Response:
    """One page as it was made anew: upright, and nothing but its pixels."""
    content = papers.fetch(leaf.kept, leaf.key_name)
    return send(content, name=gettext(N_("Page")), media_type="image/jpeg", inline=True)


@bp.route("/scans/<public_id>/place", methods=["GET", "POST"])
@opens(queries.opened, LEAF, to="place")
def place(standing: Standing, leaf: Leaf) -> Any:
    """A page without a readable code is put into its paper by eye."""
    matter, form = queries.matter(leaf), PlaceForm()
    sheets = {
        f"{one.document.public_id}.{number}": (one.document, number)
        for one in queries.out(matter)
        for number in range(1, len(one.sheets) + 1)
    }
    offer(form.sheet, [(value, _named(*sheet)) for value, sheet in sheets.items()])
    if request.method == "GET" or not form.validate():
        shown = page("scans/place.html", form=form, leaf=leaf, matter=matter, trouble=TROUBLE)
        return shown, 200 if request.method == "GET" else 422
    document, number = sheets[form.sheet.data]
    services.place(standing, leaf, document=document, page=number)
    return see_other("scans.heaps", public_id=matter.public_id)


def _named(document: Document, number: int) -> str:
    return gettext(
        N_("%(paper)s %(number)s, page %(page)s"), paper=gettext(TITLE[document.kind]), number=document.number,
        page=number,
    )  # fmt: skip


@bp.post("/scans/<public_id>/aside")
@opens(queries.opened, LEAF, to="set_aside")
def set_aside(standing: Standing, leaf: Leaf) -> Any:
    matter = queries.matter(leaf)
    services.set_aside(standing, leaf)
    return see_other("scans.heaps", public_id=matter.public_id)


@bp.route("/documents/<public_id>/scans/certify", methods=["GET", "POST"])
@opens(papers.opened, PAPER, to="certify")
def certify(standing: Standing, document: Document) -> Any:
    """The pages beside the original: compared, and certified by name."""
    form: Any = CertifyForm()
    if request.method == "GET" or not form.validate():
        return _beside(document, form)
    services.certify(standing, document, signed_on=form.signed_on.data, **_bound(document))
    return _done(document)


@bp.route("/documents/<public_id>/scans/compare", methods=["GET", "POST"])
@opens(papers.opened, PAPER, to="compare")
def compare(standing: Standing, document: Document) -> Any:
    """The same for what some signed by hand, while the others sign on the screen."""
    form: Any = CompareForm()
    offer(form.who, [(one.key, f"{one.title} {one.name}") for one in document.signers if one.signed_at is None])
    if request.method == "GET" or not form.validate():
        return _beside(document, form)
    services.compare(
        standing, document, keys=form.who.data, mark=Mark(form.mark.data), marked_on=form.marked_on.data,
        **_bound(document),
    )  # fmt: skip
    return _done(document)


def _beside(document: Document, form: Any) -> Any:
    shown = page(
        "scans/certify.html", form=form, document=document, paper=queries.returned(document),
        matter=queries.matter(document), title=TITLE,
    )  # fmt: skip
    return shown, 200 if request.method == "GET" else 422


def _bound(document: Document) -> dict[str, Any]:
    """The pictures that were shown, and the file they are bound into."""
    return {"seen": request.form.getlist("seen"), "kept": services.bind(queries.returned(document))}


def _done(document: Document) -> Any:
    flash(gettext(N_("Compared with the original, and kept with your name.")), "ok")
    return see_other("scans.heaps", public_id=queries.matter(document).public_id)
