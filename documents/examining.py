"""Inside the jail: one file under the rules of `documents.verifying`. Any exception here means an unreadable file."""

from __future__ import annotations

import hashlib
import io
import re
from datetime import datetime
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from documents.structure import embedded_files, find_active

PASSED = ["passed", ""]
_DIGESTS = {"sha256", "sha384", "sha512"}
_USAGE = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"})


def examine(request: dict[str, Any], blobs: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """The outcome of each rule that can be told from the file, and the signatures as the file tells them."""
    file, expected = blobs[0], request["expected"]
    reader = PdfFileReader(io.BytesIO(file), strict=True)
    if reader.encrypted:
        raise ValueError("the file is encrypted")
    signatures = list(reader.embedded_regular_signatures)
    stamps = sorted(reader.embedded_timestamp_signatures, key=lambda one: one.signed_revision)
    outcomes = {"readable": PASSED, "inert": _told(find_active(reader))}
    outcomes |= _cryptography(file, reader, signatures, stamps, request)
    outcomes["signers"] = _told(_signers(reader, signatures, expected))
    outcomes |= _content(file, reader, expected, blobs[1:])
    return {"outcomes": outcomes, "signatures": [_shown(one) for one in signatures]}, []


def _told(problem: str) -> list[str]:
    return ["failed", problem] if problem else PASSED


def _cryptography(file: bytes, reader: PdfFileReader, signatures: list[EmbeddedPdfSignature],
                  stamps: list[EmbeddedPdfSignature], request: dict[str, Any]) -> dict[str, list[str]]:
    known = DocumentSecurityStore.read_dss(reader) if "/DSS" in reader.root else DocumentSecurityStore(None)
    context = _signing(known, _trust(request["roots"]))
    # What came after the first signature contains what came after the second, and what came after the last one holds
    # what came after each timestamp: compare for the two ends only.
    statuses = [validate_pdf_signature(one, context, key_usage_settings=_USAGE, skip_diff=one not in (signatures[0],
                                                                                                       signatures[-1]))
                for one in signatures]
    times = _times(known, stamps, _trust(request["stampers"]))
    everything = [*zip(signatures, statuses, strict=True), *zip(stamps, times, strict=True)]
    broken = [f"{one.field_name}: {words}" for one, status in everything
              if (words := _broken(file, one, status))]
    foreign = [one.field_name for one, status in everything if not status.trusted]
    return {"intact": _told("; ".join(broken) if signatures else "no signature"),
            "chain": _told(", ".join(foreign) if signatures else "no signature"),
            "whole": _told(_whole(everything)),
            "revisions": _told(_revisions(reader, signatures, stamps, everything))}


def _trust(roots: list[str]) -> list[asn1_x509.Certificate]:
    return [asn1_x509.Certificate.load(pem.unarmor(root.encode())[2]) for root in roots]


def _signing(known: DocumentSecurityStore, trust: list[asn1_x509.Certificate]) -> ValidationContext:
    """Our authority names no place where it revokes; a list of its own that the paper carries is still heeded."""
    ours = {one.subject.dump() for one in trust}
    revokes = any(asn1_crl.CertificateList.load(one.get_object().data).issuer.dump() in ours for one in known.crls)
    return known.as_validation_context({"trust_roots": trust, "allow_fetching": False,
                                        "revocation_mode": "require" if revokes else "soft-fail"})


def _times(known: DocumentSecurityStore, stamps: list[EmbeddedPdfSignature],
           trust: list[asn1_x509.Certificate]) -> list[Any]:
    """A timestamp is as good as its authority was when the next one was put over it; the last, as it is now.

    Who may stamp may not sign: an authority for timestamps gives certificates to others than our signers.
    """
    moments = [*(_stamped_at(later) for later in stamps[1:]), None]
    given: dict[str, Any] = {"trust_roots": trust, "allow_fetching": False, "revocation_mode": "soft-fail"}
    return [validate_pdf_timestamp(one, known.as_validation_context(given | {"moment": moment}), skip_diff=True)
            for one, moment in zip(stamps, moments, strict=False)]


def _stamped_at(stamp: EmbeddedPdfSignature) -> datetime:
    moment: datetime = stamp.signed_data["encap_content_info"]["content"].parsed["gen_time"].native
    return moment


def _broken(file: bytes, one: EmbeddedPdfSignature, status: Any) -> str:
    if not (status.intact and status.valid):
        return "does not match"
    if one.md_algorithm not in _DIGESTS or one.external_md_algorithm not in _DIGESTS:
        return f"weak digest {one.md_algorithm}"
    if one.sig_object_type == "/Sig" and one.sig_object.get("/SubFilter") != "/ETSI.CAdES.detached":
        return "not a PAdES signature"
    return _gap(file, one)


def _gap(file: bytes, one: EmbeddedPdfSignature) -> str:
    """The bytes a signature does not cover are its own hexadecimal string, padded with zeros, and nothing else."""
    ranges = [int(edge) for edge in one.byte_range]
    if len(ranges) != 4 or ranges[0] != 0 or not 0 < ranges[1] < ranges[2] <= ranges[2] + ranges[3] <= len(file):
        return "impossible byte range"
    gap = file[ranges[1]:ranges[2]]
    if not re.fullmatch(rb"<[0-9A-F]+>", gap):
        return "more than a signature in its gap"
    content = bytes.fromhex(gap[1:-1].decode())
    return "hidden bytes behind a signature" if any(content[_der_length(content):]) else ""


def _der_length(content: bytes) -> int:
    """The length of the DER object that `content` begins with (X.690, 8.1.3)."""
    if len(content) < 2 or content[1] < 0x80:
        return 2 + (content[1] if len(content) > 1 else 0)
    size = content[1] & 0x7F
    return 2 + size + int.from_bytes(content[2:2 + size], "big")


def _whole(everything: list[tuple[EmbeddedPdfSignature, Any]]) -> str:
    if not everything:
        return "no signature"
    last = max(everything, key=lambda pair: pair[0].signed_revision)
    covered = last[1].coverage is SignatureCoverageLevel.ENTIRE_FILE
    return "" if covered else f"{last[0].field_name}: {last[1].coverage.name}"


def _revisions(reader: PdfFileReader, signatures: list[EmbeddedPdfSignature], stamps: list[EmbeddedPdfSignature],
               everything: list[tuple[EmbeddedPdfSignature, Any]]) -> str:
    """One revision a signature, counted from the rendered paper (0); then only pairs of a DSS and a timestamp."""
    numbers = [one.signed_revision for one in signatures]
    if numbers != list(range(1, len(signatures) + 1)):
        return f"signatures in revisions {numbers}"
    if reader.xrefs.hybrid_xrefs_present:
        return "hybrid cross-reference table"
    if reader.total_revisions > 1 + len(signatures) + 2 * len(stamps):
        return f"{reader.total_revisions} revisions for {len(signatures)} signatures and {len(stamps)} timestamps"
    if signatures and signatures[0].docmdp_level is not fields.MDPPerm.FILL_FORMS:
        return "the first signature does not certify the paper"
    for one, status in everything[:len(signatures)]:
        level = status.modification_level
        if one in signatures[1:-1]:
            continue
        allowed = ModificationLevel.FORM_FILLING if one in signatures[:-1] else ModificationLevel.LTA_UPDATES
        if level is None or level > allowed or not status.docmdp_ok:
            return f"{one.field_name}: changed afterwards ({level.name if level else 'unknown'})"
    return ""


def _signers(reader: PdfFileReader, signatures: list[EmbeddedPdfSignature], expected: dict[str, Any] | None) -> str:
    empty = [name for name, value, _ in fields.enumerate_sig_fields(reader) if value is None]
    if empty:
        return f"not signed: {', '.join(empty)}"
    certificates = {one.signer_cert.dump() for one in signatures}
    if len(certificates) != len(signatures):
        return "one certificate signed twice"
    found = [[one["uid"], one["name"]] for one in map(_shown, signatures)]
    if any(one.field_name != uid for one, (uid, _) in zip(signatures, found, strict=True)):
        return "a certificate in another signer's field"
    if expected is not None and found != [list(one) for one in expected["signers"]]:
        return f"signed by {found}"
    return "" if signatures else "nobody signed"


def _shown(one: EmbeddedPdfSignature) -> dict[str, str]:
    subject = one.signer_cert.subject.native
    name = subject.get("name", subject.get("common_name", ""))
    return {"uid": str(subject.get("serial_number", "")), "name": str(name),
            "role": str(subject.get("title", "")), "reason": str(one.sig_object.get("/Reason", ""))}


def _content(file: bytes, reader: PdfFileReader, expected: dict[str, Any] | None,
             contents: list[bytes]) -> dict[str, list[str]]:
    found = embedded_files(reader)
    if expected is None:
        return {} if found is not None else {"attachments": _told("an embedded file is there twice or in part")}
    wanted = dict(zip(expected["attachments"], contents, strict=True))
    there = "in disorder" if found is None else ", ".join(found) or "nothing"
    outcomes = {"attachments": _told("" if found == wanted else f"embedded: {there}")}
    if expected["shown"] is None:
        return outcomes | {"shown": ["unknown", "the register holds no digest of the paper as shown"]}
    return outcomes | {"shown": _told("" if _begins_with(file, expected["shown"]) else "another paper was signed")}


def _begins_with(file: bytes, digest: str) -> bool:
    """Whether some prefix that ends a PDF revision has this SHA-256."""
    state, done = hashlib.sha256(), 0
    for end in re.finditer(rb"%%EOF\r?\n?", file):
        state.update(file[done:end.end()])
        done = end.end()
        if state.hexdigest() == digest:
            return True
    return False


