"""Reading the ledger of released papers: its last entry, whether each follows from the one before, and receipts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import current_app
from sqlalchemy import select

from documents import receipts
from documents.models import Document, Release, Signer
from documents.queries import SEAL, companions
from documents.receipts import Key, Place
from documents.rules import TITLE, Way
from mediation.core import settings, words
from mediation.core.db import db

GOVERNING = "zh-Hans"
"""Papers are Chinese, and receipts say what stands on them."""


def receipt_key() -> Key:
    """The key that signs receipts; made on first use."""
    return Key.open(_settings().keys / "receipts")


def issuer() -> str:
    """This installation's public address."""
    return _settings().public_url


def check_address(code: str) -> str:
    """Where anybody can check a paper with this code; printed on it."""
    return f"{issuer()}/check/{code}"


def _settings() -> settings.Settings:
    config: settings.Settings = current_app.extensions["settings"]
    return config


def last_place() -> Place | None:
    """The newest entry. For a transaction that writes: from here on no other is entered before it is committed."""
    db.session.execute(select(Release.id).where(Release.position == 1).with_for_update())
    last = db.session.scalar(select(Release).order_by(Release.position.desc()).limit(1))
    return last.place if last else None


def broken() -> int | None:
    """The first position at which the ledger does not follow from what stands before it; None when all follow."""
    previous = receipts.FIRST
    for position, release in enumerate(db.session.scalars(select(Release).order_by(Release.position)), start=1):
        if (release.position, release.previous, release.hash) != (position, previous, release.place.hash):
            return position
        previous = release.hash
    return None


def receipt(document: Document) -> str | None:
    """The receipt of the paper's newest version; None for a paper that was released before there were receipts."""
    newest = select(Release).where(Release.document_id == document.id).order_by(Release.position.desc()).limit(1)
    release = db.session.scalar(newest)
    return release.receipt if release else None


def receipt_facts(release: Release, document: Document) -> dict[str, Any]:
    """What a receipt says of a release: of its signers what the paper itself shows, and nothing more."""
    by_hand = {one.signer_id for one in companions(document)}
    return {
        "format": receipts.FORMAT,
        "issuer": issuer(),
        "check": check_address(release.check_code),
        "paper": {
            "title": words.translate(TITLE.get(release.kind, release.kind), GOVERNING),
            "number": release.number,
            "sha256": release.sha256,
            "media_type": document.media_type,
            "way": str(release.way),
            "complete_on": release.released_on.isoformat(),
        },
        "signers": [_said(one, release, one.id in by_hand) for one in document.signers],
        "released_at": _moment(release.released_at),
    }


def _said(signer: Signer, release: Release, by_hand: bool) -> dict[str, str]:
    """A signature by hand has a day on paper and no moment; a seal has neither."""
    said = {"as": signer.title, "name": signer.name}
    if signer.signed_at and signer.part != SEAL and release.way is Way.ELECTRONIC and not by_hand:
        said["at"] = _moment(signer.signed_at)
    if signer.certificate:
        said["certificate"] = signer.certificate
    return said


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
