"""Keys in a PKCS #11 token: a hardware security module, a card, or SoftHSM. Nothing of a private key ever leaves it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from urllib.parse import parse_qs, unquote

import pkcs11
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from pkcs11.util.ec import encode_ec_public_key, encode_ecdsa_signature, encode_named_curve_parameters
from pkcs11.util.rsa import encode_rsa_public_key

from documents.algorithms import Algorithm, PrivateKey, PublicKey
from documents.keyring import KeysGone, full_name

T = TypeVar("T")
_RSA = {"sha256": pkcs11.Mechanism.SHA256_RSA_PKCS}


class TokenKeys:
    """The keys of one token, named by `pkcs11:token=LABEL?module-path=FILE&pin-source=FILE` (RFC 7512).

    A session stays open from one use to the next; after any failure the module is begun anew, so that a token that
    was out and is back is found again without a restart.
    """

    def __init__(self, uri: str) -> None:
        path, _, query = uri.removeprefix("pkcs11:").partition("?")
        asked = {name: words[0] for name, words in parse_qs(query).items()}
        self._label = unquote(dict(part.partition("=")[::2] for part in path.split(";"))["token"])
        self._module, self._pin = asked["module-path"], Path(asked["pin-source"].removeprefix("file:"))
        self._session: Any = None
        self._wrong_pin = ""
        self._lost = False
        self._lock = threading.RLock()

    def key(self, name: str, algorithm: Algorithm) -> PrivateKey:
        label = full_name(name, algorithm)
        public = self._use(lambda session: _made_once(session, label, algorithm))
        return _EllipticKey(self, label, public) if isinstance(public, ec.EllipticCurvePublicKey) else \
            _RsaKey(self, label, public)

    def sign(self, label: str, public: PublicKey, content: bytes, **how: Any) -> bytes:
        """What the token's key says to `content`. Raises KeysGone."""
        wanted = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY, pkcs11.Attribute.LABEL: label,
                  pkcs11.Attribute.ID: _id(public)}
        return self._use(lambda session: bytes(_only(session, wanted).sign(content, **how)))

    def _use(self, work: Callable[[Any], T]) -> T:
        """Do it in the open session, and if that has died, once more in a new one."""
        with self._lock:
            for _ in range(2):
                try:
                    self._session = self._session or self._begin()
                    return work(self._session)
                except (pkcs11.PKCS11Error, OSError, UnicodeDecodeError) as error:
                    self._session, self._lost, reason = None, True, error
            raise KeysGone(f"the token {self._label} does not answer: {type(reason).__name__}") from reason

    def _begin(self) -> Any:
        module = pkcs11.lib(self._module)
        if self._lost:
            module.reinitialize()
            self._lost = False
        token, pin = module.get_token(token_label=self._label), self._pin.read_text("utf-8").strip()
        if pin == self._wrong_pin:  # asked again and again, a token locks itself
            raise pkcs11.PinIncorrect
        try:
            return token.open(rw=True, user_pin=pin)
        except pkcs11.UserAlreadyLoggedIn:  # this process has, through another session
            return token.open(rw=True)
        except pkcs11.PinIncorrect:
            self._wrong_pin = pin
            raise


def _made_once(session: Any, label: str, algorithm: Algorithm) -> PublicKey:
    """Two processes may each have made one: both are good, and all take the same."""
    for _ in range(2):
        known = [public for public in _public_keys(session, label) if algorithm.fits(public)]
        if known:
            return min(known, key=_spki)
        _generate(session, label, algorithm)
    raise pkcs11.ObjectHandleInvalid


def _only(session: Any, wanted: dict[Any, Any]) -> Any:
    found = list(session.get_objects(wanted))
    if not found:
        raise pkcs11.ObjectHandleInvalid
    return found[0]


def _public_keys(session: Any, label: str) -> list[PublicKey]:
    wanted = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PUBLIC_KEY, pkcs11.Attribute.LABEL: label}
    return [_public(one) for one in list(session.get_objects(wanted))]


def _public(one: Any) -> PublicKey:
    elliptic = one.key_type is pkcs11.KeyType.EC
    key = load_der_public_key(encode_ec_public_key(one) if elliptic else encode_rsa_public_key(one))
    assert isinstance(key, (ec.EllipticCurvePublicKey, rsa.RSAPublicKey))
    return key


def _generate(session: Any, label: str, algorithm: Algorithm) -> None:
    """A pair that stays in the token, its ID made from the public key as tokens do (SHA-1, no secret hangs on it)."""
    if algorithm.curve is None:
        pair = session.generate_keypair(pkcs11.KeyType.RSA, algorithm.bits, store=True, label=label)
    else:
        curve = encode_named_curve_parameters(algorithm.curve.name)
        parameters = session.create_domain_parameters(
            pkcs11.KeyType.EC, {pkcs11.Attribute.EC_PARAMS: curve}, local=True)
        pair = parameters.generate_keypair(store=True, label=label)
    name = _id(_public(pair[0]))
    for half in pair:
        half[pkcs11.Attribute.ID] = name


def _spki(key: PublicKey) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _id(key: PublicKey) -> bytes:
    return hashlib.sha1(_spki(key), usedforsecurity=False).digest()


class _Inside:
    """What keys in a token have in common: they sign, and keep themselves to themselves."""

    def __init__(self, ring: TokenKeys, label: str, public: Any) -> None:
        self._ring, self._label, self._public = ring, label, public

    def public_key(self) -> Any:
        return self._public

    @property
    def key_size(self) -> int:
        return int(self._public.key_size)

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise NotImplementedError("a key in a token signs, and nothing else")

    private_bytes = private_numbers = exchange = decrypt = _refuse

    def __copy__(self) -> Any:
        return self

    def __deepcopy__(self, memo: Any) -> Any:
        return self


class _EllipticKey(_Inside, ec.EllipticCurvePrivateKey):
    @property
    def curve(self) -> ec.EllipticCurve:
        curve: ec.EllipticCurve = self._public.curve
        return curve

    def sign(self, data: Any, signature_algorithm: ec.EllipticCurveSignatureAlgorithm) -> bytes:
        asked = signature_algorithm.algorithm
        assert isinstance(asked, hashes.HashAlgorithm)
        digest = hashlib.new(asked.name, data).digest()  # not all tokens hash by themselves
        raw = self._ring.sign(self._label, self._public, digest, mechanism=pkcs11.Mechanism.ECDSA)
        return bytes(encode_ecdsa_signature(raw))


class _RsaKey(_Inside, rsa.RSAPrivateKey):
    def sign(self, data: Any, padding: Any, algorithm: Any) -> bytes:
        """PKCS #1 v1.5, whichever padding is asked for: `algorithms` asks for no other."""
        return self._ring.sign(self._label, self._public, bytes(data), mechanism=_RSA[algorithm.name])
