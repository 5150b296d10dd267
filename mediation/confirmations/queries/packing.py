"""The package as a court carries it home: folders, a manifest of every file, and the installation's signature over it.

What goes in is named here kind by kind. Minutes, proposals, notes and private talks have no line, and who packs reads
as the court does, so that the wall shows nothing else. What says where a protected person lives lies in one locked
annex.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from documents import ledger
from documents import queries as documents
from documents.locking import Inside, lock
from documents.models import Document
from documents.rules import TITLE
from mediation.agreements.papers import GOVERNING
from mediation.confirmations import queries
from mediation.confirmations.models import Enclosure, JudicialConfirmation
from mediation.core import clock, sealed, wall
from mediation.core.db import db
from mediation.core.machine import Role, Standing
from mediation.core.words import translate
from mediation.matters import queries as matters
from mediation.matters import services as handed_in
from mediation.matters.models import Seat
from mediation.rulebook.courts import PackagePaper

FORMAT = "courtyard-package-1"
SIDE = {Role.APPLICANT: "申请人材料", Role.RESPONDENT: "被申请人材料"}
ADDRESSES, EXTRACT, OTHER, ANNEX, CHECKING = "送达地址确认书", "调解笔录（摘录）", "其他", "密封附件", "核验"
FOLDER = {
    "application": "调解申请书",
    "acceptance_register": "调解申请书",
    "particulars": ADDRESSES,
    "service_address": ADDRESSES,
    "identity_proof": OTHER,
    "power_of_attorney": OTHER,
    "agreement": "调解协议书",
    "confirmation_application": "司法确认申请书",
    "minutes_extract": EXTRACT,
    "undisputed_facts": EXTRACT,
    "referral": "移送函",
    "notice": "权利义务告知书",
    "proof_of_mediation": OTHER,
    "fair_process": OTHER,
}
"""By kind of paper the folder it lies in; a kind that is not here goes to no court."""
ONE_OF_SEVERAL = ("agreement", "confirmation_application", "proof_of_mediation", "particulars", "minutes_extract",
                  "fair_process")  # fmt: skip
"""Of these a matter may have older ones: only those of this application go."""
OPEN = ("agreement", "confirmation_application")
"""What both sides have signed keeps nothing from either."""
README = """司法确认材料包

1. manifest.json 列出本包每一个文件的路径、类别、编号和 SHA-256 值；manifest.json.sig 是出具系统对该清单的签名。
2. 核验签名：openssl dgst -sha256 -verify 核验/公钥.pem -signature manifest.json.sig manifest.json
   公钥请与法院此前留存的公钥核对（SHA-256 指纹：%(fingerprint)s）。
3. 核验文件：各文件的 SHA-256 值应与清单一致。核验/凭证 中有各文书的核验凭证，
   可用 核验/离线核验.html 在不联网的电脑上核对。
4. 密封附件（如有）是加密的 PDF，记载受保护人员的住址和联系方式，仅供承办法官查阅；
   口令在系统的司法确认页面上显示，请勿与本包一同传递。
