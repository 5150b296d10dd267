"""Signing a rendered paper: one PAdES signature for each person in order, the institution's seal last.

A paper comes from `rendering.render` with all its signature fields reserved, so that no revision ever adds one.
The first signature certifies the paper (ISO 32000-2, 12.8.2.2: DocMDP, filling fields only), the last covers the file.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from documents import rendering
from documents.authority import Authority, Fresh
from documents.imprint import Imprints
from documents.text import clean

SHANGHAI = ZoneInfo("Asia/Shanghai")
_INK = 0.85  # opacity of a seal: the date under it stays legible
_RESERVED = 2000  # bytes of a CMS beside its two certificates; about 800 are used, 1,100 with RSA


class SigningRefused(ValueError):
    """The signers do not fit the fields the paper reserved, or a time has no zone."""


@dataclass(frozen=True)
class Intent:
    """One person's own act of signing. `uid` is the signer's in the paper's facts."""

    signer_name: str
    role_title: str
    signed_at: datetime  # UTC, of the person's own act, not of this run
    drawing: bytes | None  # PNG of the drawn signature on a transparent ground; None prints the name
    uid: str
    note: str = ""  # how it was given, printed small: 经验证码确认 …
    in_place: str = ""  # what stands where the hand would: 纸质签名已核对


@dataclass(frozen=True)
class Seal:
    """An institution's or court's seal; without a picture a plain round one is drawn."""

    name: str
    uid: str
    role_title: str = "印章"
    picture: bytes | None = None  # PNG


@dataclass(frozen=True)
class Sealed:
    """The signed paper, and the signers' certificates (DER) in the order of signing."""

    pdf: bytes
    certificates: tuple[bytes, ...]


def seal(pdf: bytes, intents: Sequence[Intent], institution: Seal | None, authority: Authority) -> Sealed:
    """Apply everyone's signature, then the seal (None: the paper is sealed by hand). A court signs with no intents.

    Raises SigningRefused unless names and order of the empty fields are exactly those of the intents and the seal,
    rendering.RenderFailed when a drawing or seal cannot be shown, keyring.KeysGone when the keys do not answer: then
    nothing was signed, whoever had signed before.
    """
    places = _places(pdf)
    wanted = [intent.uid for intent in intents] + ([institution.uid] if institution else [])
    if [name for name, _, _ in places] != wanted or not wanted:
        raise SigningRefused(f"the paper reserves {[name for name, _, _ in places]}, not {wanted}")
    people = [(one.signer_name, one.uid, one.role_title, _reason(one)) for one in intents]
    if institution:
        people.append((institution.name, institution.uid, institution.role_title, institution.role_title))
    if not all(name.strip() for name, *_ in people):
        raise SigningRefused("nobody signs without a name")
    imprints = Imprints(_appearances(places, intents, institution))
    certificates = []
    for number, (name, uid, role, reason) in enumerate(people):
        issue = authority.fresh_certificate if number < len(intents) else authority.seal_certificate
        fresh = issue(name, uid, role)
        about = signers.PdfSignatureMetadata(
            field_name=uid, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm=fresh.algorithm.digest.name,
            name=name, reason=reason, certify=number == 0, docmdp_permissions=fields.MDPPerm.FILL_FORMS)
        style = imprints.style(number, opacity=1.0 if number < len(intents) else _INK)
        pdf = _signed(pdf, about, _Signer(fresh, authority), style)
        certificates.append(fresh.certificate.public_bytes(Encoding.DER))
    return Sealed(pdf, tuple(certificates))


def local_time(moment: datetime) -> str:
    """A moment as signatures show it: "2026年11月22日 15:04:05（北京时间）". Raises SigningRefused without a zone."""
    if moment.tzinfo is None:
        raise SigningRefused("a time of signing needs its zone")
    here = moment.astimezone(SHANGHAI)
    return f"{here.year}年{here.month}月{here.day}日 {here:%H:%M:%S}（北京时间）"


def _places(pdf: bytes) -> list[tuple[str, float, float]]:
    """Name, width and height (points) of each empty signature field, in the paper's order."""
    found = []
    for name, value, reference in fields.enumerate_sig_fields(PdfFileReader(io.BytesIO(pdf))):
        if value is not None:
            raise SigningRefused(f"{name} is signed already")
        left, bottom, right, top = (float(edge) for edge in reference.get_object()["/Rect"])
        found.append((str(name), right - left, top - bottom))
    return found


def _appearances(places: list[tuple[str, float, float]], intents: Sequence[Intent], institution: Seal | None) -> bytes:
    pictures: list[bytes] = []

    def shown(picture: bytes | None) -> int | None:
        if picture is None:
            return None
        pictures.append(picture)
        return len(pictures) - 1

    marks: list[dict[str, Any]] = [
        {"seal": False, "name": clean(one.signer_name), "time": local_time(one.signed_at), "note": clean(one.note),
         "words": clean(one.in_place), "picture": shown(one.drawing)} for one in intents]
    if institution:
        marks.append({"seal": True, "name": clean(institution.name), "picture": shown(institution.picture)})
    sized = [{**mark, "width": width, "height": height} for mark, (_, width, height) in zip(marks, places, strict=True)]
    return rendering.stamps(sized, pictures)


def _reason(intent: Intent) -> str:
    return " ".join(filter(None, (intent.role_title, local_time(intent.signed_at), intent.in_place)))


class _Signer(signers.Signer):  # type: ignore[misc]
    """pyHanko asks, a key of ours answers: one in memory, in a file or in a token."""

    def __init__(self, fresh: Fresh, authority: Authority) -> None:
        store = SimpleCertificateStore()
        store.register(_parsed(authority.root))
        super().__init__(signing_cert=_parsed(fresh.certificate), cert_registry=store, embed_roots=True)
        self._fresh = fresh

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return self._fresh.sign(data)


def _parsed(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _room(signer: signers.Signer) -> int:
    """Hexadecimal digits to leave for a signature."""
    certificates = [signer.signing_cert, *signer.cert_registry]
    return 2 * (sum(len(one.dump()) for one in certificates) + _RESERVED)


def _signed(pdf: bytes, about: signers.PdfSignatureMetadata, signer: signers.Signer,
            style: StaticStampStyle) -> bytes:
    work = signers.PdfSigner(about, signer=signer, stamp_style=style)
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    return bytes(work.sign_pdf(writer, existing_fields_only=True, bytes_reserved=_room(signer)).getbuffer())
