"""The installation's own certificate authority: integrity and order of signatures, not third-party certification.

Each signature gets a fresh key and certificate for one person and one paper (电子签名法 art. 13: sole control at
signing); the key lives in memory for that one signature and is never written. The certificate says what it is not:
a licensed authority (art. 16) has seen nobody's identity card for it.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID, ObjectIdentifier

STATEMENT = "本地证书：保证内容完整，不是第三方电子认证"  # subject OU; like CN and title at most 64 bytes
NOTICE = ("This certificate was issued by the installation itself for one signature on one paper. It shows that the "
          "paper has not changed since. It is not third-party certification.")  # RFC 5280: ≤ 200 characters
POLICY = ObjectIdentifier("2.5.29.32.0")
FULL_NAME = ObjectIdentifier("2.5.4.41")  # X.520 name: up to 32,768, where CN ends at 64 (RFC 5280, appendix A)
YEARS = 30
_FILE = "authority.pem"


@dataclass(frozen=True)
class Fresh:
    """A key and a certificate for one signature; let go of it as soon as it has signed."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


class Authority:
    """The root: a P-256 key and its certificate."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, root: x509.Certificate) -> None:
        self._key, self.root = key, root

    @classmethod
    def open(cls, folder: Path, *, name: str = "Courtyard local authority") -> Authority:
        """The authority kept in `folder` (0700) as `authority.pem` (0600); made on first use, by one process only."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = folder / _FILE
        if not file.exists():
            _write_once(file, _made(name))
        pem = file.read_bytes()
        key = load_pem_private_key(pem, None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError(f"{file} holds no elliptic-curve key")
        return cls(key, x509.load_pem_x509_certificate(pem))

    def fresh_certificate(self, subject_name: str, uid: str, role: str) -> Fresh:
        """A new P-256 key and its certificate: `name` the full name, CN as much of it as fits, serialNumber the uid."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([
            x509.NameAttribute(NameOID.COMMON_NAME, _fitted(subject_name) or "-"),
            x509.NameAttribute(FULL_NAME, subject_name),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, uid),
            x509.NameAttribute(NameOID.TITLE, _fitted(role) or "-"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, STATEMENT)])
        policy = x509.PolicyInformation(POLICY, [x509.UserNotice(None, NOTICE)])
        builder = _builder(subject, self.root.subject, key, self.root.not_valid_after_utc, ca=False)
        builder = builder.add_extension(x509.CertificatePolicies([policy]), critical=False)
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        return Fresh(key, builder.sign(self._key, hashes.SHA256()))


def _fitted(text: str) -> str:
    """As many characters as fit into 64 bytes of UTF-8, which is how `cryptography` counts."""
    return text.encode()[:64].decode(errors="ignore")


def _made(name: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name} {secrets.token_hex(4)}"),
                         x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, STATEMENT)])
    end = datetime.now(UTC) + timedelta(days=365 * YEARS)
    root = _builder(subject, subject, key, end, ca=True).sign(key, hashes.SHA256())
    return (key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + root.public_bytes(Encoding.PEM))


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, end: datetime, *,
             ca: bool) -> x509.CertificateBuilder:
    usage = x509.KeyUsage(digital_signature=not ca, content_commitment=not ca, key_cert_sign=ca, crl_sign=ca,
                          key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False,
                          decipher_only=False)
    return (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(datetime.now(UTC) - timedelta(minutes=1))
            .not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=0 if ca else None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False))


def _write_once(file: Path, content: bytes) -> None:
    """Write so that of two processes one wins and nobody ever sees half a key."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as sink:
            sink.write(content)
            sink.flush()
            os.fsync(sink.fileno())
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
    finally:
        draft.unlink()
    _sync(file.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