5. 本包不含调解方案、当事人陈述、调解员笔记和单独谈话的内容。
"""


@dataclass(frozen=True)
class Packed:
    """One file of the package; `kind` as the manifest names it."""

    path: str
    content: bytes
    kind: str
    number: str = ""
    media_type: str = "application/pdf"

    @property
    def line(self) -> dict[str, Any]:
        return {
            "path": self.path, "sha256": hashlib.sha256(self.content).hexdigest(), "size": len(self.content),
            "kind": self.kind, "number": self.number, "media_type": self.media_type,
        }  # fmt: skip


def annex_word(confirmation: JudicialConfirmation) -> str | None:
    """The word that opens the locked annex; None when nobody is protected. It travels apart from the package."""
    if not matters.protections(confirmation.matter):
        return None
    mark = sealed.fingerprint(confirmation.public_id, "annex")[:16]
    return "-".join(mark[n : n + 4] for n in range(0, 16, 4))


def package(standing: Standing, confirmation: JudicialConfirmation, *, verifier: bytes) -> bytes:
    """The whole package as a ZIP: read as the court reads, whoever asked for it. Takes its time: no transaction.

    `verifier` is the page with which receipts are checked offline.
    """
    before = db.session.info.get("reader")
    wall.name_reader(Standing(standing.actor, frozenset({Role.CLERK}), confirmation.matter_id, None, standing.sides))
    try:
        files = list(_apart(list(_files(confirmation)), confirmation))
        return _zipped(confirmation, [*files, *_checking(confirmation, verifier)])
    finally:
        db.session.info["reader"] = before


def _files(confirmation: JudicialConfirmation) -> Iterator[tuple[Packed, bool]]:
    """Every file, and whether it says where a protected person is."""
    secrets = _secrets(confirmation)
    for document in _documents(confirmation):
        path = f"{FOLDER[document.kind]}/{translate(TITLE[document.kind], GOVERNING)}{_plain(document.number)}"
        content = documents.fetch(document.complete_kept or "", document.key_name)
        tells = document.kind not in OPEN and any(secret in document.text for secret in secrets)
        ending = {"image/png": "png", "image/jpeg": "jpg"}.get(document.media_type, "pdf")
        yield Packed(f"{path}.{ending}", content, document.kind, document.number, document.media_type), tells
    known = {one.exhibit_id: one for one in confirmation.enclosures}
    for exhibit in matters.exhibits(confirmation.matter):
        one = known.get(exhibit.id)
        if one is None and exhibit.label != wall.SHARED:
            continue  # the court's own
        seat = one.party.seat if one and one.party else exhibit.seat
        personal = one is not None and one.kind in (PackagePaper.IDENTITY, PackagePaper.ADDRESS)
        guarded = seat is not None and matters.is_protected(seat)
        tells = (guarded and personal) or any(secret in exhibit.title for secret in secrets)
        path = f"{_folder(one, seat)}/{_plain(exhibit.title)}"
        kind = one.kind.value if one else "exhibit"
        yield Packed(path, handed_in.shown(exhibit), kind, media_type=exhibit.media_type), tells


def _documents(confirmation: JudicialConfirmation) -> list[Document]:
    own = {one.id for one in queries.papers(confirmation)}
    found = queries.complete(confirmation.matter, *FOLDER)
    return [one for one in found if one.kind not in ONE_OF_SEVERAL or one.id in own]


def _secrets(confirmation: JudicialConfirmation) -> list[str]:
    guarded = [one for one in confirmation.dispute.parties if matters.is_protected(one.seat)]
    return [text for one in guarded for text in (one.address, one.seat.phone) if text]


def _folder(enclosure: Enclosure | None, seat: Seat | None) -> str:
    if enclosure is not None and enclosure.kind is PackagePaper.ADDRESS:
        return ADDRESSES
    return SIDE.get(seat.role, OTHER) if seat else OTHER


def _plain(name: str) -> str:
    """A name that is one in every file system."""
    return "".join("_" if letter in '/\\:*?"<>|' or ord(letter) < 32 else letter for letter in name).strip(". ")[:80]


def _apart(files: list[tuple[Packed, bool]], confirmation: JudicialConfirmation) -> Iterator[Packed]:
    """The files under names that are there once; all that tells too much inside one locked paper."""
    taken: dict[str, int] = {}
    inside = [one for one, tells in files if tells]
    cover = next((one for one in inside if one.kind == "particulars"), None)
    for one, tells in files:
        if not tells:
            taken[one.path] = taken.get(one.path, 0) + 1
            yield one if taken[one.path] == 1 else _again(one, taken[one.path])
    if inside:
        word = annex_word(confirmation)
        assert cover is not None and word is not None, "whoever is protected has an annex"
        more = [
            Inside(f"{n}.{one.path.rpartition('.')[2]}", one.path.rpartition("/")[2], one.content, one.media_type)
            for n, one in enumerate((one for one in inside if one is not cover), start=1)
        ]
        yield Packed(f"{ANNEX}/住址和联系方式（加密）.pdf", lock(cover.content, word, more), "annex", cover.number)


def _again(one: Packed, n: int) -> Packed:
    stem, dot, ending = one.path.rpartition(".")
    return Packed(f"{stem}（{n}）{dot}{ending}", one.content, one.kind, one.number, one.media_type)


def _checking(confirmation: JudicialConfirmation, verifier: bytes) -> Iterator[Packed]:
    """What a court needs to check all of it without us and without a network."""
    key = ledger.receipt_key()
    for document in _documents(confirmation):
        receipt = ledger.receipt(document)
        if receipt is not None:
            name = f"{translate(TITLE[document.kind], GOVERNING)}{_plain(document.number)}-{document.check_code}"
            path = f"{CHECKING}/凭证/{name}.json"
            yield Packed(path, receipt.encode(), "receipt", document.number, "application/json")
    yield Packed(f"{CHECKING}/离线核验.html", verifier, "verifier", media_type="text/html")
    yield Packed(f"{CHECKING}/公钥.pem", key.pem, "key", media_type="application/x-pem-file")
    yield Packed("说明.txt", (README % {"fingerprint": key.fingerprint}).encode(), "readme", media_type="text/plain")


def manifest(confirmation: JudicialConfirmation, files: list[Packed]) -> bytes:
    """What the package holds, for people and for programs; the signature is over these bytes."""
    said = {
        "format": FORMAT, "issuer": ledger.issuer(), "made_at": clock.now().astimezone(clock.CHINA).isoformat(),
        "institution": confirmation.organisation.name, "court": confirmation.court.name,
        "court_number": confirmation.court_number or "", "agreement": confirmation.agreement.number or "",
        "files": [one.line for one in files],
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _zipped(confirmation: JudicialConfirmation, files: list[Packed]) -> bytes:
    listed = manifest(confirmation, files)
    key, sink = ledger.receipt_key(), io.BytesIO()
    at = clock.now().astimezone(clock.CHINA).timetuple()[:6]
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as box:
        for path, content in (
            ("manifest.json", listed), ("manifest.json.sig", key.detached(listed)),
            *((one.path, one.content) for one in files),
        ):  # fmt: skip
            entry = zipfile.ZipInfo(path, at)
            entry.compress_type = zipfile.ZIP_DEFLATED
            box.writestr(entry, content)
    return sink.getvalue()
