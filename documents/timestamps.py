"""Time from outside: one RFC 3161 timestamp over a whole signed paper, with what is needed to check it years later.

All signatures of a paper are applied in one job, so one document timestamp at its end dates them all (with what proves
them under it: PAdES B-LTA, ETSI EN 319 142-1). The security store (DSS) is written first and the timestamp last, in one
revision: nothing lies outside the timestamp. No answer is believed that was not checked here: pyHanko by itself
compares no more than the nonce.
"""

from __future__ import annotations

import asyncio
import functools
import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.general import SigningError, extract_certificate_info
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
from pyhanko.sign.timestamps.common_utils import handle_tsp_response
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import InsufficientRevinfoError, PathBuildingError, ValidationError
from pyhanko_certvalidator.fetchers.api import FetchLimits
from pyhanko_certvalidator.fetchers.requests_fetchers import RequestsFetcherBackend
from pyhanko_certvalidator.path import ValidationPath

from documents.rules import Hindrance

DIGEST = "sha256"
MOST_BYTES = 1 << 16  # of a timestamp; about 5,000 are usual
MOST_CRL_BYTES = 1 << 24
APART = timedelta(minutes=5)  # between their clock and ours: one of the two is wrong then
_LIMITS = FetchLimits(max_requests=20)
_ROOM = 2048  # bytes by which one timestamp may be longer than the one before


class NotStamped(Exception):
    """There is no timestamp to be had now; nothing came of the paper. `hindrance` says what stands against it."""

    def __init__(self, hindrance: Hindrance, detail: str) -> None:
        super().__init__(detail)
        self.hindrance = hindrance


@dataclass(frozen=True)
class Service:
    """Who is asked for timestamps, whom of all authorities we trust with them, and where else to ask for revocation.

    Revocation is asked where certificates say. With `crls` every certificate must be answered for, by them or there.
    """

    url: str
    trust: tuple[x509.Certificate, ...]
    crls: tuple[str, ...] = ()
    wait: float = 15.0  # seconds for one answer


@dataclass(frozen=True)
class Stamped:
    """The paper with its timestamp, and until when the authority's certificate is good (None: there is none)."""

    pdf: bytes
    until: datetime | None


def stamp(pdf: bytes, service: Service) -> Stamped:
    """Add a security store and a document timestamp over the whole file. Raises NotStamped."""
    client = _client(service)
    for _ in range(2):
        try:
            return client.stamp(pdf)
        except _AnotherCertificate:
            client.forget()  # they have a new one: what we know of its standing is about the old one
        except NotStamped:
            client.forget()
            raise
    raise NotStamped(Hindrance.WRONG, "the service answers with another certificate each time")


def good_until(service: Service) -> datetime:
    """Until when a timestamp asked for now would be good. Costs one. Raises NotStamped."""
    client = _client(service)
    client.forget()
    return client.until()


@functools.cache
def _client(service: Service) -> _Client:
    return _Client(service)


class _AnotherCertificate(Exception):
    """Not the one whose standing was asked about."""


