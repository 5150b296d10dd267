from __future__ import annotations

from documents import queries as papers
from documents import scans, uploads
from documents import services as documents
from mediation.core.db import begin_writing, db, rollback
from mediation.core.jobs import enqueue, follows, job
from mediation.core.machine import of_system
from mediation.core.record import Entry
from mediation.scans import queries, services
from mediation.scans.models import Heap, HeapFile

OPEN, READ = "scans.open", "scans.read"


@follows("heap.hand_in")
def sort(entry: Entry) -> None:
    """Each file, and then each page, is a piece of work of its own: short, and done once."""
    begin_writing()
    for file in db.session.get_one(Heap, entry.subject_id).files:
        enqueue(OPEN, key=f"{OPEN}:{file.id}", file_id=file.id)


@job(OPEN)
def open_file(file_id: int) -> None:
    """Check what a file is, and count its pages."""
    file = db.session.get_one(HeapFile, file_id)
    if file.pages is not None or file.refused:
        return
    system, content = of_system(file.matter_id), papers.fetch(file.kept, file.key_name)
    rollback()
    try:
        pages, refused = uploads.check(content).pages or 1, None
    except uploads.Refused as reason:
        pages, refused = None, reason.reason_code
    begin_writing()
    services.open_file(system, file, pages=pages, refused=refused)
    for position in range(pages or 0):
        enqueue(READ, key=f"{READ}:{file_id}:{position}", file_id=file_id, position=position)


@job(READ)
def read_page(file_id: int, position: int) -> None:
    """Make a page anew from its pixels, upright, read its code, and put it into its paper."""
    file = db.session.get_one(HeapFile, file_id)
    if file.refused or queries.is_read(file, position):
        return
    system, key_name, content = of_system(file.matter_id), file.key_name, papers.fetch(file.kept, file.key_name)
    rollback()
    try:
        leaf = _read(content, position)
    except uploads.Refused as reason:
        services.open_file(system, file, pages=file.pages, refused=reason.reason_code)
        return
    kept = documents.keep(leaf.picture, key_name=key_name)
    begin_writing()
    if not queries.is_read(file, position):
        services.take_in(system, file, position=position, picture=services.Picture(kept, leaf))


def _read(content: bytes, position: int) -> scans.Leaf:
    if uploads.sniff(content)[0] == "pdf":  # checked when its pages were counted
        return scans.leaf(content, mime="application/pdf", page=position)
    upload = uploads.check(content)
    return scans.leaf(upload.content, mime=upload.mime)
