from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from cryptography import x509
from flask import current_app
from sqlalchemy import func, select

from documents import keeping, keyring, verifying
from documents.algorithms import ALGORITHMS
from documents.authority import Authority
from documents.authority import roots as known_roots
from documents.dates import plain
from documents.models import Companion, Document, Intent, Release, Signer
from documents.rendering import Paper
from documents.rules import (
    GONE,
    HINDRANCE,
    IN_PLACE,
    NOTE,
    NOTE_COMPARED,
    NOTE_SEEN,
    NOTE_TYPED,
    SHOWN,
    DocumentState,
    Proof,
    Way,
)  # fmt: skip
from documents.signing import Intent as Given
from documents.signing import Seal
from documents.timestamps import Service
from documents.verifying import Answer, Expectation, Finding, Outcome, Signatory, Verdict
from mediation.core import clock, sealed, settings, wall
from mediation.core.db import db
from mediation.core.door import Opened
from mediation.core.machine import Actor, NotNow, NotVisible, Standing, of_system

SEAL = "seal"
"""The `part` of a signer that is a body: its seal is put, no hand is drawn."""

StandingIn = Callable[[Actor, int], Standing]
_standing_in: StandingIn | None = None


def rely_on(standing_in: StandingIn) -> None:
    """Let this be how an actor's standing in a matter is known: matters stand to the right of this wing."""
    global _standing_in
    _standing_in = standing_in


Held = Callable[[Standing, Document], str | None]
_held: dict[str, Held] = {}


def hold(kind: str, held: Held) -> None:
    """Let papers of a kind wait for what `held` says, in words: a ruling is had from its page, where it is served."""
    _held[kind] = held


def opened(actor: Actor, public_id: str) -> Opened:
    """A paper, for a reader whose labels reach it.

    Raises:
        NotVisible: there is none, or it is not for this reader.
        NotNow: something has to happen before this reader may have it.
    """
    assert _standing_in is not None
    matter_id = wall.whereabouts(Document, public_id)
    if matter_id is None:
        raise NotVisible()
    standing = _standing_in(actor, matter_id)
    wall.name_reader(standing)
    document = db.session.scalar(select(Document).where(Document.public_id == public_id))
    if document is None:
        raise NotVisible()
    waits = _held[document.kind](standing, document) if document.kind in _held else None
    if waits:
        raise NotNow(waits)
    return Opened(document, standing)


def signer(document: Document, key: str) -> Signer | None:
    return next((one for one in document.signers if one.key == key), None)


def of_kind(matter_id: int, kind: str) -> list[Document]:
    """A matter's papers of a kind that are good or being made, as far as the reader reads them, the oldest first."""
    wanted = select(Document).where(Document.matter_id == matter_id, Document.kind == kind)
    return list(db.session.scalars(wanted.where(Document.state.not_in(GONE)).order_by(Document.id)))


def turn(document: Document) -> int | None:
    """Whose turn it is to sign: the lowest turn in which somebody has not; None when everybody has."""
    return min((one.turn for one in document.signers if one.signed_at is None), default=None)


def paper(document: Document) -> Paper:
    """What is to be rendered."""
    text = json.loads(document.text)
    attachments = tuple((name, said.encode(), media_type) for name, said, media_type in text["attachments"])
    return Paper(document.kind, document.edition, document.language, text["facts"], attachments)


@dataclass(frozen=True)
class Work:
    """All that is needed to apply the signatures, read in one go: the applying itself touches no database."""

    pdf: bytes
    intents: tuple[Given, ...]
    seal: Seal | None


def work(document: Document) -> Work:
    """The frozen bytes, everybody's intent in order, and the seal. For the worker's reader only."""
    given = {one.public_id: one for one in db.session.scalars(select(Intent).where(Intent.document_id == document.id))}
    acts = [(given[one.intent], one) for one in document.signers if one.intent]
    # An electronic seal is drawn as a seal; one stamped by hand is told in its place, like any hand on paper.
    sealed_here = [one for act, one in acts if one.part == SEAL and act.proof is not Proof.COMPARED]
    assert document.frozen_kept is not None
    return Work(
        fetch(document.frozen_kept, document.key_name),
        tuple(_given(act, one) for act, one in acts if one not in sealed_here),
        Seal(sealed_here[0].name, sealed_here[0].uid) if sealed_here else None,
    )


