from __future__ import annotations

import hashlib

from documents import escrow, queries, rendering, services, signing
from documents.models import Document
from documents.rules import DocumentState, everybody_signed
from mediation.core.db import begin_writing, db, rollback
from mediation.core.jobs import follows
from mediation.core.machine import of_system
from mediation.core.record import Entry


@follows("document.draft")
def render(entry: Entry) -> None:
    """Make the bytes of a drafted paper and freeze them. What cannot be printed is void, and says so."""
    document = db.session.get_one(Document, entry.subject_id)
    if document.state is not DocumentState.DRAFT:
        return
    paper, key_name, system = queries.paper(document), document.key_name, of_system(document.matter_id)
    rollback()
    try:
        printed = rendering.printed(paper)
        kept = services.keep(printed.pdf, key_name=key_name)
    except rendering.Unprintable:
        if _if_still(document, DocumentState.DRAFT):
            services.void(system, document, why="unprintable")
        return
    if _if_still(document, DocumentState.DRAFT):
        services.freeze(system, document, kept=kept, pages=printed.pages)


@follows("document.sign", "document.compare")
def apply(entry: Entry) -> None:
    """When the last signature lies in escrow: apply all in order, seal, keep, then release in one short write."""
    document = db.session.get_one(Document, entry.subject_id)
    if document.state is not DocumentState.SIGNING or everybody_signed(document):
        return
    work, key_name, system = queries.work(document), document.key_name, of_system(document.matter_id)
    rollback()
    signed = signing.seal(work.pdf, work.intents, work.seal, queries.authority())
    kept = services.keep(signed.pdf, key_name=key_name)
    certificates = [hashlib.sha256(one).hexdigest() for one in signed.certificates]
    if _if_still(document, DocumentState.SIGNING):
        services.complete(system, document, kept=kept, certificates=certificates)


@follows("document.void", "document.supersede")
def forget(entry: Entry) -> None:
    """Signatures given for a paper that is no longer good are destroyed."""
    begin_writing()
    escrow.forget_all(db.session.get_one(Document, entry.subject_id))


@follows("document.withdraw")
def forget_withdrawn(entry: Entry) -> None:
    """What somebody took back is destroyed, while the others' lies on."""
    begin_writing()
    escrow.forget_withdrawn(db.session.get_one(Document, entry.subject_id))


def _if_still(document: Document, state: DocumentState) -> bool:
    begin_writing()
    return document.state is state
