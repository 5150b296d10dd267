"""Genuine papers to begin from: two to six signers, sealed or not, with none, one or two archive timestamps."""

from __future__ import annotations

import functools
import hashlib
import io
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import timestamps
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from documents import signing
from documents.rendering import render
from documents.signing import Intent, Seal
from documents.verifying import Expectation, Signatory, Verdict, verify
from tests.documents import samples, signed

NAMES = ("张喆赟", "김영희", "王伟", "李燚", "㛃祎", "Ольга Ким", "欧阳娜娜", "阿卜杜热合曼·买买提", "朴善姬", "赵一鸣")
PARTS = (("party", "申请人"), ("party", "被申请人"), ("mediator", "人民调解员"), ("recorder", "记录人"),
         ("other", "翻译"), ("party", "第三人"))  # fmt: skip
TROUBLES = ("漏水", "噪音", "欠款", "누수")
MOST, FEWEST = 6, 2


@dataclass
class Case:
    """A paper and who signs it. `dice` chooses what a forgery leaves open."""

    signers: tuple[dict[str, Any], ...] = samples.FOUR
    seal: Seal | None = samples.SEAL
    stamps: int = 0
    kind: str = "agreement"
    facts: dict[str, Any] = field(default_factory=dict)
    dice: random.Random = field(default_factory=lambda: random.Random(1))

    @property
    def intents(self) -> tuple[Intent, ...]:
        return samples.intents(self.signers)

    @property
    def people(self) -> list[tuple[str, str]]:
        """Who signs, in order: the name of the field, and the person's."""
        seal = [(self.seal.uid, self.seal.name)] if self.seal else []
        return [*((one["uid"], one["name"]) for one in self.signers), *seal]

    @property
    def attachments(self) -> dict[str, bytes]:
        return {"terms.json": samples.TERMS} if self.kind == "agreement" else {}

    @property
    def given(self) -> dict[str, Any]:
        """The facts in which it differs from the sample of its kind."""
        return {"signers": self.signers, "seal": self.seal.uid if self.seal else "", **self.facts}

    def rendered(self, **facts: Any) -> bytes:
        """The paper anew, some facts changed."""
        return render(samples.paper(self.kind, attachments=bool(self.attachments), **{**self.given, **facts}))

    @functools.cached_property
    def base(self) -> bytes:
        """The paper as everybody was shown it."""
        return self.rendered()

    @functools.cached_property
    def unstamped(self) -> bytes:
        return self.signed(self.base)

    @functools.cached_property
    def file(self) -> bytes:
        return self.stamped(self.unstamped)

    def signed(self, base: bytes, **changed: Any) -> bytes:
        given = {"intents": self.intents, "institution": self.seal, "authority": signed.authority()} | changed
        return signing.seal(base, **given).pdf

    def stamped(self, file: bytes) -> bytes:
        for _ in range(self.stamps):
            file = stamp(file)
        return file

    def expects(self, *files: bytes) -> Expectation:
        known = frozenset(hashlib.sha256(file).hexdigest() for file in files)
        people = tuple(Signatory(uid, name) for uid, name in self.people)
        return Expectation(known, people, self.attachments, hashlib.sha256(self.base).hexdigest())

    def judged(self, file: bytes, *known: bytes) -> Verdict:
        """The verdict on a file by a register that knows the files named: this very one, where none is."""
        roots = [signed.authority().root]
        return verify(file, roots=roots, stampers=[stamper().root], expected=self.expects(*(known or (file,))))


def several(dice: random.Random) -> list[Case]:
    """One paper of each shape to forge: as many signers as may be, with and without timestamps."""
    return [Case(people(count, dice), stamps=stamps, dice=dice)
            for count in range(FEWEST, MOST + 1) for stamps in range(3)]  # fmt: skip


