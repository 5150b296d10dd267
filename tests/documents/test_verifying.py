"""Genuine papers are VALID, forged ones INVALID, and the verdict names the rule."""

from __future__ import annotations

import hashlib
import io
import random
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import timestamps
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from documents.rendering import render
from documents.signing import seal
from documents.verifying import RULES, Answer, Expectation, Outcome, Signatory, verify
from tests.documents import mutations, samples, signed
from tests.documents.signed import judged

ROOTS = [signed.authority().root]


def test_the_signed_paper_is_valid_under_every_rule() -> None:
    file = signed.agreement().pdf
    verdict = verify(file, roots=ROOTS, expected=signed.Register().expects(file))
    assert verdict.answer is Answer.VALID
    assert [finding.rule for finding in verdict.findings] == list(RULES)
    assert {finding.outcome for finding in verdict.findings} == {Outcome.PASSED}
    assert verdict.sha256 == hashlib.sha256(file).hexdigest()
    assert [(one.uid, one.name) for one in verdict.signatures] == list(signed.Register().signers)
    assert verdict.signatures[0].reason == "申请人 2026年11月22日 14:30:00（北京时间）"


@pytest.mark.parametrize("people", [2, 3, 5, 6])
def test_papers_with_other_numbers_of_signers_are_valid(people: int) -> None:
    signers = tuple(samples.signer(f"s-{number}", "party", "当事人", f"当事人{number}") for number in range(people))
    paper = render(samples.paper("agreement", attachments=True, signers=signers))
    file = seal(paper, samples.intents(signers), samples.SEAL, signed.authority()).pdf
    expected = Expectation(frozenset({hashlib.sha256(file).hexdigest()}),
                           (*(Signatory(one["uid"], one["name"]) for one in signers),
                            Signatory("seal-1", samples.INSTITUTION)), {"terms.json": samples.TERMS})
    verdict = verify(file, roots=ROOTS, expected=expected)
    assert verdict.failed == ()
    assert verdict.answer is Answer.INDETERMINATE  # the register held no digest of what was shown


def test_without_the_register_the_best_answer_is_indeterminate() -> None:
    verdict = verify(signed.agreement().pdf, roots=ROOTS, expected=None)
    assert verdict.answer is Answer.INDETERMINATE and verdict.failed == ()
    assert {finding.rule for finding in verdict.findings if finding.outcome is Outcome.UNKNOWN} == \
        {"attachments", "shown", "known"}


def test_a_genuine_file_the_register_does_not_know_is_invalid() -> None:
    verdict = verify(signed.agreement().pdf, roots=ROOTS, expected=signed.Register().expects(b"another"))
    assert verdict.answer is Answer.INVALID and verdict.failed == ("known",)


def test_without_the_pinned_root_nothing_is_trusted() -> None:
    verdict = verify(signed.agreement().pdf, roots=[], expected=signed.Register().expects(signed.agreement().pdf))
    assert verdict.answer is Answer.INVALID and "chain" in verdict.failed


@pytest.mark.parametrize("name", mutations.FORGERIES)
def test_a_forgery_is_refused_by_its_own_rule_even_by_a_register_that_knows_its_hash(name: str) -> None:
    make, rules = mutations.FORGERIES[name]
    verdict = judged(make())
    assert verdict.answer is Answer.INVALID
    assert rules & set(verdict.failed), (verdict.failed, [finding.detail for finding in verdict.findings])


def test_who_stamps_may_not_sign() -> None:
    file = signed.agreement().pdf
    verdict = verify(file, roots=[], stampers=ROOTS, expected=signed.Register().expects(file))
    assert verdict.failed == ("chain",)


def test_one_changed_byte_anywhere_is_refused() -> None:
    file, chance = signed.agreement().pdf, random.Random(20261122)
    accepted = []
    for _ in range(60):
        place = chance.randrange(len(file))
        forged = bytearray(file)
        forged[place] ^= 1 << chance.randrange(8)
        if judged(bytes(forged)).answer is not Answer.INVALID:
            accepted.append(place)
    assert accepted == []


def test_a_cut_after_any_revision_is_refused() -> None:
    file = signed.agreement().pdf
    for cut in range(1, len(file), len(file) // 25):
        assert judged(file[:cut]).answer is Answer.INVALID


def _timestamping() -> tuple[timestamps.DummyTimeStamper, x509.Certificate]:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test timestamps")])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
    certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
                   .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=9))
                   .add_extension(usage, critical=True)
                   .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
                   .sign(key, hashes.SHA256()))
    parsed = asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
    secret = asn1_keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    service = timestamps.DummyTimeStamper(tsa_cert=parsed, tsa_key=secret, certs_to_embed=SimpleCertificateStore())
    return service, certificate


def test_a_later_archive_timestamp_keeps_the_paper_valid_and_a_foreign_one_does_not() -> None:
    service, root = _timestamping()
    writer = IncrementalPdfFileWriter(io.BytesIO(signed.agreement().pdf))
    later = bytes(PdfTimeStamper(service).timestamp_pdf(writer, "sha256", None).getbuffer())
    expected = signed.Register().expects(signed.agreement().pdf, later)
    verdict = verify(later, roots=ROOTS, stampers=[root], expected=expected)
    assert verdict.answer is Answer.VALID, [finding.detail for finding in verdict.findings]
    assert verify(later, roots=ROOTS, expected=expected).failed == ("chain",)
    assert verify(later, roots=[*ROOTS, root], expected=expected).failed == ("chain",)  # who signs may not stamp
    longer = later + b" "
    assert "whole" in verify(longer, roots=ROOTS, stampers=[root], expected=signed.Register().expects(longer)).failed
