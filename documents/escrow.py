"""What people give to sign, until everybody has: sealed, taken back or applied, and seen by nobody in between.

Whoever signs may do so on the screen, or by hand on the printed paper, which a member of staff scans and compares: any
mixture within one paper. Only that everybody has counts, and the order of the turns.
"""

from __future__ import annotations

import base64
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete

from documents.models import ESCROW, Companion, Document, Intent, Signer
from documents.queries import signer, turn
from documents.rules import TABLE, Evidence, Mark, Proof
from mediation.core import clock
from mediation.core.advance import advance
from mediation.core.db import db, writing
from mediation.core.machine import NotNow, NotYours, Standing
from mediation.core.words import N_

NOT_YOUR_TURN = N_("Others sign before you. It is not your turn yet.")


@dataclass(frozen=True)
class Act:
    """What somebody did to sign: the hash of what they were shown, how it was proved to be them, and the drawing.

    With `Proof.SEEN`, `witness` is the name of the member of staff who saw them, and `evidence` what they showed.
    """

    shown_sha256: str
    proof: Proof
    drawing: bytes | None = None  # PNG; None prints the name
    typed: bool = False
    witness: str | None = None
    evidence: Evidence | None = None


@writing
def sign(standing: Standing, document: Document, *, key: str, act: Act) -> None:
    """Somebody signs: their act lies in escrow until everybody's does. It names the bytes it is for (电子签名法 13).

    Raises:
        NotYours: this paper is not theirs to sign.
        NotNow: they did already, it is not their turn, or the paper is no longer the one they were shown.
    """
    mine = signer(document, key)
    if mine is None:
        raise NotYours()
    _can_sign(document, mine)
    if act.shown_sha256 != document.frozen_sha256:
        raise NotNow(N_("The paper was changed after you opened it. Please read the new version first."))
    codes: dict[str, str | int | None] = {
        "position": mine.position, "proof": act.proof, "sha256": act.shown_sha256, "evidence": act.evidence,
    }  # fmt: skip
    advance(standing, TABLE, document, "sign", label=document.label, codes=codes)
    intent = _given(document, mine, proof=act.proof, typed=act.typed, witness=act.witness, evidence=act.evidence)
    intent.drawing = base64.b64encode(act.drawing).decode() if act.drawing else None
    mine.signed_at = intent.given_at


@dataclass(frozen=True)
class Scan:
    """The scan of a paper signed by hand: its own hash, where it lies sealed, and what it is."""

    sha256: str
    kept: str
    media_type: str


@writing
def compare(
    standing: Standing,
    document: Document,
    *,
    keys: Collection[str],
    scan: Scan,
    mark: Mark,
    marked_on: date,
) -> None:
    """Whoever acts has compared a scan with the paper and found on it what these people put by hand (OL 13).

    Raises:
        NotNow: one of them signed already, or somebody signs before them.
    """
    account_id = standing.actor.account_id
    assert account_id is not None, "only a named member of staff compares"
    for one in [one for one in document.signers if one.key in keys]:
        _can_sign(document, one)
        codes: dict[str, str | int | None] = {"position": one.position, "mark": mark, "scan": scan.sha256}
        advance(standing, TABLE, document, "compare", label=document.label, codes=codes)
        _given(
            document, one, proof=Proof.COMPARED, typed=False, witness=standing.actor.name, mark=mark,
            marked_on=marked_on,
        )  # fmt: skip
        one.signed_at = clock.start_of(marked_on)
        companion = Companion(
            document_id=document.id, signer_id=one.id, sha256=scan.sha256, kept=scan.kept, key_name=document.key_name,
            media_type=scan.media_type, mark=mark, compared_by=account_id, compared_at=clock.now(),
        )  # fmt: skip
        db.session.add(companion)
    db.session.flush()


def _can_sign(document: Document, one: Signer) -> None:
    if one.signed_at is not None:
        raise NotNow(N_("You have signed this already."))
    if one.turn != turn(document):
        raise NotNow(NOT_YOUR_TURN)


def _given(
    document: Document,
    by: Signer,
    *,
    proof: Proof,
    typed: bool,
    witness: str | None,
    evidence: Evidence | None = None,
    mark: Mark | None = None,
    marked_on: date | None = None,
) -> Intent:
    assert document.frozen_sha256 is not None
    intent = Intent(
        document_id=document.id, signer_id=by.id, matter_id=document.matter_id, label=ESCROW,
        key_name=document.key_name, given_at=clock.now(), shown_sha256=document.frozen_sha256, proof=proof,
        typed=typed, witness=witness, evidence=evidence, mark=mark, marked_on=marked_on,
    )  # fmt: skip
    db.session.add(intent)
    by.intent = intent.public_id
    document.given += 1
    return intent


@writing
def withdraw(standing: Standing, document: Document, *, key: str) -> None:
    """Somebody takes their signature back before the last was given. The worker destroys what was given.

    Whoever signed in a later turn relied on it: their signatures fall with it.

    Raises:
        NotYours: this paper is not theirs to sign.
        NotNow: they have not signed, or everybody has.
    """
    mine = signer(document, key)
    if mine is None:
        raise NotYours()
    if mine.signed_at is None:
        raise NotNow(N_("You have not signed this."))
    fall = [one for one in document.signers if one.signed_at and (one is mine or one.turn > mine.turn)]
    codes: dict[str, str | int | None] = {"position": mine.position, "fall": len(fall)}
    advance(standing, TABLE, document, "withdraw", label=document.label, codes=codes)
    for one in fall:
        one.signed_at = one.intent = None
    document.given -= len(fall)


def forget_withdrawn(document: Document) -> None:
    """Destroy what was taken back. Only the worker's reader reaches it."""
    live = [one.intent for one in document.signers if one.intent]
    stale = [one.id for one in document.signers if one.signed_at is None]
    db.session.execute(delete(Intent).where(Intent.document_id == document.id, Intent.public_id.not_in(live)))
    db.session.execute(delete(Companion).where(Companion.signer_id.in_(stale)))


def forget_intents(document: Document) -> None:
    """Destroy what lies in escrow for a paper. Only the worker's reader reaches it."""
    db.session.execute(delete(Intent).where(Intent.document_id == document.id))


def forget_all(document: Document) -> None:
    """Nothing was signed: destroy what was given, on the screen and by hand."""
    forget_intents(document)
    db.session.execute(delete(Companion).where(Companion.document_id == document.id))
