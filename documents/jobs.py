from __future__ import annotations

import hashlib
from datetime import timedelta

from documents import escrow, queries, rendering, services, signing
from documents.keyring import KeysGone
from documents.models import Document
from documents.rules import DocumentState, everybody_signed
from documents.services import RENEW
from documents.timestamps import NotStamped, Stamped, good_until, stamp
from mediation.core import clock
from mediation.core.db import begin_writing, db, rollback
from mediation.core.jobs import enqueue, every, follows, job, pending
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
    """When the last signature lies in escrow, the paper is completed."""
    document = db.session.get_one(Document, entry.subject_id)
    if document.state is DocumentState.SIGNING:
        _complete(document)


@job(services.FINISH)
def finish(document_id: int, tries: int) -> None:
    """Try again to complete a paper; nothing, where another try came first."""
    document = db.session.get_one(Document, document_id)
    if document.state in (DocumentState.SIGNING, DocumentState.AWAITING) and document.tries == tries:
        _complete(document)


@every(timedelta(hours=1))
def take_up_again() -> None:
    """A try that failed in a way nobody thought of (a full disk) is no reason to leave a paper lying for ever."""
    begin_writing()
    coming = {arguments["document_id"] for arguments in pending(services.FINISH)}
    for document in queries.signed_not_complete(clock.now() - timedelta(hours=1)):
        if document.id not in coming:
            enqueue(services.FINISH, document_id=document.id, tries=document.tries)


def _complete(document: Document) -> None:
    """Apply all signatures in order, seal, timestamp, keep, then release in one short write: all of it or nothing."""
    if everybody_signed(document):
        return
    work, key_name, system, before = (
        queries.work(document), document.key_name, of_system(document.matter_id), document.state)
    service = queries.timestamps_from()
    rollback()
    try:
        signed = signing.seal(work.pdf, work.intents, work.seal, queries.authority())
        stamped = stamp(signed.pdf, service) if service else Stamped(signed.pdf, None)
    except (KeysGone, NotStamped) as lacking:
        if _if_still(document, before):
            services.wait(system, document, hindrance=lacking.hindrance)
        return
    kept = services.keep(stamped.pdf, key_name=key_name)
    certificates = [hashlib.sha256(one).hexdigest() for one in signed.certificates]
    if _if_still(document, before):
        services.complete(system, document, kept=kept, certificates=certificates, until=stamped.until)


SOON = timedelta(days=180)
"""So long before the authority of a timestamp ends, the paper gets a later one."""


@every(timedelta(days=7))
def ask_for_renewals() -> None:
    """No timestamp is left to run out, once its service has a certificate that is good for longer."""
    service = queries.timestamps_from()
    soon = clock.now() + SOON
    if service is None or not queries.running_out(soon):
        return
    rollback()
    longest = min(soon, good_until(service))
    begin_writing()
    for document_id in queries.running_out(longest):
        enqueue(RENEW, key=f"{RENEW}:{document_id}:{clock.today()}", document_id=document_id)


@job(RENEW)
def renew(document_id: int) -> None:
    """Put an archive timestamp over a complete paper and everything in it, the earlier timestamps too."""
    document = db.session.get_one(Document, document_id)
    service = queries.timestamps_from()
    if document.state is not DocumentState.COMPLETE or document.complete_kept is None or service is None:
        return
    before, key_name, system = document.complete_kept, document.key_name, of_system(document.matter_id)
    rollback()
    stamped = stamp(queries.fetch(before, key_name), service)
    kept = services.keep(stamped.pdf, key_name=key_name)
    begin_writing()
    if document.complete_kept == before:
        services.renew(system, document, kept=kept, until=stamped.until)


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
