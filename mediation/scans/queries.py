from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from documents import queries as papers
from documents import rendering
from documents.models import Document
from documents.rules import DocumentState
from mediation.accounts.models import Account
from mediation.agreements.models import SettlementAgreement
from mediation.core import record, wall
from mediation.core.db import db
from mediation.core.door import Opened
from mediation.core.machine import Actor, NotVisible
from mediation.matters import queries as matters
from mediation.matters.models import Matter
from mediation.scans.models import Heap, HeapFile, Leaf
from mediation.scans.rules import HeapState, Known, LeafState


def opened(actor: Actor, public_id: str) -> Opened:
    """One page, for a reader whose labels reach it.

    Raises:
        NotVisible: there is none, or it is not for this reader.
    """
    matter_id = wall.whereabouts(Leaf, public_id)
    if matter_id is None:
        raise NotVisible()
    standing = matters.standing_in(actor, matter_id)
    wall.name_reader(standing)
    leaf = db.session.scalar(select(Leaf).where(Leaf.public_id == public_id))
    if leaf is None:
        raise NotVisible()
    return Opened(leaf, standing)


def known(heap: Heap, codes: Iterable[str]) -> dict[str, Known]:
    """Those printed papers of a heap's matter, which whoever handed it in reads, that have one of these check codes."""
    wanted = select(Document).where(
        Document.matter_id == heap.matter_id, Document.label == heap.label, Document.pages.is_not(None),
        Document.check_code.in_(list(codes)),
    )  # fmt: skip
    return {
        one.check_code: Known(one.id, one.state, one.pages or 0, rendering.fingerprint(papers.paper(one)))
        for one in db.session.scalars(wanted)
    }


def read(file: HeapFile) -> int:
    """How many pages of a file were read."""
    return db.session.scalar(select(func.count()).select_from(Leaf).where(Leaf.file_id == file.id)) or 0


def is_read(file: HeapFile, position: int) -> bool:
    wanted = select(Leaf.id).where(Leaf.file_id == file.id, Leaf.position == position)
    return db.session.scalar(wanted) is not None


def all_read(heap: Heap) -> bool:
    return all(file.refused or (file.pages is not None and read(file) == file.pages) for file in heap.files)


def matter(thing: Leaf | Document) -> Matter:
    """The matter that something behind the wall belongs to."""
    return db.session.get_one(Matter, thing.matter_id)


@dataclass(frozen=True)
class Progress:
    """How far the sorting is: of files not opened yet, one page each is reckoned."""

    read: int
    pages: int


def progress(matter: Matter) -> Progress | None:
    """How far the sorting of a matter's heaps is; None when nothing is being sorted."""
    wanted = select(Heap).where(Heap.matter_id == matter.id, Heap.state == HeapState.SORTING)
    files = [file for heap in db.session.scalars(wanted) for file in heap.files]
    if not files:
        return None
    done = [file.pages or 1 if file.refused else read(file) for file in files]
    return Progress(sum(done), sum(file.pages or 1 for file in files))


def refused(matter: Matter) -> list[HeapFile]:
    """Files that could not be taken, the newest first."""
    wanted = select(HeapFile).where(HeapFile.matter_id == matter.id, HeapFile.refused.is_not(None))
    return list(db.session.scalars(wanted.order_by(HeapFile.id.desc())))


def lost(matter: Matter) -> list[Leaf]:
    """Pages that are in no paper and that nobody laid aside."""
    wanted = select(Leaf).where(Leaf.matter_id == matter.id, Leaf.state == LeafState.LOST)
    return list(db.session.scalars(wanted.order_by(Leaf.id)))


@dataclass(frozen=True)
class Returned:
    """A paper out for signature, and what of it came back: for each of its pages, the pictures of it."""

    document: Document
    sheets: Sequence[Sequence[Leaf]]

    @property
    def missing(self) -> list[int]:
        return [page for page, leaves in enumerate(self.sheets, start=1) if not leaves]

    @property
    def twice(self) -> list[int]:
        return [page for page, leaves in enumerate(self.sheets, start=1) if len(leaves) > 1]

    @property
    def whole(self) -> bool:
        return not self.missing and not self.twice

    @property
    def leaves(self) -> list[Leaf]:
        """The pictures, in the order of the pages."""
        return [leaf for leaves in self.sheets for leaf in leaves]


def returned(document: Document) -> Returned:
    wanted = select(Leaf).where(Leaf.document_id == document.id, Leaf.state == LeafState.PLACED)
    leaves = list(db.session.scalars(wanted.order_by(Leaf.id)))
    sheets = [[leaf for leaf in leaves if leaf.page == page] for page in range(1, (document.pages or 0) + 1)]
    return Returned(document, sheets)


def out(matter: Matter) -> list[Returned]:
    """The papers of a matter that are out for signature, the oldest first."""
    wanted = select(Document).where(
        Document.matter_id == matter.id, Document.state == DocumentState.SIGNING, Document.pages.is_not(None)
    )
    return [returned(document) for document in db.session.scalars(wanted.order_by(Document.id))]


@dataclass(frozen=True)
class Certified:
    """A paper signed by hand, who compared it with the original, and when."""

    document: Document
    name: str
    at: datetime


def certified(matter: Matter) -> list[Certified]:
    """The papers of a matter that somebody certified, as the record has it."""
    act = select(record.Entry, Document).join(Document, Document.id == record.Entry.subject_id)
    wanted = act.where(
        Document.matter_id == matter.id, record.Entry.act == "document.certify", record.Entry.subject == "document"
    )
    rows = db.session.execute(wanted.order_by(record.Entry.id)).all()
    return [Certified(document, _name(entry.actor), entry.at) for entry, document in rows]


def _name(ref: str) -> str:
    kind, _, number = ref.partition(":")
    account = db.session.get(Account, int(number)) if kind == "account" and number.isdigit() else None
    return account.name if account else "—"


def agreement_of(document: Document) -> SettlementAgreement | None:
    """The agreement that is out for signature as this paper."""
    return db.session.scalar(select(SettlementAgreement).where(SettlementAgreement.document_id == document.id))
