from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from documents.models import Document
from mediation.accounts.models import Account
from mediation.core.db import Base, Public, Stated, Word, one_of, to
from mediation.core.sealed import Keyed
from mediation.core.wall import Confidential
from mediation.scans.rules import HeapState, LeafState, Trouble


class Heap(Public, Keyed, Confidential, Stated, Base):
    """Photos and scans of signed sheets that were handed in together."""

    __table_args__ = (CheckConstraint(one_of("state", HeapState), name="state_is_a_word"),)

    account_id: Mapped[int] = to("account")  # who handed it in
    state: Mapped[HeapState] = mapped_column(Word(HeapState))

    files: Mapped[list[HeapFile]] = relationship(back_populates="heap", order_by="HeapFile.position")


class HeapFile(Keyed, Confidential, Base):
    """One file as it came, sealed under its hash and never shown: what is shown was made anew from its pixels."""

    __table_args__ = (UniqueConstraint("heap_id", "position"),)

    heap_id: Mapped[int] = to("heap")
    position: Mapped[int]  # in the heap, from 1
    sha256: Mapped[str] = mapped_column(String(64))
    kept: Mapped[str] = mapped_column(String(64))
    pages: Mapped[int | None]  # None until it was opened
    refused: Mapped[str | None] = mapped_column(String(40))  # a key of `documents.uploads.REFUSALS`

    heap: Mapped[Heap] = relationship(back_populates="files")


class Leaf(Public, Keyed, Confidential, Stated, Base):
    """One page of a file: its picture, upright and made anew, and the page of a paper that it is."""

    __table_args__ = (
        UniqueConstraint("file_id", "position"),
        CheckConstraint(one_of("state", LeafState), name="state_is_a_word"),
        CheckConstraint(one_of("trouble", Trouble), name="trouble_is_a_word"),
        CheckConstraint("state <> 'placed' or (document_id is not null and page >= 1)", name="page_if_placed"),
        CheckConstraint("state <> 'lost' or trouble is not null", name="trouble_if_lost"),
    )

    file_id: Mapped[int] = to("heap_file")
    position: Mapped[int]  # in the file, from 0
    sha256: Mapped[str] = mapped_column(String(64))
    kept: Mapped[str] = mapped_column(String(64))
    state: Mapped[LeafState] = mapped_column(Word(LeafState))
    document_id: Mapped[int | None] = to("document", nullable=True)
    page: Mapped[int | None]
    trouble: Mapped[Trouble | None] = mapped_column(Word(Trouble))
    placed_by: Mapped[int | None] = to("account", nullable=True)  # by eye; None: by its code
    read_at: Mapped[datetime]

    file: Mapped[HeapFile] = relationship()
    document: Mapped[Document | None] = relationship()
    placer: Mapped[Account | None] = relationship()
