from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from documents import uploads
from documents.models import Document
from documents.rules import GONE, TITLE, DocumentState
from mediation.core import wall
from mediation.core.db import db
from mediation.core.machine import Standing
from mediation.disputes.models import Dispute
from mediation.disputes.rules import DisputeState
from mediation.dossiers.papers import EXHIBIT, OFFICIAL
from mediation.dossiers.rules import BACK, FRONT, ORDER, Section, is_needed, numbered
from mediation.matters import queries as matters
from mediation.matters import services as handing_in
from mediation.matters.models import Exhibit, Matter
from mediation.sittings import queries as sittings

SCAN = frozenset({"image/jpeg", "image/png", "image/webp"})


@dataclass(frozen=True)
class Line:
    """One line of the dossier: a paper, or something handed in; or, with neither, what has to be there and is not.

    `kept`: the reader keeps the dossier but does not read this part of it, the mediator does.
    """

    title: str
    official: str
    document: Document | None = None
    exhibit: Exhibit | None = None
    pages: str = ""
    kept: bool = False

    @property
    def missing(self) -> bool:
        return self.document is None and self.exhibit is None and not self.kept


def of_dispute(dispute: Dispute) -> list[Document]:
    """Every paper of a dispute that is good or is being made, as far as the reader reads it, the oldest first."""
    wanted = select(Document).where(Document.matter_id == dispute.matter_id, Document.state.not_in(GONE))
    return list(db.session.scalars(wanted.order_by(Document.id)))


def is_unfinished(document: Document) -> bool:
    """Whether the worker still has to make it. What waits for somebody's signature is not waited for."""
    return document.state in (DocumentState.DRAFT, DocumentState.FROZEN)


def lines(dispute: Dispute, standing: Standing | None = None, *, counted: bool = False) -> list[Line]:
    """What lies in the dossier between contents and back cover, in the official order, and what is missing there.

    With `counted`, and from what was printed, each line knows its pages: slow for files handed in, which are opened.
    """
    complete = [one for one in of_dispute(dispute) if one.state is DocumentState.COMPLETE]
    met, settled = bool(sittings.held(dispute)), dispute.state is DisputeState.SETTLED
    found: list[Line] = []
    for section in ORDER:
        here = [*_papers(section, complete), *(_exhibits(dispute.matter) if section.exhibits else ())]
        if not here and is_needed(section.need, met=met, settled=settled):
            hidden = section.talk and standing is not None and wall.JOINT not in wall.readable(standing)
            here = [Line(section.title, section.official, kept=hidden)]
        found += here
    if not counted:
        return found
    pages = numbered([pages_of(one) for one in found])
    return [Line(one.title, one.official, one.document, one.exhibit, said, one.kept)
            for one, said in zip(found, pages, strict=True)]  # fmt: skip


def _papers(section: Section, complete: Iterable[Document]) -> list[Line]:
    order = {kind: place for place, kind in enumerate(section.kinds)}
    here = sorted((one for one in complete if one.kind in order), key=lambda one: (order[one.kind], one.id))
    return [Line(TITLE[one.kind], OFFICIAL[one.kind], one) for one in here]


def _exhibits(matter: Matter) -> list[Line]:
    return [Line(one.title, EXHIBIT.format(title=one.title), exhibit=one) for one in matters.exhibits(matter)]


def pages_of(line: Line) -> int | None:
    """How many pages a line has; None for sound, for what has not been handed in, and for what cannot be opened."""
    if line.document is not None:
        return line.document.pages
    if line.exhibit is None:
        return None
    if line.exhibit.media_type in SCAN:
        return 1
    if line.exhibit.media_type != "application/pdf":
        return None
    try:
        return uploads.check(handing_in.shown(line.exhibit)).pages
    except uploads.Refused:  # what was taken once may be refused by a stricter reader: it binds no dossier up for ever
        return None


def bound(dispute: Dispute) -> list[Line]:
    """Cover and contents, and the back cover, as far as they are made."""
    complete = [one for one in of_dispute(dispute) if one.state is DocumentState.COMPLETE]
    return [Line(TITLE[one.kind], "", one) for kind in (*FRONT, *BACK) for one in complete if one.kind == kind]
