"""Signatures as others see them: poppler and pyHanko, not our own verifier."""

from __future__ import annotations

import io
import re
from datetime import datetime
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from documents import rendering
from documents.authority import FULL_NAME, STATEMENT, Authority, roots
from documents.rendering import RenderFailed, render
from documents.signing import Intent, Seal, SigningRefused, local_time, seal
from tests.documents import reading, samples, signed


def test_poppler_finds_five_valid_signatures_the_last_over_the_whole_file() -> None:
    said = reading.run("pdfsig", "{}", pdf=signed.agreement().pdf)
    assert said.count("Signature is Valid.") == 5
    assert said.count("Total document signed") == 1
    assert said.index("Total document signed") > said.index("Signature #5")
    assert re.findall(r"Signature Field Name: (\S+)", said) == ["p-1", "p-2", "m-1", "r-1", "seal-1"]
    assert re.findall(r"Common Name: (.+)", said) == ["张喆赟", "김영희", "王伟", "李燚", samples.INSTITUTION]
    assert said.count("ETSI.CAdES.detached") == 5


def test_pyhanko_agrees_and_trusts_only_the_root() -> None:
    root = asn1_x509.Certificate.load(signed.authority().root.public_bytes(Encoding.DER))
    context = ValidationContext(trust_roots=[root], allow_fetching=False, revocation_mode="soft-fail")
    found = PdfFileReader(io.BytesIO(signed.agreement().pdf)).embedded_regular_signatures
    statuses = [validate_pdf_signature(one, context) for one in found]
    assert all(status.bottom_line and status.docmdp_ok for status in statuses)
    assert statuses[-1].coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert found[0].docmdp_level is not None and [one.signed_revision for one in found] == [1, 2, 3, 4, 5]


def test_every_signature_has_a_fresh_certificate_that_names_its_signer_and_what_it_is_not() -> None:
    certificates = [x509.load_der_x509_certificate(one) for one in signed.agreement().certificates]
    keys = {one.public_key().public_numbers() for one in certificates}  # type: ignore[union-attr]
    assert len(keys) == len({one.serial_number for one in certificates}) == 5

    def subject(certificate: x509.Certificate, name: x509.ObjectIdentifier) -> str:
        return str(certificate.subject.get_attributes_for_oid(name)[0].value)

    assert [(subject(one, NameOID.SERIAL_NUMBER), subject(one, NameOID.COMMON_NAME)) for one in certificates] == \
        list(signed.Register().signers)
    for one in certificates:
        one.verify_directly_issued_by(signed.authority().root)
        assert subject(one, NameOID.ORGANIZATIONAL_UNIT_NAME) == STATEMENT
        policy = one.extensions.get_extension_for_class(x509.CertificatePolicies).value[0]
        assert "not third-party certification" in policy.policy_qualifiers[0].explicit_text  # type: ignore[index, union-attr]
        assert isinstance(one.public_key(), ec.EllipticCurvePublicKey)
        assert one.public_key().curve.name == "secp256r1"  # type: ignore[union-attr]


def test_what_people_saw_is_the_beginning_of_what_was_signed() -> None:
    assert signed.agreement().pdf.startswith(samples.agreement())


def test_a_signed_paper_is_still_archival() -> None:
    with reading.opened(signed.agreement().pdf) as file:
        assert file.pdf_version == "2.0"
        assert file.Root.get("/Version", pikepdf.Name("/2.0")) == "/2.0"
        assert 'pdfaid:part="4"' in file.Root.Metadata.read_bytes().decode()
        assert len(file.Root.AF) == 1
    assert all(embedded for _, embedded in reading.fonts(signed.agreement().pdf))


def test_the_marks_show_names_and_the_time_of_each_own_act() -> None:
    with reading.opened(signed.agreement().pdf) as file:
        for field in file.Root.AcroForm.Fields:
            assert field.AP.N.Subtype == "/Form" and float(field.AP.N.BBox[2]) > 100
    flat = reading.run("pdftotext", "-layout", "{}", "-", pdf=_flattened(signed.agreement().pdf))
    for name, clock in (("张喆赟", "14:30:00"), ("김영희", "14:31:00"), ("王伟", "14:32:00"), ("李燚", "14:33:00")):
        assert re.search(rf"{name}\s+2026年11月22日 {clock}（北京时间）", flat), flat
    assert "经验证码确认" in flat


def _flattened(pdf: bytes) -> bytes:
    sink = io.BytesIO()
    with reading.opened(pdf) as file:
        for field in file.Root.AcroForm.Fields:
            del field["/V"]
            field.FT = pikepdf.Name("/Tx")
        file.flatten_annotations("all")
        file.save(sink)
    return sink.getvalue()