def _given(intent: Intent, signer: Signer) -> Given:
    drawing = base64.b64decode(intent.drawing) if intent.drawing else None
    in_place = IN_PLACE[intent.mark] if intent.mark else ""
    return Given(signer.name, signer.title, intent.given_at, drawing, signer.uid, _note(intent), in_place)


def _note(intent: Intent) -> str:
    """How it was given, as it is printed under it."""
    if intent.proof is Proof.COMPARED:
        assert intent.marked_on is not None
        return NOTE_COMPARED.format(day=plain(intent.marked_on.isoformat()), witness=intent.witness)
    if intent.proof is Proof.SEEN:
        assert intent.evidence is not None
        note = NOTE_SEEN.format(witness=intent.witness, evidence=SHOWN[intent.evidence])
    else:
        note = NOTE[intent.proof]
    return note + (f"，{NOTE_TYPED}" if intent.typed else "")


def companions(document: Document) -> list[Companion]:
    """The scans kept beside a paper, in the order of the signers."""
    wanted = select(Companion).where(Companion.document_id == document.id)
    return list(db.session.scalars(wanted.order_by(Companion.signer_id)))


# Kept bytes: sealed with the matter's key, under the hash of the sealed bytes.


def store() -> keeping.Store:
    return keeping.Store(_settings().files)


def fetch(kept: str, key_name: str) -> bytes:
    """Kept bytes as they were handed in.

    Raises:
        keeping.Missing, keeping.Damaged, sealed.Erased, sealed.InvalidTag: they cannot be had any more.
    """
    return sealed.unseal(store().fetch(kept), key_name=key_name, place="file")


def authority() -> Authority:
    """The installation's own certificate authority, of the keys and algorithm it is set to; made on first use.

    Raises:
        keyring.KeysGone: its keys do not answer.
    """
    folder, set_to = _settings().keys / "authority", _settings()
    keys = keyring.opened(set_to.signer_keys, folder)
    return Authority.open(folder, keyring=keys, algorithm=ALGORITHMS[set_to.algorithm])


def roots() -> list[x509.Certificate]:
    """Every root our signatures may lead to; asks for no key."""
    return known_roots(_settings().keys / "authority")


def running_out(before: datetime) -> list[int]:
    """The complete papers (ids) whose newest timestamp is good no longer than that."""
    newest = select(func.max(Release.id)).group_by(Release.document_id)
    wanted = select(Release.document_id).where(Release.id.in_(newest), Release.good_until < before)
    return list(db.session.scalars(wanted.order_by(Release.good_until).limit(1000)))


def waiting(matter_ids: Iterable[int]) -> list[tuple[str, int]]:
    """What papers of these matters wait for though everybody has signed, in words for staff, and how many do."""
    wanted = select(Document.hindrance, func.count()).where(
        Document.matter_id.in_(matter_ids), Document.state == DocumentState.AWAITING
    )
    found = db.session.execute(wanted.group_by(Document.hindrance).order_by(Document.hindrance))
    return [(HINDRANCE[why], count) for why, count in found if why is not None]


def signed_not_complete(since: datetime) -> list[Document]:
    """The papers everybody has signed before that moment and that are not complete yet, the oldest first."""
    wanted = select(Document).where(
        Document.state.in_((DocumentState.SIGNING, DocumentState.AWAITING)), Document.way == Way.ELECTRONIC,
        Document.due > 0, Document.given == Document.due, Document.state_since < since,
    )  # fmt: skip
    return list(db.session.scalars(wanted.order_by(Document.state_since, Document.id)))


def timestamps_from() -> Service | None:
    """The service that timestamps papers; None where none is set."""
    set_to = _settings()
    if not set_to.timestamp_url:
        return None
    return Service(set_to.timestamp_url, tuple(stampers()), set_to.crls)


def stampers() -> list[x509.Certificate]:
    """The authorities whose timestamps are believed, those of earlier services too."""
    trust = _settings().timestamp_trust
    return x509.load_pem_x509_certificates(trust.read_bytes()) if trust else []


def _settings() -> settings.Settings:
    config: settings.Settings = current_app.extensions["settings"]
    return config


# The check page: asks the ledger only, never a paper.


@dataclass(frozen=True)
class Checked:
    """What anybody may learn of a paper by its code, and nothing else."""

    number: str
    on: date  # it became complete, or stopped being good
    valid: bool
    signers: int
    gone: DocumentState | None = None  # void or superseded


