"""Where the keys lie that outlive one signature: the authority's, and each seal's. In files here, or in a token.

Both give keys of the `cryptography` package; one from a token signs inside it and can be read by nobody.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from documents.algorithms import P256, Algorithm, PrivateKey
from documents.rules import Hindrance
from mediation.core.settings import write_new

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,79}")


class KeysGone(Exception):
    """The keys cannot be had just now: the token is out, locked, or its module is not there. Try again later."""

    hindrance = Hindrance.KEYS


class Keyring(Protocol):
    """The lasting keys of an installation. One contract (tests/documents/test_keyring.py) holds for every kind."""

    def key(self, name: str, algorithm: Algorithm) -> PrivateKey:
        """The key of that name (letters, digits, hyphens) and kind; made on first use, the same ever after.

        Raises KeysGone here or when the key is asked to sign.
        """


@functools.cache
def opened(place: str, folder: Path) -> Keyring:
    """The keyring a setting names: empty for files in `folder`, or a PKCS #11 URI (RFC 7512)."""
    if not place:
        return FileKeys(folder)
    from documents.tokens import TokenKeys

    return TokenKeys(place)


def full_name(name: str, algorithm: Algorithm) -> str:
    """What a key is kept under: the plain name for P-256, with the algorithm behind it for others."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a name for a key: {name!r}")
    return name if algorithm is P256 else f"{name}-{algorithm.name.lower()}"


class FileKeys:
    """A folder (0700) with a PKCS #8 file (PEM, 0600) for each key."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def key(self, name: str, algorithm: Algorithm) -> PrivateKey:
        file = self._folder / f"{full_name(name, algorithm)}.pem"
        if not file.exists():
            plain = algorithm.fresh().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            write_new(file, plain)
        key = load_pem_private_key(file.read_bytes(), None)
        if not isinstance(key, (ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey)) or not algorithm.fits(key.public_key()):
            raise ValueError(f"{file} holds no {algorithm.name} key")
        return key