class _Client(TimeStamper):  # type: ignore[misc]
    """One service; remembers the certificate of its last timestamp, so that a paper costs one timestamp and not two."""

    def __init__(self, service: Service) -> None:
        super().__init__()
        self._service = service
        self._trust = [asn1_x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in service.trust]
        self.forget()

    def forget(self) -> None:
        self._last: cms.ContentInfo | None = None

    def until(self) -> datetime:
        with _said():
            return _end(self._learn()[0])

    def _learn(self) -> tuple[asn1_x509.Certificate, ValidationPath]:
        """Whose timestamps these are, and how they stand with whom we trust; asks for one where none is remembered."""
        self._expected: asn1_x509.Certificate | None = None
        self._context = self._plain()
        if self._last is None:
            self._last = asyncio.run(self.async_timestamp(bytes(32), DIGEST))
        signer, path, self._context = asyncio.run(self._standing(self._last))
        self._expected = signer
        return signer, path

    def stamp(self, pdf: bytes) -> Stamped:
        with _said():
            signer, path = self._learn()
            writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
            DocumentSecurityStore.supply_dss_in_writer(writer, None, paths=[path], validation_context=self._context)
            assert self._last is not None
            room = 2 * (len(self._last.dump()) + _ROOM)  # hexadecimal digits
            work = PdfTimeStamper(self, field_name=f"stamp-{len(pdf)}")
            done = work.timestamp_pdf(writer, DIGEST, None, bytes_reserved=room)
        return Stamped(bytes(done.getbuffer()), _end(signer))

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """Ask, and check the answer: its nonce, imprint, signature, purpose, authority and time."""
        nonce, request = self.request_cms(message_digest, md_algorithm)
        answer = tsp.TimeStampResp.load(_asked(self._service, request.dump()))
        if answer["status"]["status"].native == "granted" and _nonce(answer) != nonce:
            raise NotStamped(Hindrance.WRONG, "the timestamp is not an answer to our question")
        token = handle_tsp_response(answer, nonce)
        signer = extract_certificate_info(token["content"]).signer_cert
        if self._expected is not None and signer.dump() != self._expected.dump():
            raise _AnotherCertificate
        status = await validate_tst_signed_data(
            token["content"], self._context, lambda algorithm: message_digest if algorithm == md_algorithm else b"")
        if not (status["intact"] and status["valid"]):
            raise NotStamped(Hindrance.WRONG, "the timestamp does not fit what it should date")
        if status["trust_problem_indic"] is not None:
            await self._standing(token)  # raises what it is
            raise NotStamped(Hindrance.WRONG, f"the timestamp's certificate: {status['trust_problem_indic']}")
        if abs(status["timestamp"] - datetime.now(UTC)) > APART:
            raise NotStamped(Hindrance.WRONG, f"the timestamp says {status['timestamp']:%Y-%m-%d %H:%M} UTC")
        self._last = token
        return token

    async def _standing(
        self, token: cms.ContentInfo
    ) -> tuple[asn1_x509.Certificate, ValidationPath, ValidationContext]:
        """The certificate behind a timestamp, the way to an authority we trust, and what proves that none is revoked.

        The way is looked for first, among what lies here: nobody we do not trust may name addresses we then ask.
        """
        about = extract_certificate_info(token["content"])
        signer = about.signer_cert
        purpose = {"time_stamping"}
        await CertificateValidator(signer, about.other_certs, self._plain()).async_validate_usage(set(), purpose)
        mode = "require" if self._service.crls else "hard-fail"
        context = ValidationContext(
            trust_roots=self._trust, allow_fetching=True, revocation_mode=mode,
            crls=[_fetched(self._service, url) for url in self._service.crls],
            fetcher_backend=RequestsFetcherBackend(self._service.wait, limits=_LIMITS))
        path = await CertificateValidator(signer, about.other_certs, context).async_validate_usage(set(), purpose)
        kept = ValidationContext(
            trust_roots=self._trust, allow_fetching=False, other_certs=about.other_certs, revocation_mode=mode,
            crls=context.crls, ocsps=context.ocsps)
        return signer, path, kept

    def _plain(self) -> ValidationContext:
        """Whom we trust, as of now; asks nobody."""
        return ValidationContext(trust_roots=self._trust, allow_fetching=False)


def _end(certificate: asn1_x509.Certificate) -> datetime:
    moment: datetime = certificate.not_valid_after
    return moment


def _nonce(answer: tsp.TimeStampResp) -> int | None:
    nonce: int | None = answer["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed["nonce"].native
    return nonce


@contextmanager
def _said() -> Iterator[None]:
    """What went wrong, in our words: their libraries have many for it. Order counts: the narrow before the wide."""
    try:
        yield
    except TimestampRequestError as error:
        raise NotStamped(Hindrance.SILENT, str(error)) from error
    except InsufficientRevinfoError as error:
        raise NotStamped(Hindrance.REVOCATION, str(error)) from error
    except PathBuildingError as error:
        raise NotStamped(Hindrance.FOREIGN, str(error)) from error
    except (ValidationError, SigningError, ValueError, TypeError, KeyError, AttributeError) as error:
        # Their objections are ValueErrors too; the rest is what bytes that are no ASN.1 of the right kind bring about.
        raise NotStamped(Hindrance.WRONG, f"{type(error).__name__}: {error}") from error


def _asked(service: Service, question: bytes) -> bytes:
    kind = "application/timestamp-query"
    return _read(Hindrance.SILENT, service.wait, MOST_BYTES, "post", service.url, data=question,
                 headers={"Content-Type": kind, "Accept": "application/timestamp-reply"})


def _fetched(service: Service, url: str) -> bytes:
    return _read(Hindrance.REVOCATION, service.wait, MOST_CRL_BYTES, "get", url)


def _read(hindrance: Hindrance, wait: float, most: int, verb: str, url: str, **how: Any) -> bytes:
    """One answer over HTTP, bounded in time and size."""
    until = time.monotonic() + 2 * wait
    try:
        with requests.request(verb, url, timeout=wait, stream=True, **how) as answer:
            answer.raise_for_status()
            content = b""
            for piece in answer.iter_content(1 << 14):
                content += piece
                if len(content) > most or time.monotonic() > until:
                    raise NotStamped(hindrance, f"{url} does not come to an end")
            return content
    except (requests.RequestException, OSError) as error:
        raise NotStamped(hindrance, f"{url}: {type(error).__name__}") from error