def read_code(typed: str) -> str:
    """A code as somebody typed or pasted it, in the kept form: no character of it looks like another one."""
    last = typed.strip().rstrip("/").rpartition("/")[2].lower().translate(_LOOKS_LIKE)
    return re.sub(r"[^a-z2-7]", "", last)


_LOOKS_LIKE = str.maketrans("018", "olb")


def check(code: str) -> Checked | None:
    """What is known of a code; None for one that no paper has, or one that is not complete yet."""
    code = read_code(code)
    gone = _gone(code)
    if gone is not None:
        return gone
    latest = select(Release).where(Release.check_code == code).order_by(Release.position.desc()).limit(1)
    release = db.session.scalar(latest)
    return _told(release) if release else None


def _gone(code: str) -> Checked | None:
    """A paper that is no longer good says so, whoever asks, though it stands behind the wall."""
    matter_id = wall.whereabouts(Document, code, called="check_code")
    if matter_id is None:
        return None
    sides = 99  # whichever side a paper belongs to
    wall.name_reader(of_system(matter_id, sides))
    try:
        document = db.session.scalar(select(Document).where(Document.check_code == code))
    finally:
        wall.name_reader()
    if document is None or document.state not in GONE:
        return None
    return Checked(document.number, clock.local_day(document.state_since), False, 0, document.state)


def _told(release: Release) -> Checked:
    return Checked(release.number, release.released_on, _is_whole(release), len(_signers(release)))


def _is_whole(release: Release) -> bool:
    try:
        content = fetch(release.kept, release.key_name)
    except (keeping.Missing, keeping.Damaged, sealed.Erased, sealed.InvalidTag):
        return False
    return hashlib.sha256(content).hexdigest() == release.sha256


@dataclass(frozen=True)
class Recognised:
    """A file that the ledger has something to say about. `before`: it is the paper as it was before anybody signed."""

    paper: Checked
    before: bool


def recognise(file: bytes) -> Recognised | None:
    """The paper that a file is, or was made from; genuine or not."""
    release = _release_of(file)
    if release is None:
        return None
    return Recognised(_told(release), hashlib.sha256(file).hexdigest() == release.frozen_sha256 != release.sha256)


def examine(file: bytes) -> Verdict:
    """Whether a file is a paper of ours as it was released, and the rule that decided. Slow: never in a transaction."""
    release = _release_of(file)
    if release is None:
        return verifying.verify(file, roots=roots(), stampers=stampers(), expected=None)
    signers = _signers(release)
    if release.way is Way.PAPER or not signers:
        return _examine_bytes(file, release)
    expected = Expectation(
        sha256=frozenset(db.session.scalars(select(Release.sha256).where(Release.document_id == release.document_id))),
        signers=tuple(Signatory(one.uid, one.name) for one in signers),
        attachments={name: said.encode() for name, said in json.loads(release.attachments).items()},
        shown=release.frozen_sha256,
    )
    return verifying.verify(file, roots=roots(), stampers=stampers(), expected=expected)


def _examine_bytes(file: bytes, release: Release) -> Verdict:
    """A scan, and a paper nobody has to sign, carry no signature: that the register knows exactly these bytes is all
    there is to say."""
    digest = hashlib.sha256(file).hexdigest()
    known = digest == release.sha256
    finding = Finding("known", Outcome.PASSED if known else Outcome.FAILED, verifying.RULES["known"])
    return Verdict(Answer.VALID if known else Answer.INVALID, digest, (finding,), ())


def _release_of(file: bytes) -> Release | None:
    """The ledger's row for a file: by its hash, or by the hash of the unsigned paper that it begins with."""
    wanted = select(Release).order_by(Release.position.desc()).limit(1)
    exact = db.session.scalar(wanted.where(Release.sha256 == hashlib.sha256(file).hexdigest()))
    if exact is not None:
        return exact
    ends = [found.end() for found in re.finditer(rb"%%EOF\r?\n?", file)][:20]
    beginnings = [hashlib.sha256(file[:end]).hexdigest() for end in ends]
    return db.session.scalar(wanted.where(Release.frozen_sha256.in_(beginnings)))


def _signers(release: Release) -> list[Signer]:
    wanted = select(Signer).where(Signer.document_id == release.document_id).order_by(Signer.position)
    return list(db.session.scalars(wanted))
