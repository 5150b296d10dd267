"""One contract over every kind of keyring: files, and a token (SoftHSM) that can be taken out."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pkcs11
import pytest
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from documents import keyring
from documents.algorithms import ALGORITHMS, P256, Algorithm, PrivateKey
from documents.authority import Authority, roots
from documents.keyring import FileKeys, Keyring, KeysGone
from documents.rendering import render
from documents.signing import seal
from documents.tokens import TokenKeys
from documents.verifying import Answer, Expectation, Signatory, verify
from mediation.core import settings
from tests.documents import samples, token

SIGNERS = samples.FOUR[:1]
PEOPLE = (Signatory(SIGNERS[0]["uid"], SIGNERS[0]["name"]), Signatory(samples.SEAL.uid, samples.SEAL.name))


@pytest.fixture(params=["file", "token"])
def ring(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Keyring]:
    """Opens the keyring anew, as another start of the product would."""
    return (lambda: FileKeys(tmp_path / "keys")) if request.param == "file" else lambda: TokenKeys(token.uri())


@functools.cache
def paper() -> bytes:
    return render(samples.paper("agreement", signers=SIGNERS))


def verified(key: PrivateKey, algorithm: Algorithm, content: bytes) -> None:
    public, said = key.public_key(), algorithm.sign(key, content)
    if isinstance(public, rsa.RSAPublicKey):
        public.verify(said, content, padding.PKCS1v15(), algorithm.digest)
    else:
        public.verify(said, content, ec.ECDSA(algorithm.digest))


@pytest.mark.parametrize("name", ALGORITHMS)
def test_a_key_is_made_once_and_signs_by_its_algorithm(ring: Callable[[], Keyring], name: str) -> None:
    algorithm = ALGORITHMS[name]
    first, second = ring().key("contract", algorithm), ring().key("contract", algorithm)
    assert algorithm.fits(first.public_key()) and first.public_key() == second.public_key()
    verified(second, algorithm, b"what was agreed")


def test_every_name_has_a_key_of_its_own(ring: Callable[[], Keyring]) -> None:
    keys = [ring().key(name, P256).public_key() for name in ("seal-one", "seal-two")]
    assert keys[0] != keys[1]


@pytest.mark.parametrize("name", ["", "../authority", "a/b", "a.b", "-a", "a" * 81])
def test_a_name_that_could_lead_elsewhere_is_refused(ring: Callable[[], Keyring], name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        ring().key(name, P256)


def test_a_paper_signed_with_its_keys_is_valid(ring: Callable[[], Keyring], tmp_path: Path) -> None:
    folder, name = tmp_path / "roots", "P-384"
    authority = Authority.open(folder, keyring=ring(), algorithm=ALGORITHMS[name])
    shown = paper()
    done = [seal(shown, samples.intents(SIGNERS), samples.SEAL, authority) for _ in range(2)]
    expected = Expectation(frozenset({hashlib.sha256(done[0].pdf).hexdigest()}), PEOPLE,
                           shown=hashlib.sha256(shown).hexdigest())
    assert verify(done[0].pdf, roots=roots(folder), expected=expected).answer is Answer.VALID
    (person, body), (again, same) = ([x509.load_der_x509_certificate(one).public_key() for one in each.certificates]
                                     for each in done)
    assert person != again and body == same  # a person's key is for one signature, a seal's lasts
    assert Authority.open(folder, keyring=ring(), algorithm=ALGORITHMS[name]).root == authority.root


def test_other_keys_are_another_root_and_the_old_one_stays_good(ring: Callable[[], Keyring], tmp_path: Path) -> None:
    old = Authority.open(tmp_path / "keys").root
    new = Authority.open(tmp_path / "keys", keyring=ring(), algorithm=ALGORITHMS["P-384"]).root
    assert {one.fingerprint(P256.digest) for one in roots(tmp_path / "keys")} == \
        {one.fingerprint(P256.digest) for one in (old, new)}


def test_a_first_key_that_lies_in_one_file_with_its_root_is_still_both(tmp_path: Path) -> None:
    authority = Authority.open(tmp_path)
    [certificate] = tmp_path.glob("*.crt")
    key = tmp_path / "authority.pem"
    key.write_bytes(key.read_bytes() + certificate.read_bytes())
    certificate.unlink()
    assert Authority.open(tmp_path).root == authority.root and roots(tmp_path) == [authority.root]


def test_nothing_of_a_key_leaves_the_token() -> None:
    ring = TokenKeys(token.uri())
    for algorithm in (P256, ALGORITHMS["RSA-3072"]):
        key = ring.key("contract", algorithm)
        with pytest.raises(NotImplementedError):
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        with pytest.raises(NotImplementedError):
            key.private_numbers()
    wanted = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY}
    kept = ring._use(lambda session: [(one[pkcs11.Attribute.SENSITIVE], one[pkcs11.Attribute.EXTRACTABLE])
                                      for one in list(session.get_objects(wanted))])
    assert len(kept) >= 2 and set(kept) == {(True, False)}


def test_a_wrong_pin_is_tried_once_because_a_token_locks_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin, asked = tmp_path / "pin", []

    class Locking:
        def open(self, rw: bool, user_pin: str) -> None:
            asked.append(user_pin)
            raise pkcs11.PinIncorrect

    module = SimpleNamespace(get_token=lambda token_label: Locking(), reinitialize=lambda: None)
    monkeypatch.setattr(pkcs11, "lib", lambda path: module)
    ring = TokenKeys(f"pkcs11:token=x?module-path=/m.so&pin-source={pin}")
    for said in ("wrong", "wrong", "wrong too"):
        pin.write_text(said)
        with pytest.raises(KeysGone, match="PinIncorrect"):
            ring.key("contract", P256)
    assert asked == ["wrong", "wrong too"]


def test_a_token_that_is_out_is_said_and_one_that_is_back_is_found_without_a_restart(tmp_path: Path) -> None:
    ring = TokenKeys(token.uri())
    authority = Authority.open(tmp_path, keyring=ring)
    with token.taken_out():
        for _ in range(2):
            with pytest.raises(KeysGone, match="does not answer"):
                authority.fresh_certificate("张三", "p-1", "申请人")
        with pytest.raises(KeysGone):
            TokenKeys(token.uri()).key("authority", P256)
    authority.fresh_certificate("张三", "p-1", "申请人")
    token.take_out()
    token.put_in()
    authority.fresh_certificate("张三", "p-1", "申请人")  # nobody asked it meanwhile


@pytest.mark.parametrize("change", [("%E5%92%8C", "x"), (token.MODULE, "/nowhere.so"), ("/pin", "/none")])
def test_a_token_that_cannot_be_opened_is_gone_and_not_a_crash(change: tuple[str, str]) -> None:
    wrong = token.uri().replace(*change)
    with pytest.raises(KeysGone):
        TokenKeys(wrong).key("contract", P256)


def test_a_key_of_another_kind_in_the_file_is_refused(tmp_path: Path) -> None:
    FileKeys(tmp_path).key("contract", P256)
    (tmp_path / "contract.pem").rename(tmp_path / "contract-p-384.pem")
    with pytest.raises((ValueError, UnsupportedAlgorithm), match="no P-384 key"):
        FileKeys(tmp_path).key("contract", ALGORITHMS["P-384"])


def test_the_setting_names_an_algorithm_and_a_place_or_the_start_fails_with_words(tmp_path: Path) -> None:
    given = {"COURTYARD_HOME": str(tmp_path)}
    here = settings.load(given)
    assert (here.algorithm, here.signer_keys) == ("P-256", "") and set(settings.ALGORITHMS) == set(ALGORITHMS)
    assert isinstance(keyring.opened("", tmp_path), FileKeys)
    here = settings.load(given | {"COURTYARD_ALGORITHM": "P-384", "COURTYARD_SIGNER_KEYS": token.uri()})
    assert here.algorithm == "P-384" and isinstance(keyring.opened(here.signer_keys, tmp_path), TokenKeys)
    for wrong in ("SM2", "p256", "RSA-1024"):
        with pytest.raises(settings.BadSetting, match="COURTYARD_ALGORITHM must be one of P-256, P-384, RSA-3072"):
            settings.load(given | {"COURTYARD_ALGORITHM": wrong})
    for wrong in ("token", "pkcs11:token=x", "pkcs11:token=x?module-path=/m", "pkcs11:?module-path=/m&pin-source=/p"):
        with pytest.raises(settings.BadSetting, match="COURTYARD_SIGNER_KEYS"):
            settings.load(given | {"COURTYARD_SIGNER_KEYS": wrong})
