"""Timestamps of a real service, and every answer that must not be believed."""

from __future__ import annotations

import hashlib
import io
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore

from documents import timestamps
from documents.rules import Hindrance
from documents.timestamps import NotStamped, Service, stamp
from documents.verifying import Answer, verify
from mediation.core import settings
from tests.documents import reading, signed
from tests.documents.outside import Outside

ROOTS = [signed.authority().root]


def judged(pdf: bytes, elsewhere: Outside) -> Answer:
    return verify(pdf, roots=ROOTS, stampers=[elsewhere.root()], expected=signed.Register().expects(pdf)).answer


def test_the_timestamp_comes_last_covers_all_and_brings_what_proves_it(elsewhere: Outside) -> None:
    done = stamp(signed.agreement().pdf, elsewhere.service())
    assert done.pdf.startswith(signed.agreement().pdf) and done.until == datetime(2060, 1, 1, tzinfo=UTC)
    reader = PdfFileReader(io.BytesIO(done.pdf))
    [last] = reader.embedded_timestamp_signatures
    store = DocumentSecurityStore.read_dss(reader)
    assert len(store.certs) >= 3 and (store.ocsps or store.crls)
    edges = [int(edge) for edge in list(last.byte_range)]
    assert (edges[0], edges[2] + edges[3]) == (0, len(done.pdf)) and reader.total_revisions == 7
    said = reading.run("pdfsig", "{}", pdf=done.pdf)
    assert said.count("Signature is Valid.") == 5  # poppler does not judge timestamps
    assert said.count("Total document signed") == 1 and said.index("Total document") > said.index("Signature #6")
    assert judged(done.pdf, elsewhere) is Answer.VALID
    verdict = verify(done.pdf, roots=ROOTS, expected=signed.Register().expects(done.pdf))
    assert verdict.failed == ("chain",)  # where the authority for timestamps is not trusted


def test_a_second_paper_costs_one_timestamp(elsewhere: Outside) -> None:
    for _ in range(3):
        stamp(signed.agreement().pdf, elsewhere.service())
    assert elsewhere.asked.count("tsa") == 4


def test_an_archive_timestamp_later_takes_the_first_one_under_its_cover(elsewhere: Outside) -> None:
    first = stamp(signed.agreement().pdf, elsewhere.service()).pdf
    later = stamp(first, elsewhere.service(name="second")).pdf
    assert later.startswith(first) and judged(later, elsewhere) is Answer.VALID


@pytest.mark.parametrize(("way", "name", "hindrance"), [
    ("imprint", "tsa", Hindrance.WRONG), ("nonce", "tsa", Hindrance.WRONG), ("no_nonce", "tsa", Hindrance.WRONG),
    ("flipped", "tsa", Hindrance.WRONG), ("yesterday", "tsa", Hindrance.WRONG), ("html", "tsa", Hindrance.WRONG),
    ("empty", "tsa", Hindrance.WRONG), ("plain", "expired", Hindrance.WRONG), ("plain", "person", Hindrance.WRONG),
    ("plain", "revoked", Hindrance.WRONG), ("rejecting", "tsa", Hindrance.SILENT), ("error", "tsa", Hindrance.SILENT),
    ("endless", "tsa", Hindrance.SILENT),
])
def test_what_is_no_good_answer_is_refused_and_named(
    elsewhere: Outside, way: str, name: str, hindrance: Hindrance
) -> None:
    with pytest.raises(NotStamped) as refused:
        stamp(signed.agreement().pdf, elsewhere.service(way, name))
    assert refused.value.hindrance is hindrance, refused.value


@pytest.mark.parametrize("way", ["imprint", "nonce", "flipped", "yesterday"])
def test_a_service_that_was_known_as_good_is_not_believed_blindly(elsewhere: Outside, way: str) -> None:
    known = elsewhere.service()
    stamp(signed.agreement().pdf, known)
    client = timestamps._client(known)
    client._service = elsewhere.service(way)
    with pytest.raises(NotStamped) as refused:
        stamp(signed.agreement().pdf, known)
    assert refused.value.hindrance is Hindrance.WRONG


