"""Which algorithms signatures are made with, by name. The setting COURTYARD_ALGORITHM names one of them.

A row knows how a key is made and how it signs; how a signature is called in a CMS or a certificate follows from the
key. SM2 with SM3 (GM/T 0003 and 0004) would be one more row, once the libraries under us can make and check them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey


@dataclass(frozen=True)
class Algorithm:
    """A kind of key and the digest it signs: a curve, or RSA with so many bits."""

    name: str
    digest: hashes.SHA256 | hashes.SHA384
    curve: ec.EllipticCurve | None = None
    bits: int = 0

    def fresh(self) -> PrivateKey:
        """A new key, in the memory of this process alone."""
        if self.curve is None:
            return rsa.generate_private_key(65537, self.bits)
        return ec.generate_private_key(self.curve)

    def sign(self, key: PrivateKey, content: bytes) -> bytes:
        """ECDSA as DER (RFC 3279), or RSA with PKCS #1 v1.5 padding."""
        if isinstance(key, rsa.RSAPrivateKey):
            return key.sign(content, padding.PKCS1v15(), self.digest)
        return key.sign(content, ec.ECDSA(self.digest))

    def fits(self, key: PublicKey) -> bool:
        """Whether a key is of this kind."""
        if isinstance(key, rsa.RSAPublicKey):
            return self.curve is None and key.key_size == self.bits
        return self.curve is not None and key.curve.name == self.curve.name


P256 = Algorithm("P-256", hashes.SHA256(), ec.SECP256R1())
ALGORITHMS: Mapping[str, Algorithm] = {
    one.name: one
    for one in (
        P256,
        Algorithm("P-384", hashes.SHA384(), ec.SECP384R1()),
        Algorithm("RSA-3072", hashes.SHA256(), bits=3072),
    )
}