def genuine(number: int, dice: random.Random) -> Case:
    """The next of many genuine papers, unlike the others; every number of signers and of timestamps comes in turn."""
    count, stamps = FEWEST + number % (MOST - FEWEST + 1), number // (MOST - FEWEST + 1) % 3
    kind = dice.choice(("agreement", "agreement", "minutes"))
    story = "。".join(dice.choice(NAMES) + dice.choice(TROUBLES) for _ in range(dice.randrange(1, 30)))
    facts = {"facts": story} if kind == "agreement" else {"risks": story}
    return Case(people(count, dice), dice.choice((samples.SEAL, None)), stamps, kind, facts, dice)


def people(count: int, dice: random.Random) -> tuple[dict[str, Any], ...]:
    names = dice.sample(NAMES, count)
    return tuple(samples.signer(f"s-{number}", *PARTS[number], name) for number, name in enumerate(names))


# Timestamps: an authority of its own, which may be asked for wrong ones.


@dataclass(frozen=True)
class Stamper:
    """An authority for timestamps, and the certificate it stamps with."""

    root: x509.Certificate
    root_key: ec.EllipticCurvePrivateKey
    key: rsa.RSAPrivateKey  # pyHanko's own service signs with nothing else

    def service(self, *, begins: int = -1, ends: int = 900, purpose: bool = True) -> timestamps.DummyTimeStamper:
        """A service with a certificate good between two days counted from today."""
        certificate = self.certificate(begins, ends, purpose)
        store = SimpleCertificateStore()
        store.register(_parsed(self.root))
        secret = self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        loaded = asn1_keys.PrivateKeyInfo.load(secret)
        return timestamps.DummyTimeStamper(_parsed(certificate), loaded, certs_to_embed=store)

    @functools.cache  # noqa: B019 - there are two of them
    def certificate(self, begins: int, ends: int, purpose: bool) -> x509.Certificate:
        usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
        builder = _issued("Test timestamps", self.root.subject, self.key.public_key(), begins, ends)
        point = x509.DistributionPoint([x509.UniformResourceIdentifier("http://crl.test/")], None, None, None)
        builder = builder.add_extension(usage, critical=True)
        builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
        if purpose:
            stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(stamping, critical=True)
        return builder.sign(self.root_key, hashes.SHA256())


@functools.cache
def stamper(name: str = "Test authority for timestamps") -> Stamper:
    root_key, key = ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = _issued(name, own, root_key.public_key(), -1000, 3000)
    builder = builder.add_extension(x509.BasicConstraints(True, None), critical=True)
    return Stamper(builder.sign(root_key, hashes.SHA256()), root_key, key)


def _issued(name: str, issuer: x509.Name, key: Any, begins: int, ends: int) -> Any:
    now = datetime.now(UTC)
    return (x509.CertificateBuilder().subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(issuer).public_key(key).serial_number(x509.random_serial_number())
            .not_valid_before(now + timedelta(begins)).not_valid_after(now + timedelta(ends)))  # fmt: skip


def revoked(certificate: x509.Certificate, issuer: x509.Certificate, key: Any) -> bytes:
    """A list (DER) by which its issuer says that a certificate was revoked yesterday."""
    now = datetime.now(UTC)
    entry = (x509.RevokedCertificateBuilder().serial_number(certificate.serial_number)
             .revocation_date(now - timedelta(1)).build())  # fmt: skip
    builder = (x509.CertificateRevocationListBuilder().issuer_name(issuer.subject).last_update(now - timedelta(1))
               .next_update(now + timedelta(9)).add_revoked_certificate(entry))  # fmt: skip
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def stamp(file: bytes, service: timestamps.TimeStamper | None = None, crls: Iterable[bytes] = (),
          change: Callable[[IncrementalPdfFileWriter], None] = lambda writer: None) -> bytes:  # fmt: skip
    """A later timestamp as we put it: the security store first and the timestamp last, in one revision."""
    writer = IncrementalPdfFileWriter(io.BytesIO(file))
    change(writer)
    DocumentSecurityStore.supply_dss_in_writer(
        writer, None, certs=[_parsed(stamper().root)], crls=[asn1_crl.CertificateList.load(one) for one in crls])
    work = PdfTimeStamper(service or stamper().service(), field_name=f"stamp-{len(file)}")
    return bytes(work.timestamp_pdf(writer, "sha256", None).getbuffer())


def _parsed(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
