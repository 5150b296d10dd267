from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from documents.receipts import Place
from documents.rules import DocumentState, Evidence, Hindrance, Mark, Proof, Way
from mediation.core.db import Base, Id, Public, Stated, Word, one_of, to
from mediation.core.sealed import Keyed, SealedText, sealed_column
from mediation.core.wall import Confidential

ESCROW = "escrow"
"""The label no standing reads: what is given for a signature lies sealed until everybody has given theirs."""


class Document(Public, Keyed, Confidential, Stated, Base):
    """One paper of a matter, from its facts to its signed bytes. Who may see it is a question of its label."""

    __table_args__ = (
        CheckConstraint(one_of("state", DocumentState), name="state_is_a_word"),
        CheckConstraint(one_of("way", Way), name="way_is_a_word"),
        CheckConstraint(
            "frozen_sha256 is not null or state in ('draft', 'void', 'superseded')", name="bytes_if_frozen"
        ),
        CheckConstraint("complete_sha256 is not null or state <> 'complete'", name="bytes_if_complete"),
        CheckConstraint("given between 0 and due", name="given_at_most_due"),
        CheckConstraint(one_of("hindrance", Hindrance), name="hindrance_is_a_word"),
        CheckConstraint("hindrance is not null or state <> 'awaiting'", name="hindrance_if_awaiting"),
    )

    kind: Mapped[str] = mapped_column(String(40))
    edition: Mapped[str] = mapped_column(String(10))  # of the template
    language: Mapped[str] = mapped_column(String(10))
    number: Mapped[str] = mapped_column(String(60))
    way: Mapped[Way] = mapped_column(Word(Way))
    state: Mapped[DocumentState] = mapped_column(Word(DocumentState))
    check_code: Mapped[str] = mapped_column(String(16), unique=True)
    text_sealed: Mapped[bytes | None] = sealed_column()  # JSON: facts, attachments
    due: Mapped[int]  # signatures and seals
    given: Mapped[int] = mapped_column(default=0)
    frozen_sha256: Mapped[str | None] = mapped_column(String(64))
    frozen_kept: Mapped[str | None] = mapped_column(String(64))  # where the sealed bytes lie
    pages: Mapped[int | None]  # as it was printed; None of papers frozen before pages were counted
    complete_sha256: Mapped[str | None] = mapped_column(String(64))
    complete_kept: Mapped[str | None] = mapped_column(String(64))
    completed_at: Mapped[datetime | None]
    hindrance: Mapped[Hindrance | None] = mapped_column(Word(Hindrance))
    tries: Mapped[int] = mapped_column(default=0, server_default="0")  # to complete it, since everybody has signed
    media_type: Mapped[str] = mapped_column(String(60), default="application/pdf")

    text = SealedText()
    signers: Mapped[list[Signer]] = relationship(back_populates="document", order_by="Signer.position")


class Signer(Base):
    """Who must sign a paper, in the order of the fields on it. Those of one `turn` sign in any order."""

    __table_args__ = (UniqueConstraint("document_id", "key"), UniqueConstraint("document_id", "position"))

    document_id: Mapped[int] = to("document")
    position: Mapped[int]
    turn: Mapped[int]
    key: Mapped[str] = mapped_column(String(60))  # a seat's public id, or "organisation:" and the body's
    part: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(80))
    signed_at: Mapped[datetime | None]
    intent: Mapped[str | None] = mapped_column(String(26))  # the public id of the act that counts
    certificate: Mapped[str | None] = mapped_column(String(64))  # SHA-256 of the certificate made for this signature

    document: Mapped[Document] = relationship(back_populates="signers")

    @property
    def uid(self) -> str:
        """The name of the signer's field on the paper."""
        return self.key.replace(":", "-")


class Intent(Public, Keyed, Confidential, Base):
    """A person's own act of signing, in escrow: no reader's standing reaches its label, only the worker applies it.

    One that was taken back stays until the worker destroys it; `Signer.intent` names the one that counts.
    """

    __table_args__ = (
        CheckConstraint(one_of("proof", Proof), name="proof_is_a_word"),
        CheckConstraint(one_of("evidence", Evidence), name="evidence_is_a_word"),
        CheckConstraint(one_of("mark", Mark), name="mark_is_a_word"),
        CheckConstraint("proof <> 'seen' or (witness is not null and evidence is not null)", name="witness_if_seen"),
        CheckConstraint(
            "proof <> 'compared' or (witness is not null and mark is not null and marked_on is not null)",
            name="witness_if_compared",
        ),
    )

    document_id: Mapped[int] = to("document")
    signer_id: Mapped[int] = to("signer")
    given_at: Mapped[datetime]
    shown_sha256: Mapped[str] = mapped_column(String(64))  # of the bytes this person was shown
    proof: Mapped[Proof] = mapped_column(Word(Proof))
    typed: Mapped[bool]  # the name was typed, as an aid, instead of drawn
    witness: Mapped[str | None] = mapped_column(String(80))  # the name of the member of staff who saw or compared
    evidence: Mapped[Evidence | None] = mapped_column(Word(Evidence))
    mark: Mapped[Mark | None] = mapped_column(Word(Mark))  # put by hand on paper
    marked_on: Mapped[date | None]
    drawing_sealed: Mapped[bytes | None] = sealed_column()  # PNG in base64; erased when applied

    drawing = SealedText()
    signer: Mapped[Signer] = relationship()


class Companion(Public, Keyed, Base):
    """The scan of what somebody signed by hand, kept beside a paper that others signed on the screen.

    Hashes and codes only, so it stands before the wall as the ledger does; the scan itself is as sealed as the paper.
    """

    __table_args__ = (CheckConstraint(one_of("mark", Mark), name="mark_is_a_word"),)

    document_id: Mapped[int] = to("document")
    signer_id: Mapped[int] = to("signer")
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    kept: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(60))
    mark: Mapped[Mark] = mapped_column(Word(Mark))
    compared_by: Mapped[int] = mapped_column(Id)  # an account, which stands to the right
    compared_at: Mapped[datetime]


class Release(Public, Keyed, Base):
    """The ledger: a row for each complete version of a paper, chained by hash to the row before it. Rows are only ever
    added. Hashes and numbers only, so it stands before the wall; what has names in it is sealed."""

    __table_args__ = (CheckConstraint(one_of("way", Way), name="way_is_a_word"),)

    position: Mapped[int] = mapped_column(unique=True)  # in the ledger, from 1
    previous: Mapped[str] = mapped_column(String(64))
    claim: Mapped[str] = mapped_column(String(64))  # SHA-256 of what the receipt says
    hash: Mapped[str] = mapped_column(String(64))
    receipt_sealed: Mapped[bytes | None] = sealed_column()  # JSON: `documents.receipts`

    document_id: Mapped[int] = to("document")
    check_code: Mapped[str] = mapped_column(String(16), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(60))
    way: Mapped[Way] = mapped_column(Word(Way))
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    frozen_sha256: Mapped[str] = mapped_column(String(64), index=True)
    kept: Mapped[str] = mapped_column(String(64))
    attachments_sealed: Mapped[bytes | None] = sealed_column()  # JSON: name → text
    released_at: Mapped[datetime]
    released_on: Mapped[date]
    good_until: Mapped[datetime | None]  # the certificate of its timestamp's authority; None without a timestamp

    attachments = SealedText()
    receipt = SealedText()

    @property
    def place(self) -> Place:
        return Place(self.position, self.previous, self.sha256, self.claim)