def test_a_foreign_authority_is_refused_and_nobody_it_names_is_asked(elsewhere: Outside) -> None:
    with pytest.raises(NotStamped) as refused:
        stamp(signed.agreement().pdf, elsewhere.service(arch="foreign"))
    assert refused.value.hindrance is Hindrance.FOREIGN
    assert set(elsewhere.asked) == {"tsa"}


def test_a_service_that_is_late_or_down_is_silent(elsewhere: Outside) -> None:
    closed = socket.create_server(("127.0.0.1", 0))
    port = closed.getsockname()[1]
    closed.close()
    nobody = Service(f"http://127.0.0.1:{port}/", (elsewhere.root(),))
    for service in (elsewhere.service("late", wait=0.2), nobody):
        with pytest.raises(NotStamped) as refused:
            stamp(signed.agreement().pdf, service)
        assert refused.value.hindrance is Hindrance.SILENT
    elsewhere.down.add("tsa")
    with pytest.raises(NotStamped) as refused:
        stamp(signed.agreement().pdf, elsewhere.service())
    assert refused.value.hindrance is Hindrance.SILENT
    elsewhere.down.clear()
    assert judged(stamp(signed.agreement().pdf, elsewhere.service()).pdf, elsewhere) is Answer.VALID


def test_one_source_of_revocation_is_enough_and_none_is_too_few(elsewhere: Outside) -> None:
    for broken in ("ocsp", "crls"):
        elsewhere.down = {broken}
        stamp(signed.agreement().pdf, elsewhere.service())
    elsewhere.down = {"ocsp", "crls"}
    with pytest.raises(NotStamped) as refused:
        stamp(signed.agreement().pdf, elsewhere.service())
    assert refused.value.hindrance is Hindrance.REVOCATION


def test_with_sources_of_our_own_every_certificate_must_be_answered_for(elsewhere: Outside) -> None:
    for crls in ((elsewhere.crl(),), (elsewhere.crl() + "x",)):  # neither says anything of the issuer itself
        with pytest.raises(NotStamped) as refused:
            stamp(signed.agreement().pdf, elsewhere.service(crls=crls))
        assert refused.value.hindrance is Hindrance.REVOCATION
    issuer = elsewhere.certificate("issuer")
    stamp(signed.agreement().pdf, elsewhere.service(crls=(elsewhere.crl(),), trust=(issuer,)))


def test_a_service_with_a_new_certificate_is_learned_anew(elsewhere: Outside) -> None:
    known = elsewhere.service()
    stamp(signed.agreement().pdf, known)
    timestamps._client(known)._service = elsewhere.service(name="second")
    done = stamp(signed.agreement().pdf, known)
    store = DocumentSecurityStore.read_dss(PdfFileReader(io.BytesIO(done.pdf)))
    assert hashlib.sha256(elsewhere.certificate("second").public_bytes(Encoding.DER)).digest() in {
        hashlib.sha256(one.dump()).digest() for one in store.load_certs()}
    assert judged(done.pdf, elsewhere) is Answer.VALID


def test_the_setting_names_a_service_and_whom_to_trust_or_the_start_fails_with_words(tmp_path: Path) -> None:
    trust = tmp_path / "trust.pem"
    trust.write_bytes(ROOTS[0].public_bytes(Encoding.PEM))
    given = {"COURTYARD_HOME": str(tmp_path)}
    nothing = settings.load(given)
    assert (nothing.timestamp_url, nothing.timestamp_trust, nothing.crls) == ("", None, ())
    set_to = {"COURTYARD_TIMESTAMP": "https://time.example/", "COURTYARD_TIMESTAMP_TRUST": str(trust)}
    here = settings.load(given | set_to | {"COURTYARD_CRLS": "http://a.example/1.crl http://b.example/2.crl"})
    assert (here.timestamp_url, here.timestamp_trust, len(here.crls)) == ("https://time.example/", trust, 2)
    (tmp_path / "empty.pem").write_text("")
    wrong = {"COURTYARD_TIMESTAMP": ("time.example", "ftp://time.example"),
             "COURTYARD_TIMESTAMP_TRUST": ("", str(tmp_path / "none.pem"), str(tmp_path / "empty.pem"))}
    for name, values in wrong.items():
        for value in values:
            with pytest.raises(settings.BadSetting, match=name):
                settings.load(given | set_to | {name: value})
