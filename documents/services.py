from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from documents import keeping, kinds, receipts
from documents.escrow import Act as Act
from documents.escrow import forget_intents as forget_intents
from documents.escrow import sign as sign
from documents.ledger import check_address, last_place, receipt_facts, receipt_key
from documents.models import Document, Release, Signer
from documents.queries import SEAL, store
from documents.rules import TABLE, Hindrance, Way
from mediation.core import clock, ids, jobs, sealed
from mediation.core.advance import advance
from mediation.core.db import db, writing
from mediation.core.door import Full
from mediation.core.machine import Standing

FINISH = "documents.finish"
"""The work that tries again to complete a paper everybody has signed."""
RENEW = "documents.renew"
"""The work that puts a later timestamp over a complete paper."""


@dataclass(frozen=True)
class Hand:
    """Somebody who must sign: `key` is a seat's public id, or "organisation:" and a body's for its seal.

    `part` is one of `documents.kinds.Signer`, or `seal`. All of one `turn` sign in any order, before the next turn.
    """

    key: str
    part: str
    title: str
    name: str
    turn: int = 1

    @property
    def uid(self) -> str:
        return self.key.replace(":", "-")


@dataclass(frozen=True)
class Wording:
    """What is to stand on a paper: the facts of its kind without `signers`, `seal` and `check`, which follow from the
    hands. Attachments are (file name, text, media type)."""

    kind: str
    number: str
    facts: Mapping[str, Any]
    attachments: tuple[tuple[str, str, str], ...] = field(default=())
    language: str = "zh"
    edition: str = "1"


@writing
def draft(
    standing: Standing,
    wording: Wording,
    *,
    matter_id: int,
    key_name: str,
    label: str,
    hands: Sequence[Hand] = (),
    way: Way = Way.ELECTRONIC,
) -> Document:
    """A new paper. The worker renders and freezes it; who asked for it then opens the signing, if there are hands."""
    document = Document(
        kind=wording.kind, edition=wording.edition, language=wording.language, number=wording.number, way=way,
        matter_id=matter_id, key_name=key_name, label=label, check_code=ids.public_id()[:16], due=len(hands), given=0,
    )  # fmt: skip
    facts = {**wording.facts, "number": wording.number, "check": check_address(document.check_code)}
    if kinds.is_signed(wording.kind):
        facts |= _places(hands)
    document.text = json.dumps({"facts": facts, "attachments": wording.attachments}, ensure_ascii=False)
    advance(standing, TABLE, document, "draft", label=label, codes={"kind": wording.kind})
    for position, hand in enumerate(hands, start=1):
        db.session.add(
            Signer(
                document_id=document.id,
                position=position,
                turn=hand.turn,
                key=hand.key,
                part=hand.part,
                title=hand.title,
                name=hand.name,
            )
        )
    db.session.flush()
    return document


def _places(hands: Sequence[Hand]) -> dict[str, Any]:
    people = [
        {"uid": one.uid, "part": one.part, "label": one.title, "name": one.name} for one in hands if one.part != SEAL
    ]
    return {"signers": people, "seal": next((one.uid for one in hands if one.part == SEAL), "")}


@dataclass(frozen=True)
class Kept:
    """Bytes that were kept: their own hash, and where they lie sealed."""

    sha256: str
    at: str


def keep(content: bytes, *, key_name: str) -> Kept:
    """Keep bytes, sealed with a matter's key. File work: never inside a transaction.

    Raises:
        Full: the disk has no room.
    """
    receipt_key()  # is made at its first use: now, for what is kept may be released next, in a transaction
    box = sealed.seal(content, key_name=key_name, place="file")
    try:
        return Kept(hashlib.sha256(content).hexdigest(), store().keep(box))
    except keeping.Full as full:
        raise Full() from full


@writing
def freeze(standing: Standing, document: Document, *, kept: Kept, pages: int) -> None:
    """From now on these bytes are what people are shown and what they sign. One nobody signs is complete with it."""
    document.frozen_sha256, document.frozen_kept, document.pages = kept.sha256, kept.at, pages
    advance(standing, TABLE, document, "freeze", label=document.label, codes={"sha256": kept.sha256})
    if not document.due:
        complete(standing, document, kept=kept, certificates=())


@writing
def open_signing(standing: Standing, document: Document) -> None:
    advance(standing, TABLE, document, "open", label=document.label)


FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=30)


@writing
def wait(standing: Standing, document: Document, *, hindrance: Hindrance) -> None:
    """Everybody has signed, but what makes the paper complete cannot be had: it is tried again, ever less often.

    Of this try nothing was kept: what everybody gave lies in escrow still.
    """
    if hindrance is not document.hindrance:
        document.hindrance = hindrance
        advance(standing, TABLE, document, "wait", label=document.label, codes={"hindrance": hindrance})
    document.tries += 1
    again = clock.now() + min(FIRST_WAIT * 2 ** min(document.tries - 1, 10), LONGEST_WAIT)
    jobs.enqueue(FINISH, at=again, document_id=document.id, tries=document.tries)


