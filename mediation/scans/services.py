from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from documents import queries as papers
from documents import scans, uploads
from documents import services as documents
from documents.escrow import Scan
from documents.models import Document
from documents.rules import DocumentState, Mark
from documents.services import Kept
from mediation.agreements import services as agreements
from mediation.agreements.models import SettlementAgreement
from mediation.core import clock
from mediation.core.advance import advance
from mediation.core.db import db, writing
from mediation.core.machine import NotNow, NotVisible, Standing
from mediation.core.wall import SHARED
from mediation.core.words import N_, say
from mediation.matters.models import Matter
from mediation.scans.models import Heap, HeapFile, Leaf
from mediation.scans.queries import Returned, agreement_of, all_read, known, returned
from mediation.scans.rules import HEAP, LEAF, judged


def bring(content: bytes, *, name: str, claimed: str, key_name: str) -> Kept:
    """Keep a file as it came, sealed. What it is, is told by its first bytes; the worker opens it.

    Raises:
        uploads.Refused: it is no picture and no PDF, or too large.
        Full: the disk has no room.
    """
    uploads.check_kind(content, name=name, claimed=claimed)
    return documents.keep(content, key_name=key_name)


@writing
def hand_in(standing: Standing, matter: Matter, *, files: Sequence[Kept]) -> Heap:
    """Photos and scans of what was signed by hand, in any order. The worker sorts them."""
    account_id = standing.actor.account_id
    assert account_id is not None, "only a named member of staff hands in"
    about = {"matter_id": matter.id, "label": SHARED, "key_name": matter.key_name}
    heap = Heap(account_id=account_id, **about)
    advance(standing, HEAP, heap, "hand_in", label=SHARED, codes={"files": len(files)})
    for position, kept in enumerate(files, start=1):
        db.session.add(HeapFile(heap_id=heap.id, position=position, sha256=kept.sha256, kept=kept.at, **about))
    db.session.flush()
    return heap


@dataclass(frozen=True)
class Picture:
    """One page as the jail made it anew, kept, and the codes that stand on it."""

    kept: Kept
    leaf: scans.Leaf


@writing
def open_file(standing: Standing, file: HeapFile, *, pages: int | None = None, refused: str | None = None) -> None:
    """A file turned out to have so many pages, or not to be one that is taken."""
    file.pages, file.refused = pages, refused
    db.session.flush()
    _finish(standing, file)


@writing
def take_in(standing: Standing, file: HeapFile, *, position: int, picture: Picture) -> Leaf:
    """A page was read: into its paper with it, or to those that are in none, with the reason."""
    leaf = Leaf(
        file_id=file.id, position=position, sha256=picture.kept.sha256, kept=picture.kept.at, read_at=clock.now(),
        matter_id=file.matter_id, label=file.label, key_name=file.key_name,
    )  # fmt: skip
    verdict = judged(picture.leaf.sheets, known(file.heap, [one.check_code for one in picture.leaf.sheets]))
    codes: dict[str, str | int | None] = {"sha256": picture.kept.sha256}
    if isinstance(verdict, tuple):
        paper, leaf.page = verdict
        leaf.document_id = paper.document_id
        advance(standing, LEAF, leaf, "find", label=leaf.label, codes=codes | {"page": leaf.page})
    else:
        leaf.trouble = verdict
        advance(standing, LEAF, leaf, "miss", label=leaf.label, codes=codes | {"trouble": verdict})
    _finish(standing, file)
    return leaf


def _finish(standing: Standing, file: HeapFile) -> None:
    """The last page of a heap ends its sorting; of two last ones at once, the second to get here."""
    heap = db.session.scalars(select(Heap).where(Heap.id == file.heap_id).with_for_update()).one()
    if all_read(heap):
        advance(standing, HEAP, heap, "sort", label=heap.label)


@writing
def place(standing: Standing, leaf: Leaf, *, document: Document, page: int) -> None:
    """Somebody looked at a page and says which one it is.

    Raises:
        NotVisible: that paper is of another matter.
        NotNow: the paper is not out for signature, or has no such page.
    """
    if document.matter_id != leaf.matter_id:
        raise NotVisible()
    if document.state is not DocumentState.SIGNING or not 1 <= page <= (document.pages or 0):
        raise NotNow()
    leaf.document_id, leaf.page, leaf.trouble = document.id, page, None
    leaf.placed_by = standing.actor.account_id
    advance(standing, LEAF, leaf, "place", label=leaf.label, codes={"document": document.public_id, "page": page})


@writing
def set_aside(standing: Standing, leaf: Leaf) -> None:
    """A page that is not wanted: there twice, or no page of a paper. Its file stays as it came."""
    advance(standing, LEAF, leaf, "set_aside", label=leaf.label)
    leaf.document_id = leaf.page = None


def bind(paper: Returned) -> Kept:
    """The pictures of a paper that is whole, as one PDF, kept. Takes its time: never inside a transaction.

    Raises:
        NotNow: a page is missing, or there twice.
    """
    _whole(paper)
    key_name = paper.document.key_name
    pictures = [papers.fetch(leaf.kept, leaf.key_name) for leaf in paper.leaves]
    return documents.keep(scans.bound(pictures), key_name=key_name)


def _whole(paper: Returned) -> None:
    if paper.missing:
        raise NotNow(say(N_("Page %(page)s has not come back yet."), page=paper.missing[0]))
    if paper.twice:
        raise NotNow(say(N_("Page %(page)s is there twice. Lay one of them aside first."), page=paper.twice[0]))
    if not paper.sheets:
        raise NotNow()


@writing
def certify(standing: Standing, document: Document, *, seen: Sequence[str], kept: Kept, signed_on: date) -> None:
    """Whoever acts has compared the pages with the paper signed by hand and found no difference (OM 19, OL 13).

    `seen`: the hashes of the pictures they were shown; `kept`: those pictures bound; `signed_on`: the day of the last
    signature or seal.

    Raises:
        NotNow: the pages are not the ones that were shown any more, or nothing waits to be certified.
    """
    agreement = _unchanged(document, seen)
    agreements.certify(standing, agreement, kept=kept, media_type="application/pdf", signed_on=signed_on)


@writing
def compare(
    standing: Standing,
    document: Document,
    *,
    seen: Sequence[str],
    kept: Kept,
    keys: Sequence[str],
    mark: Mark,
    marked_on: date,
) -> None:
    """The same where some signed by hand and the others sign on the screen: `keys` are those whose hand is on it."""
    agreement = _unchanged(document, seen)
    scan = Scan(kept.sha256, kept.at, "application/pdf")
    agreements.compare(standing, agreement, keys=keys, scan=scan, mark=mark, marked_on=marked_on)


def _unchanged(document: Document, seen: Sequence[str]) -> SettlementAgreement:
    paper, agreement = returned(document), agreement_of(document)
    _whole(paper)
    if agreement is None or [leaf.sha256 for leaf in paper.leaves] != list(seen):
        raise NotNow()
    return agreement
