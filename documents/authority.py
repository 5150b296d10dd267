"""The installation's own certificate authority: integrity and order of signatures, not third-party certification.

Each signature gets a fresh certificate. A person's is for a fresh key too (电子签名法 art. 13: sole control),
which lives in memory for that one signature and is never written; a body's is for the lasting key of its seal. The
certificate says what it is not: a licensed authority (art. 16) has seen nobody's identity card for it.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID, ObjectIdentifier

from documents.algorithms import P256, Algorithm, PrivateKey, PublicKey
from documents.keyring import FileKeys, Keyring
from mediation.core.settings import write_new

STATEMENT = "本地证书：保证内容完整，不是第三方电子认证"  # subject OU; like CN and title at most 64 bytes
NOTICE = ("This certificate was issued by the installation itself for one signature on one paper. It shows that the "
          "paper has not changed since. It is not third-party certification.")  # RFC 5280: ≤ 200 characters
POLICY = ObjectIdentifier("2.5.29.32.0")
FULL_NAME = ObjectIdentifier("2.5.4.41")  # X.520 name: up to 32,768, where CN ends at 64 (RFC 5280, appendix A)
YEARS = 30
_KEY = "authority"


@dataclass(frozen=True)
class Fresh:
    """A key and a certificate for one signature; let go of it as soon as it has signed."""

    key: PrivateKey
    certificate: x509.Certificate
    algorithm: Algorithm

    def sign(self, content: bytes) -> bytes:
        return self.algorithm.sign(self.key, content)


class Authority:
    """A root: a key of the keyring, and its certificate in a folder that never forgets one."""

    def __init__(self, keyring: Keyring, algorithm: Algorithm, key: PrivateKey, root: x509.Certificate) -> None:
        self._keyring, self._algorithm, self._key, self.root = keyring, algorithm, key, root

    @classmethod
    def open(cls, folder: Path, *, keyring: Keyring | None = None, algorithm: Algorithm = P256,
             name: str = "Courtyard local authority") -> Authority:
        """The authority of a keyring (without one, of files in `folder`), its root kept in `folder`; made on first use.

        Raises KeysGone.
        """
        keyring = keyring or FileKeys(folder)
        key = keyring.key(_KEY, algorithm)
        public = key.public_key()
        known = [one for one in roots(folder) if one.public_key() == public]
        if not known:
            file = folder / f"root-{hashlib.sha256(_spki(public)).hexdigest()[:16]}.crt"
            write_new(file, _made(name, key, algorithm).public_bytes(Encoding.PEM))
            known = [x509.load_pem_x509_certificate(file.read_bytes())]
        return cls(keyring, algorithm, key, known[0])

    def fresh_certificate(self, subject_name: str, uid: str, role: str) -> Fresh:
        """For a person: a new key and its certificate. `name` the full name, CN as much of it as fits, serialNumber
        the uid. Raises KeysGone, as the next."""
        return self._issued(self._algorithm.fresh(), subject_name, uid, role)

    def seal_certificate(self, subject_name: str, uid: str, role: str) -> Fresh:
        """For a body: a new certificate for the key of its seal, which lasts."""
        return self._issued(self._keyring.key(f"seal-{uid}", self._algorithm), subject_name, uid, role)

    def _issued(self, key: PrivateKey, subject_name: str, uid: str, role: str) -> Fresh:
        subject = x509.Name([
            x509.NameAttribute(NameOID.COMMON_NAME, _fitted(subject_name) or "-"),
            x509.NameAttribute(FULL_NAME, subject_name),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, uid),
            x509.NameAttribute(NameOID.TITLE, _fitted(role) or "-"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, STATEMENT)])
        policy = x509.PolicyInformation(POLICY, [x509.UserNotice(None, NOTICE)])
        builder = _builder(subject, self.root.subject, key.public_key(), self.root.not_valid_after_utc, ca=False)
        builder = builder.add_extension(x509.CertificatePolicies([policy]), critical=False)
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        return Fresh(key, builder.sign(self._key, self._algorithm.digest), self._algorithm)


def roots(folder: Path) -> list[x509.Certificate]:
    """Every root that ever signed here, whatever has become of its key: what it signed stays good."""
    files = sorted([*folder.glob("*.crt"), *folder.glob("*.pem")])  # a first one lies in one file with its key
    contents = [file.read_bytes() for file in files]
    return [one for content in contents if b"BEGIN CERTIFICATE" in content
            for one in x509.load_pem_x509_certificates(content)]


def _fitted(text: str) -> str:
    """As many characters as fit into 64 bytes of UTF-8, which is how `cryptography` counts."""
    return text.encode()[:64].decode(errors="ignore")


def _spki(key: PublicKey) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _made(name: str, key: PrivateKey, algorithm: Algorithm) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name} {secrets.token_hex(4)}"),
                         x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, STATEMENT)])
    end = datetime.now(UTC) + timedelta(days=365 * YEARS)
    return _builder(subject, subject, key.public_key(), end, ca=True).sign(key, algorithm.digest)


def _builder(subject: x509.Name, issuer: x509.Name, key: PublicKey, end: datetime, *,
             ca: bool) -> x509.CertificateBuilder:
    usage = x509.KeyUsage(digital_signature=not ca, content_commitment=not ca, key_cert_sign=ca, crl_sign=ca,
                          key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False,
                          decipher_only=False)
    return (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
            .serial_number(x509.random_serial_number()).not_valid_before(datetime.now(UTC) - timedelta(minutes=1))
            .not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=0 if ca else None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False))