@writing
def complete(
    standing: Standing, document: Document, *, kept: Kept, certificates: Iterable[str], until: datetime | None = None
) -> None:
    """The signed paper is released, to all at once. `certificates`: their SHA-256, in the order of signing; `until`
    when the authority of its timestamp is good."""
    for one, certificate in zip(document.signers, certificates, strict=True):
        one.certificate = certificate
    release = _release(document, kept, clock.today(), until)
    document.completed_at = release.released_at
    _settle(standing, document, "complete", release)
    document.hindrance = None
    forget_intents(document)


@writing
def renew(standing: Standing, document: Document, *, kept: Kept, until: datetime | None) -> None:
    """A complete paper has got a later timestamp: this is what is kept and handed out from now on. The ledger knows
    both, so who has the earlier file has a good one."""
    first = db.session.scalars(select(Release).where(Release.document_id == document.id).order_by(Release.id)).first()
    assert first is not None
    _settle(standing, document, "renew", _release(document, kept, first.released_on, until))


@writing
def certify(standing: Standing, document: Document, *, kept: Kept, media_type: str, signed_on: date) -> None:
    """The paper was signed by hand; whoever acts has compared this scan with it and found no difference (OL 13).

    `signed_on` is the day on which the last signature or seal was put.
    """
    for one in document.signers:
        one.signed_at = clock.start_of(signed_on)
    document.given, document.media_type = document.due, media_type
    release = _release(document, kept, signed_on)
    document.completed_at = release.released_at
    _settle(standing, document, "certify", release)


@writing
def take_in(
    standing: Standing, *, kind: str, number: str, kept: Kept, media_type: str, matter_id: int, key_name: str,
    label: str, signed_on: date,
) -> Document:  # fmt: skip
    """A paper that somebody else made, signed and sealed, as a scan that whoever acts has compared with the original.

    Nothing of ours stands on it: the register knows its bytes, and who said that they show the original.
    """
    document = Document(
        kind=kind, edition="1", language="zh", number=number, way=Way.PAPER, matter_id=matter_id, key_name=key_name,
        label=label, check_code=ids.public_id()[:16], due=0, given=0, media_type=media_type,
        frozen_sha256=kept.sha256, frozen_kept=kept.at, complete_sha256=kept.sha256, complete_kept=kept.at,
        completed_at=clock.now(),
    )  # fmt: skip
    document.text = json.dumps({"facts": {}, "attachments": []})
    codes: dict[str, str | int | None] = {"kind": kind, "sha256": kept.sha256}
    advance(standing, TABLE, document, "take_in", label=label, codes=codes)
    _release(document, kept, signed_on)
    return document


def _release(document: Document, kept: Kept, on: date, until: datetime | None = None) -> Release:
    assert document.frozen_sha256 is not None
    document.complete_sha256, document.complete_kept = kept.sha256, kept.at
    release = Release(
        document_id=document.id, check_code=document.check_code, kind=document.kind, number=document.number,
        way=document.way, sha256=kept.sha256, frozen_sha256=document.frozen_sha256, kept=kept.at,
        key_name=document.key_name, released_at=clock.now(), released_on=on, good_until=until,
    )  # fmt: skip
    _enter(release, document)
    attachments = {name: said for name, said, _ in json.loads(document.text)["attachments"]}
    release.attachments = json.dumps(attachments, ensure_ascii=False)
    db.session.add(release)
    return release


def _settle(standing: Standing, document: Document, action: str, release: Release) -> None:
    codes: dict[str, str | int | None] = {"sha256": release.sha256, "ledger": release.hash}
    advance(standing, TABLE, document, action, label=document.label, codes=codes)


def _enter(release: Release, document: Document) -> None:
    """Give a release its place in the ledger and its receipt. Only who holds the lock knows the place, so the receipt
    is signed here, in a tenth of a millisecond."""
    facts = receipt_facts(release, document)
    before = last_place()
    release.position, release.previous = (before.entry + 1, before.hash) if before else (1, receipts.FIRST)
    release.claim = receipts.claim(facts)
    release.hash = release.place.hash
    release.receipt = receipt_key().signed(receipts.placed(facts, release.place))


@writing
def void(standing: Standing, document: Document, *, why: str) -> None:
    """The paper will not be signed any more; `why` is a code. What was given for it is destroyed by the worker."""
    advance(standing, TABLE, document, "void", label=document.label, codes={"why": why})


@writing
def supersede(standing: Standing, document: Document) -> None:
    """A newer version takes the paper's place; every signature given for it is destroyed by the worker."""
    advance(standing, TABLE, document, "supersede", label=document.label)


@writing
def replace(standing: Standing, document: Document) -> None:
    """Another paper has taken the place of one that was complete: who asks the register is told so."""
    advance(standing, TABLE, document, "replace", label=document.label)


@writing
def relabel(document: Document, label: str) -> None:
    """From now on others read it: a court's ruling, for one, is the court's own until it is released."""
    document.label = label
