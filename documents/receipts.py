"""Receipts: what the ledger says of a released paper, signed, so that a court can check it without asking us.

A receipt is a JSON object. Its signature is ECDSA P-256 with SHA-256 over its canonical form (RFC 8785; there are only
texts, whole numbers, lists and objects with ASCII names in it), 64 bytes r and s in base64, as WebCrypto takes it.

`ledger` says where the release stands in the ledger: `previous` is the hash of the entry before it, so that each
receipt somebody holds fixes everything that was released before. A hash is made from no names: the ledger can still be
verified when the matter's key was destroyed and with it the receipt.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from mediation.core import settings

FORMAT = "courtyard-receipt-1"
ALGORITHM = "ECDSA P-256 SHA-256"
FIRST = "0" * 64
"""`previous` of the first entry."""
_FILE = "receipts.pem"
_ECDSA = ec.ECDSA(hashes.SHA256())


def canonical(value: Any) -> bytes:
    """The one way to write it down (RFC 8785, without the numbers that are not whole)."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def claim(facts: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of what a receipt says, its place in the ledger apart."""
    return _sha256({name: fact for name, fact in facts.items() if name != "ledger"})


@dataclass(frozen=True)
class Place:
    """An entry of the ledger: the hash of what it says, chained to the entry before it."""

    entry: int  # counted from 1
    previous: str
    sha256: str  # of the released file
    claim: str

    @property
    def hash(self) -> str:
        return _sha256([self.entry, self.previous, self.sha256, self.claim])


def placed(facts: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """The whole receipt, ready to be signed."""
    ledger = {"entry": place.entry, "previous": place.previous, "hash": place.hash}
    return {**facts, "ledger": ledger}


class Key:
    """The installation's key for receipts and the lists of packages; no certificate. Who checks them pins its public
    half."""

    def __init__(self, secret: ec.EllipticCurvePrivateKey) -> None:
        self._secret = secret
        self.public = secret.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    @classmethod
    def open(cls, folder: Path) -> Key:
        """The key kept in `folder` as `receipts.pem` (0600); made on first use, by one process only."""
        return _opened(folder)

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hex) of the public key, by which people compare it."""
        return hashlib.sha256(self.public).hexdigest()

    def signed(self, receipt: Mapping[str, Any]) -> str:
        """The receipt as it is handed out: JSON, one line to a fact, with its signature."""
        r, s = decode_dss_signature(self._secret.sign(canonical(receipt), _ECDSA))
        value = base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()
        signature = {"algorithm": ALGORITHM, "key": self.fingerprint, "value": value}
        return json.dumps({"receipt": receipt, "signature": signature}, ensure_ascii=False, indent=1)

    def detached(self, content: bytes) -> bytes:
        """A signature (DER) beside a file that goes to a court, as `openssl dgst -verify` takes it."""
        return self._secret.sign(content, _ECDSA)

    @property
    def pem(self) -> bytes:
        """The public half as a file."""
        return self._secret.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def verifies(self, text: str) -> bool:
        """Whether this is a receipt of this key, its entry of the ledger included."""
        try:
            said = json.loads(text)
            receipt, value = said["receipt"], base64.b64decode(said["signature"]["value"], validate=True)
            r, s = int.from_bytes(value[:32], "big"), int.from_bytes(value[32:], "big")
            self._secret.public_key().verify(encode_dss_signature(r, s), canonical(receipt), _ECDSA)
            return bool(receipt["format"] == FORMAT and _place(receipt).hash == receipt["ledger"]["hash"])
        except (ValueError, KeyError, TypeError, InvalidSignature):
            return False


@lru_cache(maxsize=8)
def _opened(folder: Path) -> Key:
    path = folder / _FILE
    if not path.exists():
        fresh = ec.generate_private_key(ec.SECP256R1())
        settings.write_new(path, fresh.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    secret = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(secret, ec.EllipticCurvePrivateKey) or secret.curve.name != ec.SECP256R1.name:
        raise ValueError(f"{path} holds no P-256 key")
    return Key(secret)


def _place(receipt: Mapping[str, Any]) -> Place:
    ledger = receipt["ledger"]
    return Place(ledger["entry"], ledger["previous"], receipt["paper"]["sha256"], claim(receipt))


def _sha256(value: Any) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()