def test_the_fonts_of_the_marks_enter_the_file_once() -> None:
    bare, full = len(samples.agreement()), len(signed.agreement().pdf)
    assert full - bare < 5 * 60_000 + 200_000


def test_a_courts_ruling_carries_judge_clerk_and_the_courts_seal_alone() -> None:
    ruling = render(samples.paper("ruling"))
    assert list(reading.fields(ruling)) == ["j-1", "c-1", "seal-1"]  # not the order of the page
    people = samples.intents(samples.FACTS["ruling"]["signers"])
    done = seal(ruling, people, Seal(samples.COURT, "seal-1", "院印"), signed.authority())
    assert reading.run("pdfsig", "{}", pdf=done.pdf).count("Signature is Valid.") == 3
    only = render(samples.paper("ruling", signers=()))
    done = seal(only, (), Seal(samples.COURT, "seal-1", "院印"), signed.authority())
    assert reading.run("pdfsig", "{}", pdf=done.pdf).count("Total document signed") == 1


def test_a_paper_sealed_by_hand_ends_with_the_last_person() -> None:
    paper = render(samples.paper("agreement", seal=""))
    done = seal(paper, samples.intents(), None, signed.authority())
    assert len(done.certificates) == 4


def test_an_institutions_own_picture_is_its_seal() -> None:
    done = seal(samples.agreement(), samples.intents(), Seal(samples.INSTITUTION, "seal-1", picture=samples.drawing(5)),
                signed.authority())
    with reading.opened(done.pdf) as file:
        form = file.Root.AcroForm.Fields[4].AP.N.Resources.XObject["/Imprint"]
        assert [one.Subtype for one in form.Resources.XObject.values()] == ["/Image"]


@pytest.mark.parametrize("change", [
    lambda people: people[:-1], lambda people: (people[1], people[0], *people[2:]), lambda people: (*people, people[0]),
])
def test_signers_who_do_not_fit_the_paper_are_refused(change: object) -> None:
    with pytest.raises(SigningRefused, match="reserves"):
        seal(samples.agreement(), change(samples.intents()), samples.SEAL, signed.authority())  # type: ignore[operator]


def test_a_paper_is_not_sealed_twice() -> None:
    with pytest.raises(SigningRefused, match="signed already"):
        seal(signed.agreement().pdf, samples.intents(), samples.SEAL, signed.authority())


def test_a_time_without_a_zone_is_refused_and_others_are_shown_in_local_time() -> None:
    assert local_time(datetime.fromisoformat("2026-11-22T18:05:09+00:00")) == "2026年11月23日 02:05:09（北京时间）"
    with pytest.raises(SigningRefused, match="zone"):
        local_time(datetime(2026, 11, 22))  # noqa: DTZ001


def test_a_drawing_that_is_no_picture_is_an_error_and_not_an_empty_box() -> None:
    first, *rest = samples.intents()
    broken = Intent(first.signer_name, first.role_title, first.signed_at, b"not a picture", first.uid)
    with pytest.raises(RenderFailed):
        seal(samples.agreement(), (broken, *rest), samples.SEAL, signed.authority())


def test_a_very_long_name_signs_and_fits() -> None:
    name = "阿不都热合曼·买买提依明·吐尔逊江·艾合买提Christopher-Alexander-Wolfeschlegelsteinhausenbergerdorff"
    paper = render(samples.paper("agreement", signers=(samples.signer("p-1", "party", "申请人", name),)))
    intent = Intent(name, "申请人", samples.intents()[0].signed_at, None, "p-1")
    done = seal(paper, (intent,), samples.SEAL, signed.authority())
    assert reading.run("pdfsig", "{}", pdf=done.pdf).count("Signature is Valid.") == 2
    subject = x509.load_der_x509_certificate(done.certificates[0]).subject
    assert subject.get_attributes_for_oid(FULL_NAME)[0].value == name
    assert name.startswith(str(subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value))


def test_the_root_is_made_once_and_kept_private(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    first, second = Authority.open(folder), Authority.open(folder)
    assert first.root == second.root and roots(folder) == [first.root]
    assert (folder / "authority.pem").stat().st_mode & 0o777 == 0o600 and folder.stat().st_mode & 0o777 == 0o700
    assert {file.suffix for file in folder.iterdir()} == {".pem", ".crt"}
    assert rendering.fingerprint(samples.paper("cover")) != rendering.fingerprint(samples.paper("contents"))
